"""What tests of pages do with them: open one, read what it shows, press a button."""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from typing import Any

from streamlit.testing.v1 import AppTest

from core.checkpoints import Store
from core.settings import PROJECT

TIMEOUT_S = 300


def open_page(
    page: str,
    query: dict[str, str | Sequence[str]] | None = None,
    *,
    data: str = "mnist",
    session: Mapping[str, Any] | None = None,
) -> AppTest:
    """Run a page, such as ``map``, with these query parameters; it must raise nothing.

    ``data`` is the data set that the visitor has chosen, and ``session`` holds other values of the
    session by their keys.
    """
    file = PROJECT / "pages" / page / "page.py"
    app = AppTest.from_file(str(file), default_timeout=TIMEOUT_S)
    for name, value in (query or {}).items():
        app.query_params[name] = value if isinstance(value, str) else list(value)
    for name, value in (session or {}).items():
        app.session_state[name] = value
    if data != "mnist":
        app.session_state["data"] = data
    app.run()
    assert not app.exception
    return app


def ship(store: Store, *names: str) -> None:
    """Copy shipped checkpoints into a store."""
    for name in names:
        shutil.copy(PROJECT / "checkpoints" / f"{name}.safetensors", store.folder)


def break_weights(store: Store, name: str) -> None:
    """Flip a bit of a checkpoint's weights, so that its header is valid and its digest is not."""
    path = store.folder / f"{name}.safetensors"
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)


def texts(app: AppTest) -> str:
    """Everything that the page says in text and boxes, as it is read on the screen."""
    kinds: Any = (
        app.markdown, app.text, app.caption, app.info, app.warning, app.error, app.success,
    )  # fmt: skip
    values = (str(element.value) for kind in kinds for element in kind)
    return re.sub(r"\\(.)", r"\1", "\n".join(values)).replace("\u00a0", " ")


def chart_descriptions(app: AppTest) -> list[str]:
    """The alternative text of each chart."""
    return [chart.proto.alt for chart in app.get("plotly_chart")]


def figure(app: AppTest, at: int = 0) -> dict[str, Any]:
    """A chart's Plotly figure."""
    spec: dict[str, Any] = json.loads(app.get("plotly_chart")[at].proto.spec)
    return spec


def html(app: AppTest) -> str:
    """All HTML that the page inserts, such as its galleries."""
    return "".join(element.proto.body for element in app.get("html")).replace("\u00a0", " ")


def component_data(app: AppTest, name: str = "") -> dict[str, Any]:
    """What the page passes to its only component, or to the only one with this name in its id."""
    (component,) = (item for item in app.get("bidi_component") if name in item.proto.id)
    (data,) = json.loads(component.proto.json)
    return data


def button(app: AppTest, label: str) -> Any:
    """The first button with this label."""
    return next(item for item in app.button if item.label == label)


def button_labels(app: AppTest) -> list[str]:
    """The labels of all buttons."""
    return [item.label for item in app.button]
