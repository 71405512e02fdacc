"""How far to trust a map: measures of what it keeps, and what no such picture can say."""

import streamlit as st

from core.data.dataset import Split
from core.errors import LatentLabError
from core.inference import queue
from core.inference.queue import NotReady
from core.maps import MapInfo, projected, store, trust
from core.maps.trust import Trust
from core.storage.cache import if_kept
from core.text.numbers import percent
from pages.map.launch import start_with_other_seed
from pages.shared.literal import literal

POLL_S = 0.5
CANNOT = """
**What the picture cannot say.** How large an island is, and how dense, comes from the method, not
from the digits. The gap between two islands says at best that they differ, not how much. The axes
have no unit, and turning or mirroring the whole map changes nothing. A digit that seems to lie in
the wrong island may be one that the map had no room for: look at the digit itself.
"""
CANNOT_BOTTLENECK = """
**What the picture cannot say.** The network was free to choose any two numbers, so neither axis
has a meaning of its own, and a network trained with another seed lays the digits out otherwise.
Distances mean what the decoder or the classifier makes of them: two digits far apart may be drawn
almost alike.
"""


def show(shown: list[MapInfo], dataset: str, split: Split) -> None:
    """The panel of each map that is shown, beside each other."""
    for column, info in zip(st.columns(len(shown), gap="large"), shown, strict=True):
        with column:
            if len(shown) > 1:
                st.markdown(f"**{literal(info.title)}**")
            _panel(info, dataset, split)


def _panel(info: MapInfo, dataset: str, split: Split) -> None:
    asked = st.session_state.setdefault("trust asked", set())
    wanted = (info.id, dataset, split)
    if known := _kept(*wanted):
        _figures(known)
    elif wanted in asked:
        st.fragment(_measure, run_every=POLL_S)(*wanted)
    elif st.button("Measure this map", key=f"trust_{info.id}", icon=":material/straighten:"):
        asked.add(wanted)
        st.rerun()
    source, _, name = info.id.partition(":")
    if source == "projection":
        _seeds(projected.named(name))
        st.caption(CANNOT)
    else:
        st.caption(CANNOT_BOTTLENECK)


def _kept(map_id: str, dataset: str, split: Split) -> Trust | None:
    try:
        return if_kept(lambda: trust.measure(map_id, dataset, split))
    except LatentLabError:
        return None  # told once it is measured


def _measure(map_id: str, dataset: str, split: Split) -> None:
    """Measure a map in the background, and draw the page again at the end to stop polling."""
    asked = st.session_state["trust asked"]
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
        asked.discard((map_id, dataset, split))
        st.error(str(error))
        return
    asked.discard((map_id, dataset, split))
    st.rerun()


def _figures(found: Trust) -> None:
    with st.container(horizontal=True):
        st.metric(
            "Trustworthiness",
            f"{found.measures.trustworthiness:.3f}",
            help=f"The {trust.NEIGHBOURS} neighbours that the map shows beside a digit: are they "
            f"its neighbours in {found.source} too? 1 is perfect, about 0.5 is chance.",
        )
        st.metric(
            "Continuity",
            f"{found.measures.continuity:.3f}",
            help=f"The other way round: are a digit's {trust.NEIGHBOURS} neighbours in "
            f"{found.source} still beside it on the map?",
        )
    st.markdown("Does a digit's class follow from its nearest neighbours (k-NN agreement)?")
    st.dataframe(
        [
            {"Neighbours": "on this map", "Right": found.measures.map_agreement},
            {"Neighbours": f"in {found.source}", "Right": found.measures.source_agreement},
            {
                "Neighbours": "on this map, classes shuffled",
                "Right": found.measures.chance_agreement,
            },
        ],
        hide_index=True,
        column_config={
            "Right": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
        },
    )
    which = "all" if found.sample == found.digits else f"a sample of {found.sample:,} of the"
    drawn = "" if found.sample == found.digits else f", drawn with seed {found.seed}"
    st.caption(
        f"Measured on {which} {found.digits:,} digits{drawn}, with each digit's "
        f"{trust.NEIGHBOURS} nearest among them."
    )


def _seeds(found: store.Finished) -> None:
    """Whether another seed gives the same picture."""
    if not found.record.request.how.seeded:
        st.markdown("**Other seeds**: this method leaves nothing to chance.")
        return
    others = trust.with_other_seeds(found)
    for other in others:
        seed = other.record.request.seed
        named = "a run without a seed" if seed is None else f"seed {seed}"
        alike = trust.stability(found, other)
        st.markdown(
            f"**Beside {named}**: {percent(alike)} alike",
            help="One minus the Procrustes disparity: what is left of the squared distances when "
            "one map is moved, turned, mirrored and scaled onto the other. What differs between "
            "seeds is chance and means nothing.",
        )
    if not others:
        st.button(
            "Make it with another seed",
            key=f"seed_{found.key}",
            on_click=start_with_other_seed,
            args=(found,),
            help="Makes the same map once more, in the background, to see what of it is chance. "
            "It takes as long as the first did.",
        )
