"""What the sections on the data share: choices of a network and of pictures, and map links."""

import streamlit as st

from core.checkpoints.pool import pool
from core.data.dataset import Split
from core.maps.projections.request import nouns
from pages.report.selection import Selection, choose_model
from pages.shared.addresses.links import map_link


def choose_encoder(selection: Selection, key: str) -> str | None:
    """Choose the network whose latent vectors are used; None, with a hint, if none is selected."""
    names = [name for name in selection.names if pool().card(name).latent_size]
    if not names:
        st.info("Choose a model to see this.")
        return None
    with selection.settings:
        return choose_model("Latent vectors of", names, key)


def choose_part(selection: Selection, key: str) -> Split:
    """Choose the test or the training pictures."""
    data = selection.dataset
    sizes: dict[Split, int] = {"test": len(data) - data.train, "train": data.train}
    parts = [part for part, size in sizes.items() if size]
    with selection.settings:
        chosen = st.segmented_control(
            "Pictures",
            parts,
            format_func=lambda part: f"{sizes[part]:,} {nouns(data.name, part)}",
            default=parts[0],
            required=True,
            wrap=True,
            key=key,
            persist_state="session",
            help="Training pictures are more, so they take longer.",
        )
    return chosen or parts[0]


def part_link(selection: Selection, rows: list[int]) -> str:
    """Address of the Map page with these pictures selected; empty if there is no map."""
    link = map_link(rows)
    tests = selection.test.rows
    only_tests = len(tests) > 0 and min(rows) >= int(tests[0])
    return "" if link is None else link if only_tests else f"{link}&digits=all"
