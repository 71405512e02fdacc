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


def test_a_name_that_is_no_text_is_refused():
    good = graphs.model(
        [graphs.helper.make_node("Identity", ["x"], ["y"])], [("x", ["n", 4])], [("y", ["n", 4])]
    )
    good.graph.name = "GRAPH"
    data = good.SerializeToString().replace(b"GRAPH", b"GRA\xffH")
    with pytest.raises(CheckpointError, match=r"name is not text \(UTF-8\)"):
        prepare(("a.onnx", data))
