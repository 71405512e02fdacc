"""The hints of a document name scripts that exist, and all that the page's widgets import."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.api.static import assets, index, preload
from core.settings import PROJECT

PAGES = PROJECT / "pages"


def named(page: str) -> list[str]:
    """The addresses of a page's hints."""
    return re.findall(r'href="\./([^"]+)"', preload.hints(PAGES / page))


@pytest.mark.parametrize("page", ["start", "map", "train"])
def test_every_hint_leads_to_a_script(page: str) -> None:
    client = TestClient(Starlette(routes=[*index.routes(PAGES), *assets.mounts(PAGES)]))
    streamlit = Path(str(files("streamlit").joinpath("static")))
    document = client.get(f"/{page}").text

    for address in named(page):
        assert f'href="./{address}"' in document
        if address.startswith("assets/"):
            assert client.get(address).status_code == 200, address
        else:
            assert (streamlit / address).is_file(), address


def test_a_hint_for_each_widget_of_the_page_and_what_it_imports() -> None:
    names = {Path(address).name for address in named("map")}

    assert {"latent_map.js", "toolbar.js", "download.js"} <= names
    assert {"widget.js", "gallery.js", "overlay.js"} <= names, "imported by others"
    assert "cards.js" not in names
    assert any(name.startswith("BidiComponent.") for name in names)


def test_only_a_kiosk_has_a_hint_for_its_widget(monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk = preload.settings().model_copy(update={"kiosk": True})
    assert "kiosk" not in {Path(address).stem for address in named("start")}

    monkeypatch.setattr(preload, "settings", lambda: kiosk)

    assert "kiosk" in {Path(address).stem for address in named("start")}


def test_only_a_page_that_draws_with_plotly_has_a_hint_for_it() -> None:
    assert assets.plotly_address().lstrip("/") in named("map")
    assert not [address for address in named("walk") if "plotly" in address]


def test_imports_are_followed_and_what_is_listed_is_left_out(tmp_path: Path) -> None:
    scripts = {
        "a.js": 'import { b } from "./b.js";\nimport "./c.js";\nexport const a = b;',
        "b.js": 'export * from "./sub/d.js";',
        "c.js": 'const late = () => import("./e.js");',
        "sub/d.js": '/** @import { F } from "../f.js" */\nimport "../a.js"; import "./gone.js";',
        "e.js": "",
        "f.js": "",
    }
    (tmp_path / "sub").mkdir()
    for name, text in scripts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def found(listed: str = "") -> list[str]:
        return [
            file.relative_to(tmp_path).as_posix()
            for file in preload.with_imports([tmp_path / "a.js"], listed)
        ]

    assert found() == ["a.js", "b.js", "c.js", "sub/d.js"]
    assert found("<script src=b.js>") == ["a.js", "c.js"]
