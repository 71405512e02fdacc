"""The data set of the visit: chosen once, in the header, and followed by every screen."""

import re

import streamlit as st

from core import data
from core.data import Dataset
from core.errors import LatentLabError
from core.text.numbers import unbroken
from pages.shared.addresses import linked_choice
from pages.shared.frame import ending
from pages.shared.literal import literal

KEY = "data"  # of the chosen name, in the session and in the page's address
DEFAULT = "mnist"
LATER = "data chosen later"  # the key of a name that the next run chooses
SHOWN = "shown data"  # the key of the name that a page shows in place of the chosen one
DIGIT = re.compile(r"(?<![\w`/.?&-])([Dd])igit(s?)(?![\w`/=-])")
# Keys of the session that stay when the data set changes, because they suit any pictures.
SHARED_STATE = (KEY, "kind", "noise_settings", "visit")


def name() -> str:
    """Name of the data set that the page shows: the chosen one, unless the page is about MNIST."""
    return str(st.session_state.get(SHOWN) or st.session_state.get(KEY) or DEFAULT)


def shape() -> list[int]:
    """Channels, height and width of its images."""
    return list(data.entry_named(name()).shape)


def has_classes() -> bool:
    """Whether its images have labels."""
    return bool(data.entry_named(name()).classes)


def noun() -> str:
    """What one of its images shows, such as "digit", "garment" or "picture"."""
    return data.entry_named(name()).noun


def shows_digits() -> bool:
    """Whether the pictures are digits."""
    return noun() == "digit"


def worded(text: str, other: str = "") -> str:
    """A text about digits with ``other``, or the noun of the chosen set, in place of "digit".

    Names and paths that contain "digit", such as `digits-8x8`, stay; see ``dom.js``. A number stays
    on one line with its unit.
    """
    text = unbroken(text)
    other = other or noun()
    if other == "digit":
        return text

    def replace(match: re.Match[str]) -> str:
        first, plural = match.groups()
        return (other.capitalize() if first == "D" else other) + plural

    return DIGIT.sub(replace, text.replace("handwritten ", ""))


def stay_with_digits(reason: str) -> None:
    """Show MNIST on this page whatever is chosen; ``reason``, without a full stop, says why."""
    if name() != DEFAULT:
        title = data.entry_named(name()).title
        st.session_state[SHOWN] = DEFAULT
        st.caption(literal(f"{reason}, so it shows MNIST here, not {title}."))


def choose() -> None:
    """Choose among the data sets on this machine; the address holds the choice."""
    st.session_state.pop(SHOWN, None)  # set by the page before
    if later := st.session_state.pop(LATER, None):
        st.session_state[KEY] = later
    names = [name for name in data.names() if data.is_local(name)]
    linked_choice.restore(KEY, names, [DEFAULT])
    st.selectbox(
        "Pictures",
        names,
        format_func=lambda name: data.entry_named(name).title,
        key=KEY,
        persist_state="session",
        on_change=_start_afresh,
        width=160,
    )


def keep() -> None:
    """Write the choice into the address, and report a name in a link that is not available."""
    linked_choice.keep(KEY, [name()], [DEFAULT])


def _start_afresh() -> None:
    """Forget the rows, networks and maps of all screens, which belong to other pictures."""
    for key in list(st.session_state):
        if key not in SHARED_STATE:
            del st.session_state[key]
    st.query_params.clear()


def choose_name(name: str) -> None:
    """Choose a data set from a button's callback."""
    _start_afresh()
    st.session_state[KEY] = name


def choose_name_later(name: str) -> None:
    """Choose a data set in the next run, because a widget that is drawn cannot be set any more."""
    _start_afresh()
    st.session_state[LATER] = name


def load_dataset() -> Dataset:
    """The chosen data set, shared by all visitors; if it cannot be read, show why and stop."""
    try:
        with st.spinner("Reading the pictures …"):
            dataset = data.load(name())
    except LatentLabError as error:
        st.error(literal(str(error)))
        ending.stop()
    if dataset.notice:
        st.caption(literal(f"{dataset.title}: {dataset.notice}"))
    return dataset


def parameters() -> dict[str, str]:
    """The part of an address that holds the chosen data set; empty for the default."""
    return {} if name() == DEFAULT else {KEY: name()}


def with_dataset(address: str) -> str:
    """An address of a screen with the chosen data set, unless it is the default."""
    if name() == DEFAULT:
        return address
    return f"{address}{'&' if '?' in address else '?'}{KEY}={name()}"
