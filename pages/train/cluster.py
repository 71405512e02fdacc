"""The cluster in one line: what it has, what is free, and how many trainings run there at once."""

import streamlit as st

from core.jobs import runner
from core.text.numbers import quantity

POLL_S = 5.0


def show() -> None:
    """Show the line, unless there is no cluster."""
    if not runner().cluster.refusal:
        st.fragment(_line, run_every=POLL_S)()


def _line() -> None:
    cluster = runner().cluster
    seen = cluster.capacity
    if seen is None:  # the page says why if it cannot be used
        if not cluster.loop.trouble:
            st.caption(":material/dns: The cluster is being looked up.")
        return
    machines = quantity(seen.machines, "machine")
    cpus = _amount(seen.cpus, seen.free_cpus, "CPU")
    gpus = f" and {_amount(seen.gpus, seen.free_gpus, 'GPU')}" if seen.gpus else ""
    st.caption(
        f":material/dns: The cluster has {machines} with {cpus}{gpus}. A job takes "
        f"{cluster.demand}, so {seen.places} run at once."
    )


def _amount(total: float, free: float | None, unit: str) -> str:
    text = f"{total:g} {unit}{'s' if total != 1 else ''}"
    return text if free is None else f"{text} ({free:g} free)"
