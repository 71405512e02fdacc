"""How far to trust a map: what it keeps, and what no such picture can tell."""

from collections.abc import Sequence

import streamlit as st

from core.data.dataset import Split
from core.errors import LatentLabError
from core.inference import queue
from core.inference.queue import NotReady
from core.maps import MapInfo, trust
from core.maps.projections import maps as projections
from core.maps.projections import store
from core.maps.trust import Trust
from core.storage.cache import if_kept
from core.text.numbers import percent, unbroken
from core.visitors import Action
from pages.map.launch import start_with_other_seed
from pages.shared.access import visit
from pages.shared.choices.dataset import worded
from pages.shared.literal import literal

POLL_S = 0.5
REQUESTED = "trust requested"  # what is being measured in this visit
PROJECTION_LIMITS = """
**What the picture cannot tell.** The size and the density of an island come from the method, not
from the digits. The gap between two islands says at best that they differ, not how much. The axes
have no unit, and turning or mirroring the whole map changes nothing. A digit that seems to lie in
the wrong island may be one that the map had no room for: look at the digit itself.
"""
BOTTLENECK_LIMITS = """
**What the picture cannot tell.** The network was free to choose any two numbers, so neither axis
has a meaning of its own, and a network trained with another seed places the digits differently.
What distances mean depends on the decoder or the classifier: two digits far apart may be drawn
almost alike.
"""


def show(infos: Sequence[MapInfo], dataset: str, split: Split) -> None:
    """One panel per map, side by side."""
    for column, info in zip(st.columns(len(infos), gap="large"), infos, strict=True):
        with column:
            if len(infos) > 1:
                st.markdown(f"**{literal(info.title)}**")
            _panel(info, dataset, split)


def _panel(info: MapInfo, dataset: str, split: Split) -> None:
    requested = st.session_state.setdefault(REQUESTED, set())
    request = (info.id, dataset, split)
    if result := _result(*request):
        _figures(result)
    elif request in requested:
        st.fragment(_measure, run_every=POLL_S)(*request)
    elif st.button("Measure this map", key=f"trust_{info.id}", icon=":material/straighten:"):
        requested.add(request)
        st.rerun()
    if info.checkpoint is None:
        _seeds(projections.projection_of(info.id))
        st.caption(worded(PROJECTION_LIMITS))
    else:
        st.caption(worded(BOTTLENECK_LIMITS))


def _result(map_id: str, dataset: str, split: Split) -> Trust | None:
    try:
        return if_kept(lambda: trust.measure(map_id, dataset, split))
    except LatentLabError:
        return None  # `_measure` shows the error


def _measure(map_id: str, dataset: str, split: Split) -> None:
    """Measure a map in the background; the page reruns at the end, which stops the polling."""
    requested = st.session_state[REQUESTED]
    try:
        queue.result(
            f"trust {map_id} {dataset} {split}",
            "Measuring the map",
            lambda on_progress: trust.measure(map_id, dataset, split, on_progress),
        )
    except NotReady:
        st.progress(0.0, text="Measuring …")
        return
    except LatentLabError as error:
        requested.discard((map_id, dataset, split))
        st.error(literal(str(error)))
        return
    requested.discard((map_id, dataset, split))
    st.rerun()


def _figures(result: Trust) -> None:
    measures = result.measures
    with st.container(horizontal=True):
        st.metric(
            "Neighbours are real (trustworthiness)",
            f"{measures.trustworthiness:.3f}",
            help=worded(
                f"Are the {trust.NEIGHBOURS} digits next to a digit on the map its neighbours in "
                f"{result.source} too? 1 is perfect, about 0.5 is a random map."
            ),
        )
        st.metric(
            "Neighbours are kept (continuity)",
            f"{measures.continuity:.3f}",
            help=worded(
                f"Are a digit's {trust.NEIGHBOURS} neighbours in {result.source} still next to it "
                "on the map? 1 is perfect, about 0.5 is a random map."
            ),
        )
    st.markdown(worded("Do a digit's nearest neighbours tell its class (k-NN agreement)?"))
    st.dataframe(
        [
            {"Neighbours": "on this map", "Right": 100 * measures.map_agreement},
            {"Neighbours": f"in {result.source}", "Right": 100 * measures.source_agreement},
            {"Neighbours": "with classes shuffled", "Right": 100 * measures.chance_agreement},
        ],
        hide_index=True,
        column_config={
            "Right": st.column_config.ProgressColumn(format="%.0f %%", min_value=0, max_value=100)
        },
        alt=worded("How often the nearest neighbours tell a digit's class."),
    )
    digits, seed = f"all {result.digits:,} digits", ""
    if result.sample < result.digits:
        digits = f"a sample of {result.sample:,} of the {result.digits:,} digits"
        seed = f", drawn with seed {result.seed}"
    st.caption(
        worded(
            f"Measured on {digits}{seed}, with each digit's {trust.NEIGHBOURS} nearest among them."
        )
    )


def _seeds(projection: store.Projection) -> None:
    """How similar the maps made with other seeds are."""
    if not projection.record.request.algorithm.uses_seed:
        st.markdown("**Other seeds**: this method uses no random numbers.")
        return
    others = trust.other_seeds(projection)
    for other in others:
        seed = other.record.request.seed
        name = "a run without a seed" if seed is None else f"seed {seed}"
        alike = trust.stability(projection, other)
        st.markdown(
            f"**Compared with {name}**: {unbroken(percent(alike))} alike",
            help="One minus the Procrustes disparity: what is left of the squared distances after "
            "one map is moved, turned, mirrored and scaled onto the other. Differences between "
            "seeds are random and mean nothing.",
        )
    if not others and visit.may(Action.MAKE_MAP):
        st.button(
            "Try another seed",
            key=f"seed_{projection.key}",
            on_click=start_with_other_seed,
            args=(projection,),
            help="Makes the same map again in the background, to show how much of it is random. "
            "It takes as long as the first one.",
        )
