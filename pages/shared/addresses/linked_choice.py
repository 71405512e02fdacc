"""A choice among named things whose name is in the page's address.

Streamlit's own ``bind`` writes the titles that people see. A name is shorter, and a link with names
still works after a title has changed.
"""

from collections.abc import Sequence

import streamlit as st

from pages.shared.literal import literal


def restore(
    key: str, options: Sequence[str], default: Sequence[str], *, most: int | None = None
) -> None:
    """Set a widget's value before it is drawn: this visit's, else the address's, else the default.

    ``most`` is the largest number of options that the widget takes; without it the widget takes
    one. The widget needs ``persist_state="session"`` and no default of its own.
    """
    state, several = st.session_state, most is not None
    if key in state:
        if several:
            known = [name for name in state[key] if name in options]
            state[key] = known if known or not state[key] else list(default)
            return
        if state[key] in options:
            return
        value = list(default)
    else:
        linked = [name for name in st.query_params.get_all(key) if name]
        names = [name for name in dict.fromkeys(linked) if name in options][:most]
        emptied = several and key in st.query_params and not linked
        value = names if names or emptied else list(default)
        if unknown := [name for name in linked if name not in options]:
            state[_foreign(key)] = (unknown, value)
    state[key] = value if several else next(iter(value), None)


def keep(key: str, choice: Sequence[str], default: Sequence[str]) -> None:
    """Write the choice into the address unless it is the default.

    A name in the link that is not available is reported until the visitor chooses another one.
    """
    state, params, names = st.session_state, st.query_params, list(choice)
    if foreign := state.get(_foreign(key)):
        unknown, instead = foreign
        if names == instead:
            verb = "is" if len(unknown) == 1 else "are"
            st.info(
                literal(
                    f"The link asks for {', '.join(unknown)}, which {verb} not available. "
                    f"The page shows {', '.join(instead) or 'nothing'} instead."
                )
            )
        else:
            del state[_foreign(key)]
    if names == list(default):
        if key in params:
            del params[key]
    elif params.get_all(key) != (names or [""]):
        params[key] = names or ""


def _foreign(key: str) -> str:
    return f"{key} not here"
