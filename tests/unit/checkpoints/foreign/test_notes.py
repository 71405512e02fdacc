"""What a file of ONNX says about itself."""

import json
import re

import pytest
from onnx import ModelProto

from core.checkpoints.foreign.notes import MAX_NOTES_BYTES, NOTES_KEY, Notes, between, read_notes
from tests.unit.checkpoints.foreign import graphs
from tests.unit.checkpoints.foreign.preparing import prepare


def test_what_the_file_says_is_believed():
    notes = {"role": "encoder", "range": [0, 255], "layout": "flat"}
    reading, (candidate,) = prepare(("e.onnx", graphs.encoder((784,), notes=notes)))
    assert candidate.part.config.encoder.takes.scale == (255.0,)
    assert not reading.unsure


def test_notes_are_json_under_one_key():
    data = graphs.encoder(notes={"role": "encoder"})
    (entry,) = ModelProto.FromString(data).metadata_props
    assert (entry.key, json.loads(entry.value)) == (NOTES_KEY, {"role": "encoder"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not JSON"),
        ("[" * 5000, "is not JSON"),
        ("[]", "is not valid"),
        ('{"role": "critic"}', "role"),
        ('{"mean": [0.5]}', "mean and std must be given together"),
        ('{"range": [3, 3]}', "black and white are the same"),
        ('{"mean": [0.5], "std": [0]}', "would make all pictures equal"),
        (" " * (MAX_NOTES_BYTES + 1), "is longer than 16,384 bytes"),
    ],
)
def test_wrong_notes_are_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        read_notes({NOTES_KEY: text})


def test_a_file_may_say_nothing() -> None:
    assert read_notes({"author": "somebody"}) == Notes()
    assert Notes().values() is None


def test_the_range_is_that_of_the_mean_and_deviation() -> None:
    grey = Notes(mean=(0.5,), std=(0.25,)).values()

    assert grey == between(-2, 2)
    assert Notes(range=(0, 255)).values() == between(0, 255)
