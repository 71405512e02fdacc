"""A classifier's accuracy over the noise level, with and without cleaning, on all test digits."""

import streamlit as st

from core import figures, noise
from core.data import Dataset
from core.errors import LatentLabError
from core.evaluation.classifiers.robustness import Study, levels
from core.storage.cache import if_kept
from core.text.numbers import percent, rough_duration, unbroken
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import worded
from pages.shared.literal import literal
from pages.shared.parts.chart import chart

HOW_TO_READ = """
Each point is an experiment on the whole test set: add noise of that level to every digit, let the
classifier read them all, and count how many it reads correctly. The grey line is without cleaning.
Each coloured line is with one autoencoder that cleans the digits first. Where a coloured line is
above the grey one, cleaning helps. Where it is below, the autoencoder loses more than the noise
does; this happens when there is little noise. The dotted vertical line is the current level.
"""


def section(
    dataset: Dataset, kind: str, denoisers: list[str], classifier: str | None, level: float
) -> None:
    """Show the curves if they are cached, else offer to compute them and show the progress."""
    st.header("Does cleaning help the classifier?", anchor=False)
    if classifier is None:
        if model_choice.available("classify"):
            st.info(
                worded("Choose a classifier to see how well it reads noisy and cleaned digits.")
            )
        else:
            st.info(model_choice.missing("classify"))
        return
    test = dataset.split("test")
    title = noise.KINDS[kind].title
    cleaners = ", ".join(model_choice.title(name) for name in denoisers)
    cleaned = f", as they are and cleaned by {literal(cleaners)}" if denoisers else ""
    st.markdown(
        worded(
            f"Accuracy of **{literal(model_choice.title(classifier))}** on all {len(test):,} test "
            f"digits at {len(levels(kind))} levels of the noise “{title}”{cleaned}."
        )
    )
    try:
        study = Study(classifier, tuple(denoisers), kind)
        curves = if_kept(lambda: study.curves(test))
        if curves is None:
            _compute(study, test)
            return
    except LatentLabError as error:
        st.error(literal(str(error)))
        return
    titles = {name: model_choice.title(name) for name in denoisers}
    figure = figures.robustness_curves(
        curves, titles, classifier=model_choice.title(classifier), level=level
    )
    seed = (
        f"The noise comes from seed {curves.seed} at every level; settings other than the level "
        "have their usual values. The result is saved and opens at once next time."
    )
    chart(figure, "robustness", f"{HOW_TO_READ}\n{seed}")


def _compute(study: Study, test: Dataset) -> None:
    """Offer to compute the study, or continue it; a rerun in between loses nothing."""
    running = st.session_state.get("robustness_running") == study
    if not running:
        seconds = study.estimate_seconds(test)
        st.button(
            "Compute the curves",
            icon=":material/show_chart:",
            type="primary",
            on_click=lambda: st.session_state.update(robustness_running=study),
        )
        st.caption(f"Takes {unbroken(rough_duration(seconds))} on this machine; you can stop it.")
        return
    # A press interrupts the loop below at its next step; the points so far are saved. A fragment
    # could not do this, because its rerun waits until the current one has ended.
    st.button(
        "Stop",
        icon=":material/stop_circle:",
        on_click=lambda: st.session_state.update(robustness_running=None),
    )
    bar = st.progress(0.0, worded("Reading all test digits …"))

    def show(done: int, total: int) -> None:
        bar.progress(done / total, f"Reading all test digits … {percent(done / total)}")

    study.curves(test, show)
    st.session_state.robustness_running = None
    st.rerun()
