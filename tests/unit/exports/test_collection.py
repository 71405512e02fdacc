"""What a file holds: the right pictures, in row order, with their own numbers."""

import numpy as np
import pytest

from core import data, maps
from core.clustering import fit
from core.errors import CheckpointError, ExportError
from core.exports import Contents, collection, gather
from core.inference import encodings
from tests.unit.exports.worlds import PLANE, READER, SET, STUDY, everything


def test_each_picture_has_its_own_figures() -> None:
    test = data.load(SET).split("test")
    rows = test.rows.numpy()[[9, 2, 300]]
    collection = gather(everything(rows=tuple(rows.tolist())))

    places = [2, 9, 300]
    assert collection.rows.tolist() == sorted(rows.tolist())
    np.testing.assert_array_equal(collection.images, test.images.numpy()[places])
    layout = maps.layout(f"bottleneck:{PLANE}", SET, "test")
    np.testing.assert_array_equal(collection.columns["x"], layout.xy[places, 0])
    errors = encodings.reconstruction_errors(PLANE, SET, "test")
    np.testing.assert_array_equal(collection.columns[f"squared_error {PLANE}"], errors[places])
    predicted, _ = encodings.predictions(READER, SET, "test")
    assert collection.columns[f"predicted {READER}"] == [str(at) for at in predicted[places]]
    groups = fit(STUDY).of_split("test")
    np.testing.assert_array_equal(collection.columns["group"], groups[places])
    assert collection.columns["class"] == [str(int(test.labels[place])) for place in places]
    np.testing.assert_array_equal(collection.vectors, encodings.latents(PLANE, SET, "test")[places])
    assert collection.columns["split"] == ["test"] * 3


def test_a_place_of_three_numbers_has_three_columns() -> None:
    layout = maps.layout("bottleneck:ae-conv-3-8x8", SET, "test")
    collection = gather(Contents(dataset=SET, map="bottleneck:ae-conv-3-8x8"))
    for axis, name in enumerate("xyz"):
        np.testing.assert_array_equal(collection.columns[name], layout.xy[:, axis])


@pytest.mark.parametrize("split", ["train", "test", "all"])
def test_pixels_are_the_vectors_of_last_resort(split) -> None:
    part = data.load(SET).split(split)
    collection = gather(Contents(dataset=SET, split=split))
    np.testing.assert_allclose(collection.vectors, part.images.numpy().reshape(len(part), -1) / 255)
    assert list(collection.columns["split"]).count("train") == part.train


@pytest.mark.parametrize("rows", [(), (10**6,), (0,)])
def test_rows_that_are_not_shown_are_refused(rows) -> None:
    with pytest.raises(ExportError, match="select"):
        gather(Contents(dataset=SET, rows=rows))


def test_too_much_for_one_file_is_refused_with_the_bound(monkeypatch) -> None:
    monkeypatch.setattr(collection, "MAX_NUMBERS", 64 * 100)
    with pytest.raises(ExportError, match="at most 100"):
        gather(Contents(dataset=SET))


def test_the_key_changes_with_everything_that_a_file_holds() -> None:
    whole = everything()
    keys = {
        contents.key()
        for contents in (
            whole,
            everything(rows=(1500,)),
            everything(rows=(1501,)),
            everything(split="all"),
            everything(vectors="pixels"),
            everything(vectors=READER),
            Contents(dataset=SET),
        )
    }
    assert len(keys) == 7
    assert everything().key() == whole.key()
    with pytest.raises(CheckpointError):
        everything(vectors="nobody").key()


def test_colour_pictures_and_sets_without_labels(colours) -> None:
    collection = gather(Contents(dataset="colours", split="all"))
    assert ("class" in collection.columns) == bool(colours.classes)
    assert (collection.labels is None) == (not colours.classes)
    assert collection.vectors.shape == (len(colours), 3 * 9 * 12)
