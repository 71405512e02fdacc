"""The Clusters page: with results, without any, with jobs in every state, and with no store."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import clustering, data, jobs
from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.clustering import EXAMPLE, ElbowStudy, KMeansSettings, Source, Study
from core.jobs import DashboardRunner
from core.jobs.context import Context
from core.jobs.kinds import clustering as cluster_jobs
from core.literature.claim import Claim
from core.literature.claims.clustering import COMPARISON
from core.settings import settings
from pages.clusters.literature import verdict
from pages.shared.literal import literal
from tests.app.helpers import chart_descriptions, html, open_page, texts
from tests.unit.checkpoints.attacks import forge
from tests.unit.digits import small_set

K = 12
CODER = "ae-small"


@pytest.fixture(scope="module")
def digits() -> data.Dataset:
    # A fingerprint of its own, because the results of all of MNIST are shipped.
    return replace(small_set(1200, 300), fingerprint="few")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, digits: data.Dataset) -> Iterator[Store]:
    """An empty store, home and queue, and a few real digits in place of all."""
    (tmp_path / "store").mkdir()
    monkeypatch.setenv("LATENT_LAB_CHECKPOINTS", str(tmp_path / "store"))
    monkeypatch.setenv("LATENT_LAB_HOME", str(tmp_path))
    names = ("core.data", "core.inference.encodings", "core.maps.bottlenecks")
    # All before the first change, or those imported later would keep it after this test.
    for module in [import_module(name) for name in names]:
        monkeypatch.setattr(module, "load", lambda name="mnist": digits)
    caches: list[Callable[[], None]] = [
        settings.cache_clear, pool.cache_clear, jobs.runner.cache_clear,
    ]  # fmt: skip
    for clear in caches:
        clear()
    yield Store(tmp_path / "store")
    monkeypatch.undo()
    for clear in caches:
        clear()


def opened(**query: str) -> AppTest:
    return open_page("clusters", {"k": str(K), **query})


def study(source: Source | None = None, clusters: int = K) -> Study:
    source = source or Source()
    method = "mini-batch" if source.checkpoint is None else "full"
    return Study(source=source, settings=KMeansSettings(clusters=clusters, method=method))


def finish(runner: DashboardRunner) -> None:
    """Do what is queued here and now, as a worker would."""
    for status in runner.jobs():
        if status.state == "queued":
            home = runner.folder(status.id)
            run = cluster_jobs.run if status.spec.kind == "clusters" else cluster_jobs.run_elbow
            home.append("started")
            home.append("done", result=run(Context(home)))


def test_nothing_starts_unasked(store: Store) -> None:
    app = opened()

    assert not jobs.runner().jobs()
    assert app.button(key="start clusters").label == "Find the groups"
    assert not app.metric
    assert not app.error


def test_quick_groups_are_found_unasked(store: Store) -> None:
    app = opened(k="5", starts="1")

    assert not jobs.runner().jobs()
    assert "5 groups of pixels" in texts(app)
    assert app.metric


def test_the_groups_are_found_in_the_background_and_open_at_once_from_then_on(
    store: Store,
) -> None:
    app = opened()
    app.button(key="start clusters").click().run()
    assert not app.exception

    (status,) = jobs.runner().jobs()
    assert status.spec.params == study().model_dump(mode="json")
    assert app.button(key=f"cancel {status.id}").label == "Cancel"
    finish(jobs.runner())
    app.run()

    result = clustering.fit(study())
    assert app.metric[0].value == f"{100 * result.test_error:.2f} %"
    assert app.metric[1].value == f"{100 * result.train_error:.2f} %"
    assert app.metric[2].value == f"{len(result.impure)} of {K}"
    assert len(chart_descriptions(app)) == 2
    assert f"{result.dataset.train:,} training digits" in texts(app)
    assert opened().metric[0].value == f"{100 * result.test_error:.2f} %"


def test_two_presses_are_one_job_and_cancel_ends_it(store: Store) -> None:
    one, other = opened(), opened()
    one.button(key="start clusters").click().run()
    other.button(key="start clusters").click().run()
    (status,) = jobs.runner().jobs()

    one.button(key=f"cancel {status.id}").click().run()

    assert jobs.runner().status(status.id).state == "cancelled"
    again = opened()
    assert "Stopped" in texts(again)
    again.button(key="start clusters").click().run()
    assert [job.state for job in jobs.runner().jobs()] == ["cancelled", "queued"]


def test_a_failed_job_says_why(store: Store) -> None:
    runner = jobs.runner()
    job = cluster_jobs.start(runner, study())
    home = runner.folder(job)
    home.append("started")
    home.append("failed", message="The <b>disk</b> is full.", hint="Make room.", resumable=True)

    app = opened()

    assert app.error[0].value == literal("The <b>disk</b> is full. Make room.")
    assert app.button(key="start clusters")


def test_the_latent_of_a_checkpoint_with_its_centres_decoded(store: Store) -> None:
    module = forge.module(0, {"family": "dense", "latent": 6})
    store.save(module, forge.card(CODER, module))
    chosen = study(Source(checkpoint=CODER, scaling="unit"))
    result = clustering.fit(chosen)

    app = opened(source=CODER, scaling="unit")

    assert app.metric[0].value == f"{100 * result.test_error:.2f} %"
    assert "what the decoder draws" in texts(app)


def test_the_screen_opens_on_groups_that_nobody_asked_for(store: Store) -> None:
    app = open_page("clusters")
    result = clustering.fit(EXAMPLE)

    assert not jobs.runner().jobs()
    assert f"**20 groups of pixels** read **{100 - 100 * result.test_error:.1f} %**" in texts(app)
    assert html(app).count("<img") == (result.sizes > 0).sum()


def test_classes_that_no_group_is_named_after_are_said(store: Store) -> None:
    few = study(clusters=5)
    missing = clustering.fit(few).unnamed_classes
    assert len(missing) >= 5

    app = opened(k="5")

    assert f"No group is named after {' or '.join(missing)}:" in app.warning[0].value
    assert html(app).count("no group") == len(missing)
    app = open_page("clusters", {"k": "60"})
    assert not app.warning


def test_every_setting_is_in_the_address(store: Store) -> None:
    chosen = Study(settings=KMeansSettings(clusters=K, starts=2, seed=5, batch_size=512))
    result = clustering.fit(chosen)

    app = opened(starts="2", cluster_seed="5", batch="512")

    assert app.metric[0].value == f"{100 * result.test_error:.2f} %"


def test_every_field_explains_itself(store: Store) -> None:
    clustering.fit(study())
    app = opened()
    fields = [*app.number_input, *app.selectbox, *app.toggle]
    assert len(fields) > 8
    assert all(field.help for field in fields), [f.label for f in fields if not f.help]


def test_every_setting_makes_its_own_study(store: Store) -> None:
    app = opened()
    app.selectbox(key="method").set_value("full").run()
    app.number_input(key="starts").set_value(4).run()
    app.number_input(key="cluster_seed").set_value(7).run()
    app.button(key="start clusters").click().run()

    (status,) = jobs.runner().jobs()
    assert Study.model_validate(status.spec.params).settings == KMeansSettings(
        clusters=K, method="full", starts=4, seed=7
    )


def test_the_groups_on_a_map(store: Store) -> None:
    module = forge.module(0, {"family": "dense", "widths": [16], "latent": 2})
    store.save(module, forge.card("ae-plane", module))
    result = clustering.fit(study())
    app = opened()
    app.toggle[0].set_value(True).run()
    assert not app.exception
    assert len(chart_descriptions(app)) == 3

    cluster = int(result.sizes.argmax())
    app.selectbox(key="group").set_value(cluster).run()

    inside = int((result.of_split("test") == cluster).sum())
    assert f"{inside:,} of 300 digits" in texts(app)
    link = app.get("link_button")[0].proto
    assert link.label == "Open on map"
    assert f"{inside:,} test digits" in link.help
    assert link.url.startswith("map?map=bottleneck:ae-plane&sel=0r:")
    assert link.url.count(",") == inside - 1


def test_the_elbow_is_drawn_as_far_as_it_is(store: Store) -> None:
    app = opened(view="How many?")
    app.number_input(key="highest").set_value(20).run()
    app.number_input(key="step").set_value(5).run()
    assert "5 of 5 numbers of groups are not computed yet" in texts(app)
    app.button(key="start elbow").click().run()
    assert not app.exception
    elbow = ElbowStudy(study=study(), highest=20, step=5)
    (status,) = jobs.runner().jobs()
    assert status.spec.params == elbow.model_dump(mode="json")

    class Stop(Exception):
        pass

    def stop(done: int, point: object) -> None:
        if done == 3:
            raise Stop

    with pytest.raises(Stop):
        elbow.run(stop)
    app.run()
    assert "3 of 5 points so far" in texts(app)
    assert len(chart_descriptions(app)) == 2

    finish(jobs.runner())
    app.run()
    assert "so far" not in texts(app)
    assert "start elbow" not in [button.key for button in app.button]
    assert len(chart_descriptions(app)) == 2


def test_the_elbow_says_how_long_a_point_takes_by_its_size(store: Store) -> None:
    app = opened(view="How many?")
    app.number_input(key="step").set_value(100).run()
    assert "3 runs: usually less than a minute for this data set." in texts(app)

    app.number_input(key="highest").set_value(1000).run()
    assert "3 runs: minutes for the pixels, less for short codes." in texts(app)


def test_an_elbow_the_wrong_way_round_is_one_sentence(store: Store) -> None:
    app = opened(view="How many?")
    app.number_input(key="lowest").set_value(50).run()
    app.number_input(key="highest").set_value(20).run()

    assert "above the highest" in app.error[0].value


def test_the_literature_beside_ours(store: Store) -> None:
    app = opened(view="Literature")
    app.button(key="start literature").click().run()
    assert not app.exception
    of_pixels = [one for one in COMPARISON if one.study.source.checkpoint is None]
    assert len(jobs.runner().jobs()) == len(of_pixels)
    app.button(key="cancel literature").click().run()
    assert {status.state for status in jobs.runner().jobs()} == {"cancelled"}

    result = clustering.fit(of_pixels[0].study)
    app = opened(view="Literature")

    frame = app.dataframe[0].value
    line = frame[frame["What stands for a digit"] == of_pixels[0].title].iloc[0]
    assert line["Our error"] == f"{100 * result.test_error:.2f} %"
    assert line["Met"] == verdict(COMPARISON[of_pixels[0]], result.test_error)
    assert (frame["Met"] == "not computed yet").sum() == len(COMPARISON) - 1


def test_the_literature_has_no_settings_and_leaves_those_of_the_groups_alone(store: Store) -> None:
    app = opened()
    app.number_input(key="k").set_value(K + 1).run()
    app.number_input(key="cluster_seed").set_value(5).run()

    app.segmented_control(key="view").set_value("Literature").run()
    assert not app.number_input
    assert not app.selectbox

    app.segmented_control(key="view").set_value("Groups").run()
    assert app.number_input(key="k").value == K + 1
    assert app.number_input(key="cluster_seed").value == 5


@pytest.mark.parametrize("claim", [one for one in COMPARISON.values() if one is not None])
def test_the_verdict_on_a_claim(claim: Claim) -> None:
    assert verdict(claim, 1.0) == "✗ worse"
    assert verdict(claim, 0.0) == ("✓ met" if claim.reported is None else "✓ better")
    assert isinstance(claim.bound, float)
    is_stricter = claim.reported is not None and claim.bound < float(claim.reported)
    assert verdict(claim, claim.bound) == ("✓ better" if is_stricter else "✓ met")


def test_a_clustering_without_a_claim_has_no_verdict() -> None:
    assert verdict(None, 0.5) == "to compare"


def test_a_broken_checkpoint_is_not_offered_and_a_missing_store_is_one_sentence(
    store: Store,
) -> None:
    (store.folder / "broken.safetensors").write_bytes(b"\x00" * 100)
    app = opened()
    assert app.selectbox(key="source").options == ["Its 784 pixels"]
    assert not app.error

    shutil.rmtree(store.folder)
    app = opened()
    assert "cannot be read" in app.warning[0].value
    assert app.button(key="start clusters")
