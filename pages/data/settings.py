"""Data: how dropped files are read. Each setting shows what was detected until it is changed."""

from collections.abc import Sequence
from typing import Any, get_args

import streamlit as st

from core.data.dataset import SIDES
from core.data.imports import ChoiceNeeded, Choices, Understanding
from core.data.imports.choices import Fit, Method
from core.data.imports.plan import FITS, METHODS
from core.errors import DataError, validate

PREFIX = "drop_"  # of the keys of the settings
CHANGED = "drop changed"  # in the session: the fields of `Choices` that the visitor has set
OPEN_CHOICE = "drop open choice"  # in the session: the field that is left open, and its options
PAIRS = ("value_range", "size", "grid")
COLOURS = {"": "as in the file", "grey": "grey", "colour": "colour"}


def reset() -> None:
    """Forget all settings, because they belong to other files."""
    for key in [key for key in st.session_state if str(key).startswith(PREFIX)]:
        del st.session_state[key]
    st.session_state[CHANGED] = set()
    st.session_state.pop(OPEN_CHOICE, None)


def choices() -> Choices:
    """The visitor's settings; raises `DataError` if they do not fit together."""
    values = {field: _value(field) for field in _changed_fields()}
    return validate(Choices, values, DataError, "These settings do not fit together")


def _changed_fields() -> set[str]:
    changed: set[str] = st.session_state.setdefault(CHANGED, set())
    return changed


def _value(field: str) -> Any:
    """The value of a field of `Choices` from its widgets."""
    state = st.session_state
    if field in PAIRS:
        return (state[f"{PREFIX}{field}_0"], state[f"{PREFIX}{field}_1"])
    value = state[f"{PREFIX}{field}"]
    if field == "classes":
        return tuple(name.strip() for name in value.splitlines() if name.strip())
    if field == "test_share":
        return value / 100
    return value


def _widget_options(field: str, value: Any, part: str = "") -> dict[str, Any]:
    """Arguments of the widget of a field, which shows ``value`` unless the visitor has set it."""
    key = f"{PREFIX}{field}{part}"
    if field not in _changed_fields() or key not in st.session_state:
        st.session_state[key] = value
    return {"key": key, "on_change": _mark, "args": (field,)}


def _mark(field: str) -> None:
    _changed_fields().add(field)


def ask(error: ChoiceNeeded) -> None:
    """Show the choice without which the files cannot be read."""
    st.session_state[OPEN_CHOICE] = (error.field, error.options)
    show_open_choice()


def has_open_choice() -> bool:
    """Whether the files cannot be read before the visitor has chosen something."""
    return OPEN_CHOICE in st.session_state


def show_open_choice() -> None:
    """Show the choice of the last `ask` again; nothing if there was none."""
    field, options = st.session_state.get(OPEN_CHOICE, ("", ()))
    if field == "size":
        # Both at once, because one alone with the default of the other would be refused.
        for column, part, name in zip(st.columns(2), "01", ("Height", "Width"), strict=True):
            column.number_input(
                f"{name}, pixels", SIDES[0], SIDES[-1], 28, key=f"{PREFIX}size_{part}"
            )
        st.button("Read it like this", on_click=_mark, args=("size",))
    elif field:
        st.selectbox(
            "Which one?", options, index=None, placeholder="Choose one", key=f"{PREFIX}{field}",
            on_change=_mark, args=(field,),
        )  # fmt: skip


def show(reading: Understanding) -> None:
    """Every setting, at its detected or chosen value."""
    if st.session_state.get(OPEN_CHOICE, ("",))[0] in ("inside", "size"):
        show_open_choice()
    _show_reading(reading)
    _show_values(reading)
    _show_shape(reading)
    _show_split(reading)
    if reading.classes:
        with st.expander("Names of the classes"):
            st.text_area(
                "One per line, in the order of the labels",
                **_widget_options("classes", "\n".join(one.name for one in reading.classes)),
            )


def _show_reading(reading: Understanding) -> None:
    options = list(reading.label_options)
    if len(options) > 1:
        st.selectbox("Labels", options, **_widget_options("label", reading.label))
    if reading.header is not None:
        st.toggle("The first line holds names", **_widget_options("header", reading.header))
    if reading.grid is not None:
        _show_pair("grid", ("Columns", "Rows"), reading.grid, 1, 2000)
        st.number_input(
            "Gap between pictures, pixels", 0, 64, **_widget_options("gap", reading.gap)
        )


def _show_values(reading: Understanding) -> None:
    st.toggle("Swap rows and columns", **_widget_options("transposed", reading.transposed))
    st.toggle("Swap black and white", **_widget_options("inverted", reading.inverted))
    black, white = (float(value) for value in reading.value_range)
    _show_pair("value_range", ("Black is", "White is"), (black, white))


def _show_shape(reading: Understanding) -> None:
    st.selectbox(
        "Colours",
        list(COLOURS),
        format_func=lambda name: COLOURS[name],
        **_widget_options("colour", ""),
    )
    side = min(max(*reading.shape[1:], SIDES[0]), SIDES[-1])
    st.number_input(
        "Side, pixels", SIDES[0], SIDES[-1], **_widget_options("resize", side),
        help=f"Networks here take pictures of {SIDES[0]} to {SIDES[-1]} pixels a side.",
    )  # fmt: skip
    if not reading.resized:
        return
    st.selectbox(
        "Resized by", get_args(Method), format_func=lambda name: METHODS[name],
        **_widget_options("method", "box"),
    )  # fmt: skip
    if any(height != width for height, width in reading.sizes):
        st.selectbox(
            "Pictures that are not square", get_args(Fit), format_func=lambda name: FITS[name],
            **_widget_options("fit", "crop"),
        )  # fmt: skip


def _show_split(reading: Understanding) -> None:
    left, right = st.columns(2)
    share = round(100 * reading.test / max(1, reading.train + reading.test))
    left.number_input(
        "To test, %", 1, 90, **_widget_options("test_share", min(max(share, 1), 90)),
        help="Share of the pictures that networks do not learn from. The file's own parts, if it "
        "has two, count until you change this.",
    )  # fmt: skip
    right.number_input(
        "Seed", 0, 2**31 - 1, **_widget_options("seed", 0),
        help="The same seed draws the same pictures to test.",
    )  # fmt: skip


def _show_pair(
    field: str,
    names: tuple[str, str],
    values: Sequence[float],
    low: float | None = None,
    high: float | None = None,
) -> None:
    for column, part, name, value in zip(st.columns(2), "01", names, values, strict=True):
        column.number_input(name, low, high, **_widget_options(field, value, f"_{part}"))
