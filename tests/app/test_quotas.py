"""A visitor who has as much as is allowed reads so on the page that would add more."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import jobs
from core.api.bounds import turns
from core.api.bounds.rates import IMPORTS, rates, slow_calls
from core.api.bounds.shares import Share, usage
from core.checkpoints import Store
from core.jobs import JobSpec
from core.settings import settings
from core.visitors import Role, Visitor
from pages.shared.access import visit
from tests.app.helpers import button, open_page, texts
from tests.stores import home_at, store_at
from tests.unit.checkpoints.attacks import forge
from tests.unit.checkpoints.foreign import graphs
from tests.unit.data.imports.files import class_folders, zip_of

START: dict[str, tuple[dict[str, str], str]] = {
    "train": ({"view": "new"}, "Start training"),
    "map": ({"part": "Make a map"}, "Make this map"),
    "clusters": ({"k": "12"}, "Find the groups"),
}


@pytest.mark.parametrize("name", START)
def test_one_job_too_many_is_a_sentence(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, label = START[name]
    monkeypatch.setenv("LATENT_LAB_VISITOR_JOBS", "1")
    monkeypatch.setattr(visit, "visitor", lambda: Visitor(Role.MEMBER, "browser a"))
    with home_at(tmp_path):
        jobs.runner.cache_clear()
        jobs.runner().submit(JobSpec(kind="train", title="One"), owner="browser a")
        app = open_page(name, {**query})

        button(app, label).click().run()

        assert not app.exception
        assert "You may have 1 job at a time: wait until one of yours has ended" in texts(app)
        assert len(jobs.runner().jobs()) == 1
    jobs.runner.cache_clear()
    settings.cache_clear()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held_rates: None) -> Iterator[Path]:
    """An empty home and store of a member who has imported all that an hour allows."""
    monkeypatch.setattr(visit, "visitor", lambda: Visitor(Role.MEMBER, "browser a"))
    (tmp_path / "store").mkdir()
    with home_at(tmp_path), store_at(tmp_path / "store"):
        rates().wait_s(IMPORTS, "browser a", IMPORTS.amount)
        yield tmp_path


def drop_pictures(_: Path) -> AppTest:
    app = open_page("data")
    return app.file_uploader[0].upload("shapes.zip", zip_of(class_folders(4))).run()


def keep_pictures(folder: Path) -> AppTest:
    return drop_pictures(folder).button(key="keep").click().run()


def drop_graphs(_: Path) -> AppTest:
    app = open_page("checkpoints")
    return app.file_uploader(key="onnx_files").upload("mine.onnx", graphs.autoencoder()).run()


def drop_vectors(_: Path) -> AppTest:
    app = open_page("checkpoints")
    rows = "\n".join(f"{at},{at % 7}" for at in range(50))
    return app.file_uploader(key="vector_file").upload("mine.csv", f"a,b\n{rows}".encode()).run()


def add_graphs(folder: Path) -> AppTest:
    app = drop_graphs(folder)
    button(app, "Add").click().run()
    return app


def import_checkpoint(folder: Path) -> AppTest:
    (folder / "other").mkdir()
    entry = Store(folder / "other").save(forge.module(), forge.card("mine"))
    app = open_page("checkpoints")
    (uploader,) = (each for each in app.file_uploader if "has saved" in each.label)
    uploader.upload("mine.safetensors", entry.path.read_bytes())
    button(app, "Import").click().run()
    return app


@pytest.mark.parametrize("bring", [keep_pictures, add_graphs, import_checkpoint])
def test_one_import_too_many_is_a_sentence(bring: Callable[[Path], AppTest], home: Path) -> None:
    app = bring(home)

    assert not app.exception
    assert "You have imported too many files: wait" in texts(app)
    assert not list((home / "store").glob("*.safetensors"))
    assert not list(home.glob("imports/*.safetensors"))


@pytest.mark.parametrize("bring", [drop_pictures, keep_pictures, drop_graphs, drop_vectors])
def test_a_look_into_files_waits_its_turn_and_counts(
    bring: Callable[[Path], AppTest], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([False, False])
    looks: list[Share] = []

    def has_left(share: Share, *_: object) -> bool:
        looks.append(share)
        return next(answers, True)

    monkeypatch.setattr(turns, "has_left", has_left)
    monkeypatch.setattr(turns, "PAUSE_S", 0.01)

    app = bring(home)

    assert not app.exception
    assert len(looks) >= 3
    assert {share.id for share in looks} == {"browser a"}
    assert usage(looks[0], slow_calls) > 0
    assert turns.turns()._running == set()
