"""Report's lists as tables, read by pandas."""

import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core import data
from core.errors import CheckpointError
from core.evaluation import duplicates, mislabelled
from core.evaluation.duplicates import Nearest
from core.exports import library, lists
from core.exports.lists import Duplicates, MislabelledPictures
from core.exports.tables import list_table, write_csv, write_parquet
from core.storage.cache import if_kept
from tests.unit.exports.worlds import SET

MODEL = "dae-dense-32-8x8"
LISTS = [
    MislabelledPictures(SET, "test", MODEL),
    Duplicates(SET, "test"),
    Duplicates(SET, "test", MODEL, 2.5),
]


def read(listed, kind: library.TableKind) -> pd.DataFrame:
    path = library.list_file(listed, kind)
    return pd.read_csv(path) if kind == "csv" else pd.read_parquet(path)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_mislabelled_have_their_classes_and_probabilities(kind) -> None:
    judgement = mislabelled.judge(MODEL, SET, "test", "knn", 3)
    places = judgement.suspects()
    table = read(MislabelledPictures(SET, "test", MODEL, "knn", 3), kind)
    assert len(table) == len(places) > 0
    assert table["row"].tolist() == judgement.rows[places].tolist()
    assert table["class"].astype(int).tolist() == judgement.labels[places].tolist()
    assert table["looks_like"].astype(int).tolist() == judgement.predicted[places].tolist()
    given, likely = table["probability_of_class"], table["probability_of_looks_like"]
    np.testing.assert_array_equal(given.to_numpy(np.float32), judgement.given[places])
    np.testing.assert_array_equal(likely.to_numpy(np.float32), judgement.likely[places])
    assert given.is_monotonic_increasing


@pytest.mark.parametrize("model", [None, MODEL])
def test_the_pairs_have_both_rows_and_their_distance(model) -> None:
    nearest = duplicates.nearest(SET, "test", model)
    threshold = 1.3 * nearest.usual_threshold
    table = read(Duplicates(SET, "test", model, threshold), "csv")
    pairs = nearest.pairs(threshold)
    assert len(table) == len(pairs) > 0
    assert table["row"].tolist() == nearest.rows[[pair[0] for pair in pairs]].tolist()
    assert table["other_row"].tolist() == nearest.rows[[pair[1] for pair in pairs]].tolist()
    assert table["distance"].tolist() == pytest.approx([pair[2] for pair in pairs], rel=1e-5)
    usual = read(Duplicates(SET, "test", model), "csv")
    assert len(usual) == len(nearest.pairs(nearest.usual_threshold))


def test_pictures_without_labels_have_rows_and_distances_alone() -> None:
    nearest = Nearest(
        np.array([4, 7]), np.zeros(2, np.int64), np.array([1, 0]), np.ones(2, np.float32)
    )
    columns = lists.pairs(nearest, 1.0, ())
    assert list(columns) == ["row", "other_row", "distance"]
    assert list(columns["other_row"]) == [7]


def test_a_list_without_entries_keeps_its_columns() -> None:
    listed = Duplicates(SET, "test", None, 0.0)
    table = list_table(listed.columns())
    names = ["row", "class", "other_row", "other_class", "distance"]
    assert list(pd.read_csv(io.BytesIO(write_csv(table)))) == names
    assert list(pd.read_parquet(io.BytesIO(write_parquet(table)))) == names
    assert len(table) == 0


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.stem)
def test_the_file_of_a_list_is_kept(listed) -> None:
    path = library.list_file(listed, "parquet")
    assert if_kept(lambda: library.list_file(listed, "parquet")) == path


def test_the_key_changes_with_everything_that_a_list_is_made_of(monkeypatch) -> None:
    variants = [
        *LISTS,
        MislabelledPictures(SET, "train", MODEL),
        MislabelledPictures(SET, "test", "ae-conv-2-8x8"),
        MislabelledPictures(SET, "test", MODEL, "knn"),
        MislabelledPictures(SET, "test", MODEL, seed=1),
        Duplicates(SET, "train"),
        Duplicates(SET, "test", MODEL),
        Duplicates(SET, "test", None, 2.5),
    ]
    keys = {listed.key() for listed in variants}
    assert len(keys) == len(variants)
    changed = replace(data.load(SET), fingerprint="other labels")
    monkeypatch.setattr(lists.data, "load", lambda _: changed)
    assert keys.isdisjoint(listed.key() for listed in variants)


def test_a_network_that_does_not_exist_is_refused() -> None:
    for listed in (MislabelledPictures(SET, "test", "nobody"), Duplicates(SET, "test", "nobody")):
        with pytest.raises(CheckpointError):
            listed.key()


def test_names_of_files_say_what_they_list() -> None:
    names = [library.list_file_name(listed, "csv") for listed in LISTS]
    assert names == [
        "latent-lab-mislabelled-digits-8x8-test-dae-dense-32-8x8.csv",
        "latent-lab-duplicates-digits-8x8-test-pixels.csv",
        "latent-lab-duplicates-digits-8x8-test-dae-dense-32-8x8.csv",
    ]
