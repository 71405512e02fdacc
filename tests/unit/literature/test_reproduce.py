"""``make reproduce``: claims, what counts as met, the runner, the files that it writes."""

import json
import math
import shutil
from dataclasses import replace
from typing import Any

import pytest
import torch

from core.checkpoints import Store
from core.data import load
from core.errors import CheckpointError, RecipeError, ResultsError
from core.literature import drawing
from core.literature import series as series_files
from core.literature.__main__ import main, reproduce
from core.literature.bench import Bench, quick_part
from core.literature.catalogue import CLAIMS, SERIES, THEMES, chosen, theme_of
from core.literature.claim import Claim, Measured
from core.literature.claims import classes, pretraining
from core.literature.page import Run, page
from core.literature.rows import Row, merge, read_rows, write_rows
from core.literature.runner import measure, run
from core.literature.series import ClassErrors, LatentSizes
from core.literature.targets import TARGETS
from core.literature.trained import trained
from core.settings import PROJECT
from core.training.recipes import RECIPES, recipe_named

SHIPPED = Store(PROJECT / "checkpoints")
RESULTS = PROJECT / "docs" / "results.json"


def bench(tmp_path, store: Store = SHIPPED, **changes) -> Bench:
    kept = tmp_path / "kept"
    kept.mkdir(exist_ok=True)
    values: dict[str, Any] = {
        "dataset": quick_part(load("mnist")),
        "device": torch.device("cpu"),
        "quick": True,
    }
    return Bench(**{**values, **changes}, shipped=store, kept=Store(kept))


def claim(measure=lambda bench: 0.5, sense: Any = "at least", asked=0.4, **changes) -> Claim:
    values: dict[str, Any] = {
        "id": "it-works",
        "claim": "It works",
        "source": "a book",
        "reported": "40 %",
    }
    return Claim(**{**values, **changes}, measure=measure, sense=sense, asked=asked)


@pytest.mark.parametrize(
    ("sense", "asked", "ours", "met", "better_by"),
    [
        ("at least", 0.92, 0.93, True, 0.01),
        ("at least", 0.92, 0.92, True, 0.0),
        ("at least", 0.92, 0.9199, False, -0.0001),
        ("at most", 13.4, 13.2, True, 0.2),
        ("at most", 13.4, 13.5, False, -0.1),
        ("within", (5, 9), 7.2, True, 1.8),
        ("within", (5, 9), 9.5, False, -0.5),
        ("within", (5, 9), 4.0, False, -1.0),
        ("at least", 0.0, math.nan, False, math.nan),
    ],
)
def test_met_and_by_how_much(sense, asked, ours, met, better_by):
    made = claim(sense=sense, asked=asked)
    assert made.met(ours) is met
    assert made.better_by(ours) == pytest.approx(better_by, nan_ok=True)


def test_a_range_has_two_ends_and_nothing_else_has():
    with pytest.raises(ValueError, match="it-works: 'within' takes two ends"):
        claim(sense="within", asked=5.0)
    with pytest.raises(ValueError, match="two ends"):
        claim(sense="at least", asked=(1.0, 2.0))


@pytest.mark.parametrize(
    ("unit", "sense", "asked", "ours", "words"),
    [
        ("share", "at least", 0.9, 0.93, ("93.00 %", "at least 90.00 %", "better by 3.00 points")),
        ("share", "at most", 0.03, 0.0309, ("3.09 %", "at most 3.00 %", "worse by 0.09 points")),
        ("points", "at most", 0, 0.01,
         ("1.00 points", "at most 0.00 points", "worse by 1.00 points")),
        ("error", "at most", 11.6, 11.5961, ("11.60", "at most 11.60", "better by 0.004")),
        ("ratio", "at least", 2.5, 2.5, ("2.500 ×", "at least 2.500 ×", "equal")),
        ("number", "within", (16474, 16474), 16474, ("16,474", "exactly 16,474", "as asked")),
        ("number", "within", (5, 9), 9.25, ("9.250", "from 5 to 9", "outside by 0.250")),
    ],
)  # fmt: skip
def test_a_row_says_it_in_words(tmp_path, unit, sense, asked, ours, words):
    row = measure(claim(lambda bench: ours, sense=sense, asked=asked, unit=unit), bench(tmp_path))
    assert (row.ours_words, row.asked_words, row.verdict) == words


def test_the_runner_tells_what_it_took(tmp_path):
    def logistic(on: Bench) -> Measured:
        return Measured(on.figures("clf-logistic")["accuracy"], "of ten classes", {"k": [1, 2]})

    told: list[str] = []
    on = bench(tmp_path, say=told.append)
    rows = run([claim(logistic, asked=0.8), claim(lambda on: 1, id="other")], on)
    first, second = rows
    assert (first.id, first.met, first.words) == ("it-works", True, "of ten classes")
    assert first.values == {"k": [1, 2]}
    assert first.seeds == (RECIPES["clf-logistic"].seed,)
    card = SHIPPED.card("clf-logistic")
    assert first.training_seconds == card.seconds
    assert first.trained_on == (card.device,)
    assert first.device == "cpu"
    assert first.seconds > 0
    assert (second.training_seconds, second.trained_on) == (0, ())  # the models of each its own
    assert told == ["it-works", "other"]


def test_a_missing_checkpoint_is_a_claim_not_measured(tmp_path):
    (tmp_path / "store").mkdir()
    on = bench(tmp_path, Store(tmp_path / "store"))
    row = measure(CLAIMS["clf-logistic-accuracy"], on)
    assert row.ours is None
    assert not row.met
    assert row.better_by is None
    assert row.words.startswith("not measured: There is no checkpoint 'clf-logistic'")
    assert row.verdict == "not measured"


def test_a_fault_of_the_program_is_not_taken_for_a_figure(tmp_path):
    def broken(on: Bench) -> float:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        measure(claim(broken), bench(tmp_path))


def test_every_target_is_a_claim_once():
    for target in TARGETS:
        name = f"{target.name}-{target.metric}".replace("_", "-")
        assert (CLAIMS[name].asked, CLAIMS[name].sense) == (target.value, target.sense)
    assert len({made.claim for made in CLAIMS.values()}) == len(CLAIMS)
    assert all(made.source and made.claim for made in CLAIMS.values())
    assert set(SERIES) <= set(THEMES)


def test_claims_are_chosen_by_id_pattern_and_theme():
    assert chosen([]) == list(CLAIMS.values())
    assert {made.id for made in chosen(["clf-mlp-*"])} == {
        "clf-mlp-1-accuracy",
        "clf-mlp-3-accuracy",
    }
    assert chosen(["latent size"]) == list(THEMES["Latent size"])
    assert [theme_of(made) for made in chosen(["tiny-kl-error"])] == ["Latent range"]
    with pytest.raises(ResultsError, match="No claim fits 'nothing'.*Classifiers"):
        chosen(["clf-*", "nothing"])


# The models that are trained on the way.


@pytest.fixture(scope="module")
def two_epochs():
    return recipe_named("clf-logistic", epochs=2, train_count=400, seed=5)


def train(recipe, tmp_path, data=None, **changes):
    kept = Store(tmp_path)
    values: dict[str, Any] = {"shipped": SHIPPED, "kept": kept, "device": torch.device("cpu")}
    return trained(recipe, data or quick_part(load("mnist")), **{**values, **changes})


def test_a_model_is_trained_once_and_found_again(tmp_path, two_epochs):
    told: list[tuple[int, int]] = []
    first = train(two_epochs, tmp_path, progress=lambda *step: told.append(step))
    assert told == [(1, 2), (2, 2)]
    again = train(two_epochs, tmp_path, progress=lambda *step: told.append(step))
    assert len(told) == 2
    assert again.card == first.card
    assert first.card.seed == 5
    assert len(first.card.history) == 2


def test_whatever_decides_the_weights_decides_which_model_is_found(tmp_path, two_epochs):
    names = {train(two_epochs, tmp_path).card.name}
    changed = [{"seed": 6}, {"epochs": 1}, {"batch_size": 64}]
    names |= {train(two_epochs.model_copy(update=change), tmp_path).card.name for change in changed}
    data = quick_part(load("mnist"))
    fewer = replace(data, images=data.images[:-9], labels=data.labels[:-9], rows=data.rows[:-9])
    names.add(train(two_epochs, tmp_path, fewer).card.name)
    assert len(names) == 5
    renamed = two_epochs.model_copy(update={"title": "Another", "notes": ("a note",)})
    assert train(renamed, tmp_path).card.name in names


def test_the_shipped_model_is_taken_where_it_is_the_same(tmp_path):
    data = load("mnist")
    if data.is_sample:
        pytest.skip("the shipped models are of all of MNIST")
    found = train(recipe_named("ae-dense-200"), tmp_path, data)
    assert found.card.sha256 == SHIPPED.digest("ae-dense-200")
    assert not list(tmp_path.iterdir())


def test_a_model_starts_from_the_kept_one_that_it_names(tmp_path):
    small = {"epochs": 1, "train_count": 200, "test_count": 50}
    start = train(recipe_named("ae-dense-200", seed=7, **small), tmp_path)
    changes = {"initial": start.card.name, "rival": None, "seed": 7, **small}
    recipe = recipe_named("clf-dense-200-ae", **changes)
    still = recipe.model_copy(
        update={"optimiser": recipe.optimiser.model_copy(update={"learning_rate": 1e-9})}
    )
    got = train(still, tmp_path).module.state_dict()
    assert torch.allclose(got["encoder.0.weight"], start.module.state_dict()["encoder.0.weight"])
    lost = recipe.model_copy(update={"initial": "nobody"})
    with pytest.raises(CheckpointError, match="There is no checkpoint 'nobody'"):
        train(lost, tmp_path)


def test_a_damaged_model_is_trained_again(tmp_path, two_epochs):
    card = train(two_epochs, tmp_path).card
    path = tmp_path / f"{card.name}.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    assert train(two_epochs, tmp_path).card.sha256 == card.sha256


def test_too_small_data_is_a_claim_not_measured(tmp_path):
    def greedy(on: Bench) -> float:
        return on.trained(recipe_named("clf-logistic", train_count=50_000)).card.seconds

    row = measure(claim(greedy), bench(tmp_path, quick=False))
    assert "The recipe asks for 50,000 train images" in row.words
    with pytest.raises(RecipeError):
        greedy(bench(tmp_path, quick=False))


# Hand-worked figures of the themes.


def test_the_order_of_the_classes(tmp_path, monkeypatch):
    def errors(*ours: float):
        found = ClassErrors(
            device="cpu", date="", images=10, classes=tuple("0123456789"), ours=ours, source=ours
        )
        monkeypatch.setattr(Bench, "series", lambda on, compute: found)
        return classes.in_place(bench(tmp_path))

    assert errors(14, 6, 17, 14, 13, 15, 14.5, 12, 16, 11).value == 3
    swapped = errors(18, 6, 17, 14, 13, 15, 14.5, 12, 16, 11)  # the 0 is hardest, the 8 third
    assert swapped.value == 2
    assert swapped.values["order"] == [1, 9, 7, 4, 3, 6, 5, 8, 2, 0]


def test_the_difference_of_two_cases():
    found = pretraining._difference((0.90, 0.92, 0.94), (0.93, 0.92, 0.96))
    assert found.value == pytest.approx(0.05 / 3)
    assert "+1.67 ± 1.53 points, from +0.00 to +3.00, case 2 better in 2" in found.words


# What is written.


def made_row(**changes) -> Row:
    values: dict[str, Any] = {
        "id": "a", "claim": "A | b", "source": "book", "ours": 0.5, "met": True, "reported": "",
        "sense": "at least", "asked": 0.25, "unit": "share", "better_by": 0.25, "words": "so",
        "values": {"x": [1.5, 2]}, "seeds": (0, 1, 2, 3, 4), "device": "cpu",
        "trained_on": ("cpu", "Big GPU"), "seconds": 0.2, "training_seconds": 90.4,
        "date": "2026-01-31T12:00:00+00:00",
    }  # fmt: skip
    return Row(**{**values, **changes})


def test_rows_survive_the_round_trip(tmp_path):
    rows = [made_row(), made_row(id="b", ours=None, met=False, better_by=None, asked=(1.0, 2.0))]
    path = tmp_path / "results.json"
    write_rows(rows, path)
    assert read_rows(path) == rows
    plain = json.loads(path.read_text())
    assert [set(row) >= {"id", "claim", "source", "ours", "met"} for row in plain] == [True, True]


@pytest.mark.parametrize("text", ["", "{}", '[{"id": 3}]', "[1, 2"])
def test_damaged_results_are_a_sentence(tmp_path, text):
    path = tmp_path / "results.json"
    with pytest.raises(ResultsError, match="`make reproduce` writes it"):
        read_rows(path)
    path.write_text(text)
    with pytest.raises(ResultsError, match="is damaged"):
        read_rows(path)
    (tmp_path / "latent_sizes.json").write_text(text)
    with pytest.raises(ResultsError, match="'latent_sizes.json' cannot be read"):
        series_files.read(LatentSizes, tmp_path)


def test_a_part_of_a_run_keeps_the_other_rows():
    old = [made_row(id="a", ours=0.1), made_row(id="gone"), made_row(id="b", ours=0.2)]
    new = [made_row(id="b", ours=0.9)]
    merged = merge(old, new, ["b", "a", "never"])
    assert [(row.id, row.ours) for row in merged] == [("b", 0.9), ("a", 0.1)]


def test_the_page_says_first_what_is_worse():
    now = Run(
        date="2026-01-31T12:00:00+00:00", device="cpu", processor="x86_64, 2 cores", threads=1,
        seed=0, seconds=150, versions={"torch": "2.14.1"}, dataset="10,000 MNIST",
    )  # fmt: skip
    worse = made_row(id="w", claim="Worse one", ours=0.2, met=False, better_by=-0.05)
    lost = made_row(
        id="l", claim="Lost one", ours=None, met=False, better_by=None, words="not measured: gone"
    )
    text = page({"First": [made_row(), worse], "Second": [lost], "None": []}, {}, now)
    head, _, tables = text.partition("## First")
    assert "1 of 3 claims are met." in head
    assert "2.5 min on cpu (x86_64, 2 cores, 1 thread) with torch 2.14.1, seed 0" in head
    assert "- Worse one: 20.00 %, asked at least 25.00 %: worse by 5.00 points." in head
    assert "- Lost one: not measured: gone" in head
    first = next(line for line in tables.splitlines() if line.startswith("| A"))
    assert first == (
        "| A \\| b | book | – | at least 25.00 % | 50.00 % | better by 25.00 points | 0–4 "
        "| cpu (trained on Big GPU) | under 1 s; training 90 s |"
    )
    assert "**worse by 5.00 points**" in tables
    assert "## None" not in text


# The whole of it, on a few digits.


@pytest.fixture(scope="module")
def quick_run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reproduce")
    return folder, reproduce(list(CLAIMS.values()), bench(folder), folder, pictures=False)


def test_a_quick_run_measures_every_claim(quick_run):
    folder, rows = quick_run
    assert [row.id for row in rows] == list(CLAIMS)
    shipped = [entry.name for entry in SHIPPED.entries()]
    lost = [row.id for row in rows if row.ours is None]
    assert lost == [] if "simclr-conv-64" in shipped else ["kmeans-best"]
    assert read_rows(folder / "results.json") == rows
    text = (folder / "results.md").read_text()
    for theme in THEMES:
        assert f"## {theme}" in text
    assert all(f"`{row.id}`" in text for row in rows if row.words and row.ours is not None)


def test_a_quick_run_leaves_what_every_figure_is_drawn_from(quick_run):
    folder, _ = quick_run
    drawn = {name for theme in THEMES for name in drawing.figures_of(theme, folder / "results")}
    assert drawn == {name for pictures in drawing.PICTURES.values() for name in pictures}
    text = (folder / "results.md").read_text()
    assert all(f"](results/{name}.svg)" in text for name in drawn)
    assert drawing.figures_of("Latent size", folder) == {}  # no series there


def test_a_further_run_of_one_claim_keeps_the_rest(quick_run, tmp_path):
    folder, rows = quick_run
    one = chosen(["clf-logistic-accuracy"])
    new = reproduce(one, bench(tmp_path), folder, pictures=False)
    now = read_rows(folder / "results.json")
    assert [row.id for row in now] == list(CLAIMS)
    assert now[1:] == rows[1:]
    assert now[0] == new[0]


def test_the_command_lists_and_refuses(capsys):
    assert main(["--list", "--only", "clf-mlp-1*"]) == 0
    assert capsys.readouterr().out.split()[:2] == ["Classifiers", "clf-mlp-1-accuracy"]
    assert main(["--only", "nothing"]) == 1
    assert "No claim fits 'nothing'" in capsys.readouterr().err


def test_the_command_runs_quickly_into_a_folder(tmp_path, capsys):
    options = ["--quick", "--only", "clf-logistic*", "--out", str(tmp_path), "--device", "cpu"]
    assert main(options) == 0
    assert "1 of 1 claims could be measured" in capsys.readouterr().out
    assert [row.id for row in read_rows(tmp_path / "results.json")] == ["clf-logistic-accuracy"]


# What is committed.


def test_the_committed_results_are_of_todays_claims():
    rows = read_rows(RESULTS)
    assert [row.id for row in rows] == list(CLAIMS)
    for row, asked in zip(rows, CLAIMS.values(), strict=True):
        assert (row.claim, row.source, row.reported) == (asked.claim, asked.source, asked.reported)
        assert (row.sense, row.asked, row.unit) == (asked.sense, asked.asked, asked.unit)
        assert row.ours is not None, f"{row.id} was not measured"
        assert row.met is asked.met(row.ours)
        assert row.device
        assert row.date


def test_the_committed_page_and_pictures_are_of_the_committed_results(tmp_path):
    shutil.copytree(RESULTS.parent / "results", tmp_path / "results")
    shutil.copy(RESULTS, tmp_path)

    reproduce([], bench(tmp_path), tmp_path, pictures=False)

    assert (tmp_path / "results.md").read_text() == (RESULTS.parent / "results.md").read_text()
    drawn = {name for theme in THEMES for name in drawing.figures_of(theme, tmp_path / "results")}
    assert drawn == {name for pictures in drawing.PICTURES.values() for name in pictures}
    assert {path.stem for path in (tmp_path / "results").glob("*.svg")} == drawn


@pytest.mark.parametrize("name", ["clf-logistic", "clf-mlp-1", "clf-mlp-3"])
def test_the_committed_results_are_of_the_shipped_models(name):
    (row,) = (row for row in read_rows(RESULTS) if row.id == f"{name}-accuracy")
    assert row.ours == pytest.approx(SHIPPED.card(name).metrics["accuracy"], abs=5e-4)
