"""The section of the Denoise page with accuracy over the noise level, on the whole test set."""

import streamlit as st

from core import figures, noise
from core.data import Dataset
from core.errors import LatentLabError
from core.evaluation.robustness import Study, levels
from core.text.numbers import percent, rough_duration
from pages.shared.chart import chart

HOW_TO_READ = """
Each point is an experiment on the whole test set: add noise of that level to every digit, let the
classifier read them all, and count how many it gets right. The grey line is without cleaning; each
coloured line is with one autoencoder cleaning the digits first. Where a coloured line is above the
grey one, cleaning helps; where it is below, as it may be with little noise, the autoencoder loses
more than the noise does. The dotted upright line is where the dial stands now.
"""


def section(
    digits: Dataset, kind: str, cleaners: list[str], reader: str | None, level: float
) -> None:
    """Show the curves where they are known; else offer to compute them, and show how far it is."""
    st.divider()
    st.subheader("Does cleaning help the classifier?")
    if reader is None:
        st.info("Choose a classifier above to see how well it reads noisy and cleaned digits.")
        return
    test = digits.split("test")
    title = noise.KINDS[kind].title
    asked = f"Accuracy of **{reader}** on all {len(test):,} test digits"
    by = f", as they are and cleaned by {', '.join(cleaners)}" if cleaners else ""
    st.markdown(f"{asked} at {len(levels(kind))} levels of the noise “{title}”{by}.")
    try:
        study = Study(reader, tuple(cleaners), kind)
        curves = study.kept(test)
        if curves is None:
            _compute(study, test)
            return
    except LatentLabError as error:
        st.error(str(error))
        return
    figure = figures.robustness_curves(curves, classifier=reader, level=level)
    seed = (
        f"Noise from seed {curves.seed} at every level; settings other than the level are at their "
        "usual values. The result is kept, so that it opens at once next time."
    )
    chart(figure, "robustness", f"{HOW_TO_READ}\n{seed}")


def _compute(study: Study, test: Dataset) -> None:
    """Offer to compute the study, or go on with it: a rerun in between loses nothing."""
    running = st.session_state.get("robustness_running") == study
    if not running:
        seconds = study.seconds(test)
        st.button(
            "Compute the curves",
            icon=":material/show_chart:",
            type="primary",
            on_click=lambda: st.session_state.update(robustness_running=study),
        )
        st.caption(f"Takes {rough_duration(seconds)} on this machine; you can stop it.")
        return
    # A press interrupts the loop below at its next step; the points computed so far are kept. That
    # is why this is no fragment: a fragment's rerun waits until the one under way has ended.
    st.button(
        "Stop",
        icon=":material/stop_circle:",
        on_click=lambda: st.session_state.update(robustness_running=None),
    )
    bar = st.progress(0.0, "Reading all test digits …")
    for share in study.run(test):
        bar.progress(share, f"Reading all test digits … {percent(share)}")
    st.session_state.robustness_running = None
    st.rerun()
