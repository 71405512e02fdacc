"""A visitor whose jobs are as many as allowed reads so on the page that would start another."""

from pathlib import Path

import pytest

from core import jobs
from core.jobs import JobSpec
from core.settings import settings
from core.visitors import Role, Visitor
from pages.shared import visit
from tests.app.helpers import button, open_page, texts
from tests.stores import home_at

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
        assert "1 of your jobs wait or run already, and 1 are allowed" in texts(app)
        assert len(jobs.runner().jobs()) == 1
    jobs.runner.cache_clear()
    settings.cache_clear()
