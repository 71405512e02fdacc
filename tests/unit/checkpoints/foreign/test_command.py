"""Networks of files from the command line."""

from core.checkpoints.__main__ import main
from core.checkpoints.pool import pool
from tests.stores import store_at
from tests.unit.checkpoints.foreign import graphs


def test_the_command_says_what_it_understood(tmp_path, capsys):
    file = tmp_path / "My Encoder.onnx"
    file.write_bytes(graphs.encoder())
    with store_at(tmp_path / "store"):
        assert main(["add", str(file), "--takes", "mean=0.13,std=0.31"]) == 0
        assert pool().names("encode") == ["my-encoder"]
        assert main(["add", str(file)]) == 1
    output = capsys.readouterr()
    assert "My Encoder.onnx:z: code" in output.out
    assert "Kept as 'my-encoder'" in output.out
    assert "There is a checkpoint 'my-encoder' already" in output.err
