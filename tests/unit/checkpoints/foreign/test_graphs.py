"""ONNX files that are damaged, hostile or of no use are refused."""

import pytest

from core.errors import CheckpointError
from tests.unit.checkpoints.foreign import graphs
from tests.unit.checkpoints.foreign.preparing import prepare


@pytest.mark.parametrize("attack", graphs.hostile())
def test_a_bad_file_is_refused_in_one_sentence(attack):
    data, words = graphs.hostile()[attack]
    with pytest.raises(CheckpointError) as refusal:
        prepare(("bad.onnx", data))
    text = str(refusal.value)
    assert words in text
    assert text.endswith(".")
    assert "\n" not in text
