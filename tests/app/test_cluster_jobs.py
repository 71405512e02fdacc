"""What Map, Clusters and Train say of jobs that wait or run on a cluster, or cannot go there."""

import pytest
from streamlit.testing.v1 import AppTest

from core import jobs
from core.clustering import KMeansSettings, Study
from core.jobs import CLUSTER, DashboardRunner, JobSpec
from core.jobs.kinds import clustering
from core.jobs.spec import Progress
from core.settings import settings
from core.training.recipes.shipped import RECIPES
from pages.shared.literal import literal
from tests.app.helpers import button, open_page, texts

AWAY = "The cluster at http://head:8265 cannot be reached."
STUDY = Study(settings=KMeansSettings(clusters=12))


def making() -> AppTest:
    """Map, where maps are made."""
    return open_page("map", {"part": "Make a map"})


def wait_on_cluster(runner: DashboardRunner, title: str, kind: str = "train") -> str:
    params = {"recipe": RECIPES["dae-dense-10"].model_dump(mode="json")} if kind == "train" else {}
    return runner.submit(JobSpec(kind=kind, title=title, device=CLUSTER, params=params))


def run_on(runner: DashboardRunner, machine: str, job: str) -> None:
    folder = runner.folder(job)
    folder.append("started", machine=machine)
    folder.beat(1)
    folder.write_progress('{"done": 40, "total": 100, "doing": "thinking", "seconds_left": 12}')
    assert runner.status(job).progress == Progress(40, 100, doing="thinking", seconds_left=12)


def test_a_map_goes_to_the_cluster_and_says_where_it_is(with_cluster: DashboardRunner) -> None:
    app = making()
    assert "The map is made on the cluster" in app.metric[0].help
    button(app, "Make this map").click().run()
    (status,) = with_cluster.jobs()
    assert status.spec.device == CLUSTER
    assert "It starts as soon as the cluster has room." in texts(app)

    run_on(with_cluster, "gpu-1", status.id)
    app.run()

    assert [bar.text for bar in app.get("progress")] == [
        literal("Thinking … 40 %, 12 s left, on the cluster (gpu-1)")
    ]


def test_the_queue_of_the_cluster_has_jobs_of_all_kinds(with_cluster: DashboardRunner) -> None:
    wait_on_cluster(with_cluster, "a training")
    wait_on_cluster(with_cluster, "a map", "project")
    clustering.start(with_cluster, STUDY)

    assert "1 job ahead in the queue of the cluster." in texts(making())
    app = open_page("clusters", {"k": "12"})
    assert [bar.text for bar in app.get("progress")] == [
        literal(f"{STUDY.title}: 2 jobs ahead in the queue of the cluster.")
    ]


@pytest.mark.parametrize(("device", "count"), [(CLUSTER, 1), ("cpu", 0)])
def test_a_cluster_that_is_away_is_a_sentence_at_its_own_jobs(
    with_cluster: DashboardRunner, device: str, count: int
) -> None:
    for name in ("one", "other"):
        with_cluster.submit(JobSpec(kind="project", title=name, device=device))
    with_cluster.submit(clustering.spec_of(STUDY).model_copy(update={"device": device}))
    with_cluster.cluster.loop.trouble = AWAY

    for app in (making(), open_page("clusters", {"k": "12"})):
        assert [box.value for box in app.warning].count(literal(AWAY)) == count


def test_a_job_that_is_left_without_a_cluster_says_so(
    with_cluster: DashboardRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_on_cluster(with_cluster, "a training")
    monkeypatch.setenv("LATENT_LAB_CLUSTER_ADDRESS", "")
    settings.cache_clear()
    jobs.runner.cache_clear()

    app = open_page("train")

    assert "No cluster is set: set LATENT_LAB_CLUSTER_ADDRESS" in texts(app)
    assert "as soon as the cluster has room" not in texts(app)
