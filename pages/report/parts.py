"""What the sections of the Report page share: what was chosen, waiting for results, links."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

import streamlit as st

from core import maps
from core.data import Dataset
from core.errors import LatentLabError
from core.inference.queue import OnProgress, Progress, work
from core.text.numbers import percent
from pages.shared import common

T = TypeVar("T")
LONG_S = 8  # what takes longer is not started unasked


@dataclass(frozen=True)
class Chosen:
    """What the report is about."""

    autoencoders: list[str]
    classifiers: list[str]
    digits: Dataset

    @property
    def test(self) -> Dataset:
        """The test digits."""
        return self.digits.split("test")

    @property
    def names(self) -> list[str]:
        """All chosen models."""
        return [*self.autoencoders, *self.classifiers]


def need(chosen: Sequence[str], task: str) -> bool:
    """Whether a model of the task is chosen; says what to do where none is."""
    if chosen:
        return True
    if not common.models(task):
        st.info(common.EMPTY[task])
    else:
        what = "an autoencoder" if task == "reconstruct" else "a classifier"
        st.info(f"Choose {what} above to see this.")
    return False


def wait(what: str, key: Sequence[object], compute: Callable[[OnProgress], T]) -> T:
    """The result of ``compute``, with a bar while it is made; it goes on if the visitor leaves."""
    name = f"{what} {key!r}"
    answer = work.ask(name, what, compute)
    if not isinstance(answer, Progress):
        return answer
    bar = st.progress(0.0, f"{what} …")
    while isinstance(answer := work.ask(name, what, compute), Progress):
        share = min(1.0, answer.done / answer.total) if answer.total else 0.0
        bar.progress(share, f"{what} … {percent(share)}" if answer.total else f"{what} …")
    bar.empty()
    return answer


def one_of(label: str, names: list[str], key: str, help: str | None = None) -> str:
    """A choice among the chosen models; no control where there is only one."""
    if len(names) == 1:
        return names[0]
    return str(
        st.segmented_control(label, names, default=names[0], required=True, key=key, help=help)
    )


def map_link(
    rows: Iterable[int], checkpoint: str | None = None, *, on: str | None = None
) -> str | None:
    """The address of the map with these digits selected; None where there is no map.

    It is the map ``on``, else the checkpoint's own, else one that tells the classes apart.
    """
    try:
        known = [info.id for info in maps.infos()]
    except LatentLabError:
        return None
    if not known:
        return None
    wanted = common.prefer(
        known, [str(on), f"bottleneck:{checkpoint}", "bottleneck:clf-bottleneck-2"]
    )
    ids = [str(int(row)) for row in rows]
    # One digit is opened below the map, several are selected on it.
    which = f"row={ids[0]}" if len(ids) == 1 else f"sel=0r:{','.join(ids)}"
    return f"map?map={quote(wanted, safe=':')}&{which}"


def denoise_link(row: int) -> str:
    """The address of the Denoise page with this digit."""
    return f"./?digit={int(row)}"
