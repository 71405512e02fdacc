"""The digits that an autoencoder rebuilds worst, one press after the other."""

import streamlit as st

from core.data import Dataset
from core.errors import LatentLabError
from core.evaluation.autoencoders import hardest
from pages.shared.choices.dataset import worded
from pages.shared.choices.model_choice import markdown_title
from pages.shared.frame import notices

DIGIT = "digit"  # the key of the chosen row


def button(autoencoder: str, test: Dataset) -> None:
    """A button that chooses the test digit with the largest error; each press goes to the next."""
    st.button(
        worded("Worst digit"),
        icon=":material/sentiment_dissatisfied:",
        on_click=_choose_next,
        args=(autoencoder, test),
        help=f"{worded('The test digit')} that {markdown_title(autoencoder)} rebuilds worst, "
        "without any noise. Press again for the next one.",
    )


def show_rank() -> None:
    """Show the rank and the error of the digit that was just chosen."""
    notices.show("worst digit")


def _choose_next(autoencoder: str, test: Dataset) -> None:
    try:
        what = worded("Looking for the digits")
        with st.spinner(f"{what} that {markdown_title(autoencoder)} rebuilds worst …"):
            rows, errors = hardest.hardest_rows(autoencoder, test)
    except LatentLabError as error:
        notices.keep_for("worst digit", str(error))
        return
    last_model, last_rank = st.session_state.get("worst digit", (autoencoder, -1))
    rank = (last_rank + 1) % len(rows) if last_model == autoencoder else 0
    st.session_state["worst digit"] = (autoencoder, rank)
    st.session_state[DIGIT] = int(rows[rank])
    notices.keep_for(
        "worst digit",
        worded(f"Number {rank + 1} of the {len(test):,} test digits, the worst first: ")
        + f"without noise {markdown_title(autoencoder)} rebuilds row {rows[rank]} with a "
        f"difference from the original of {errors[rank]:.1f}.",
        "caption",
    )
