"""Train beside a cluster: what it has, where a training goes, and how a sweep ends early."""

from core.jobs import DashboardRunner, JobSpec
from core.jobs.cluster.capacity import Capacity
from core.training.recipes.shipped import RECIPES
from pages.train.form.form import FIELDS
from tests.app.conftest import CLUSTER_TOKEN
from tests.app.helpers import button, open_page
from tests.app.test_train import field, sentences


def test_a_training_goes_to_the_cluster_unless_someone_chooses(
    with_cluster: DashboardRunner,
) -> None:
    app = open_page("train", session={FIELDS: True})

    device = field(app, "selectbox", "Device")
    assert device.options[0] == "Cluster (1 CPU and 1 GPU per training)"
    button(app, "Start training").click().run()
    app = open_page("train", {"view": "new"}, session={FIELDS: True})
    field(app, "selectbox", "Device").select_index(len(device.options) - 1).run()
    button(app, "Start training").click().run()

    assert not app.exception
    assert [status.spec.device for status in with_cluster.jobs()] == ["cluster", "cpu"]


def test_the_page_says_what_the_cluster_has_and_what_is_free(with_cluster: DashboardRunner) -> None:
    with_cluster.cluster.capacity = Capacity(3, 12, 2, 4, 1, 2)

    captions = sentences(open_page("train").caption)

    assert (
        ":material/dns: The cluster has 3 machines with 12 CPUs (4 free) and 2 GPUs (1 free). "
        "A job takes 1 CPU and 1 GPU, so 2 run at once."
    ) in captions


def test_a_cluster_that_is_away_is_a_sentence_without_the_token(
    with_cluster: DashboardRunner,
) -> None:
    with_cluster.cluster.loop.trouble = "The cluster cannot be reached."

    app = open_page("train")

    assert "The cluster cannot be reached." in sentences(app.warning)
    assert not button(app, "Start training").disabled
    assert CLUSTER_TOKEN not in repr(app.main)


def test_a_run_that_was_stopped_early_says_why(with_cluster: DashboardRunner) -> None:
    params = {"recipe": RECIPES["dae-dense-10"].model_dump(mode="json")}
    spec = JobSpec(kind="train", title="a run", device="cluster", params=params, halve=True)
    home = with_cluster.folder(with_cluster.submit(spec))
    home.append("started", machine="gpu-1")
    home.append("halved", message="Stopped early: it trails.")
    home.append("cancelled")

    app = open_page("train")

    assert any("Stopped early: it trails." in text for text in sentences(app.info))
    assert list(app.dataframe[0].value["Device"]) == ["cluster: gpu-1"]


def test_a_sweep_can_want_its_trailing_runs_to_be_stopped(with_cluster: DashboardRunner) -> None:
    app = open_page("train", session={FIELDS: True})
    assert not [one for one in app.toggle if "trail" in one.label]
    field(app, "multiselect", "Vary").set_value(["seed"]).run()
    field(app, "toggle", "Stop runs that trail (successive halving)").set_value(True).run()

    button(app, "Start 3 trainings").click().run()

    assert not app.exception
    assert [status.spec.halve for status in with_cluster.jobs()] == [True] * 3
