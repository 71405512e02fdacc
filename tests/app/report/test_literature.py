"""What the Report page shows of `make reproduce`."""

from collections.abc import Callable
from html import escape
from pathlib import Path

from core.checkpoints import Store
from core.literature.results import outcomes, series
from core.settings import PROJECT
from tests.app.helpers import (
    chart_descriptions,
    figure,
    html,
    ship,
    texts,
)
from tests.app.report.sections import open_section


def test_what_was_reproduced_is_shown_where_it_belongs(
    store: Store, write_results: Callable[[], None]
) -> None:
    ship(store, "ae-dense-32")
    write_results()

    app = open_section("Latent size")
    assert "linear autoencoder **equals PCA**" in texts(app)
    assert "at most 0.25 %" in texts(app)
    assert "seed 3" in texts(app)

    app = open_section("Pretraining")
    assert "case 1 **91.00 % ± 1.41 %**" in texts(app)
    assert "case 2 is better for 1 of 2 seeds" in texts(app)
    assert "case 2 is better for 2 of 2 seeds" in texts(app)
    assert len(chart_descriptions(app)) == 2


def test_the_source_stands_beside_errors_that_are_measured_alike(
    store: Store, write_results: Callable[[], None]
) -> None:
    ship(store, "ae-dense-32")
    write_results()

    app = open_section("Errors")

    clipped, _, unclipped = (figure(app, at) for at in range(3))
    names = [trace["name"] for trace in clipped["data"]]
    assert names == ["Never seen (test digits)", "Learned from (training digits)"]
    assert [trace["name"] for trace in unclipped["data"]] == ["Measured here", "In the source"]
    assert unclipped["data"][0]["y"] == list(range(10))
    assert "not clipped" in chart_descriptions(app)[2]
    assert "not clipped" not in chart_descriptions(app)[0]


def test_every_claim_of_the_literature_is_shown_the_unmet_first(store: Store) -> None:
    ship(store, "ae-dense-32")
    known = outcomes.read_outcomes(PROJECT / "docs" / "results.json")[:3]
    known[1] = known[1].model_copy(update={"met": False, "ours": 0.5, "margin": -0.25})
    outcomes.write_outcomes(known, outcomes.RESULTS_JSON)

    app = open_section("Literature")

    assert [tile.value for tile in app.metric] == ["2 of 3", "1"]
    table = html(app)
    claims = [table.index(escape(known[at].claim)) for at in (1, 0, 2)]
    assert claims == sorted(claims)
    assert 'data-head="Verdict">✗ worse by 25.00 points<' in table
    assert 'data-head="Ours">50.00 %<' in table


def test_a_damaged_result_is_one_sentence(
    store: Store, write_results: Callable[[], None], results_folder: Path
) -> None:
    ship(store, "ae-dense-32")
    write_results()
    (results_folder / series.LatentSizes.file).write_text("{}")

    assert "make reproduce" in open_section("Latent size").info[0].value
