"""The state of a training in words and colours."""

from typing import Literal

import streamlit as st

from core import data
from core.checkpoints import Card
from core.checkpoints.pool import pool
from core.errors import LatentLabError
from core.evaluation.collapse import collapse
from core.jobs import ACTIVE, CLUSTER, State, Status, runner
from core.jobs.kinds import lane
from core.text.numbers import quantity
from pages.shared.addresses import open_in
from pages.shared.jobs.job_text import queue_text
from pages.shared.literal import literal

MAX_NAMED = 3  # jobs ahead whose titles are shown
NAMES: dict[State, str] = {
    "queued": "… queued",
    "running": "▶\ufe0e running",
    "stopping": "▶\ufe0e stopping",
    "done": "✓ done",
    "failed": "✗ failed",
    "cancelled": "■ stopped",
    "interrupted": "✗ interrupted",
    "damaged": "✗ damaged",
}
COLOURS: dict[State, Literal["green", "red", "gray"]] = {
    "done": "green",
    "failed": "red",
    "damaged": "red",
    "cancelled": "gray",
    "interrupted": "red",
}


def place(status: Status) -> str:
    """Where the job runs: a device of this machine, or the cluster and its machine."""
    return f"{status.spec.device}: {status.machine}" if status.machine else status.spec.device


def badge(status: Status) -> None:
    """The state in one or two words."""
    st.badge(NAMES[status.state], color=COLOURS.get(status.state, "blue"))


def show(status: Status) -> None:
    """The state in a sentence, and the remedy if something went wrong."""
    if status.message and status.state != "cancelled":
        box = st.warning if status.state == "interrupted" else st.error
        box(literal(f"{status.message} {status.hint}"))
    if status.state == "queued":
        st.info(_queue(status))
    if status.state == "cancelled":
        why = status.message or "Stopped."
        st.info(literal(f"{why} The last whole epoch is saved; Resume continues from there."))
    if name := status.result.get("checkpoint"):
        _show_checkpoint(str(name))
    if status.skipped_lines:
        lines = quantity(status.skipped_lines, "line")
        st.caption(f"{lines} of this job's log could not be read and were skipped.")


def _show_checkpoint(name: str) -> None:
    """The saved checkpoint with buttons that open it, or why it is no longer in the store."""
    try:
        card = pool().card(name)
    except LatentLabError as error:
        st.info(
            f"Done and measured, but its checkpoint was deleted or renamed. {literal(str(error))}"
        )
        return
    saved = f"Saved as the checkpoint **{literal(name)}**."
    if problem := _collapse(card):
        st.warning(f"{literal(problem)}  \n{saved}")
    else:
        st.success(f"Done and measured. {saved}")
    open_in.show(card)


def _collapse(card: Card) -> str:
    """Why the network is of no use, and the remedy; empty if it is, or if its data is not here."""
    if not data.is_known(card.dataset.name) or not data.is_local(card.dataset.name):
        return ""
    try:
        pictures = data.load(card.dataset.name)
    except LatentLabError:
        return ""
    if pictures.fingerprint != card.dataset.fingerprint:
        return ""
    return collapse(card, pictures.split("test"))


def _queue(status: Status) -> str:
    """Which jobs are ahead of a waiting one, or why it does not start."""
    trouble = runner().trouble_of(status.spec)
    if trouble and trouble not in runner().trouble:  # the page itself shows the runner's trouble
        return literal(trouble)
    if not status.ahead:
        return queue_text(status)
    queue = [other for other in runner().jobs() if lane(other.spec) == lane(status.spec)]
    # On a cluster, running jobs do not hold up the others.
    ahead = ("queued",) if status.spec.device == CLUSTER else ACTIVE
    titles = [other.title for other in queue if other.state in ahead][: status.ahead]
    names = ", ".join(f"'{literal(title)}'" for title in titles[:MAX_NAMED])
    more = f" and {len(titles) - MAX_NAMED} more" if len(titles) > MAX_NAMED else ""
    return f"Waits for {names}{more}."
