"""The commands of `python -m core.checkpoints`."""

from core.checkpoints.__main__ import main


def test_the_command_writes_the_files(tmp_path, capsys) -> None:
    assert main(["export", "clf-conv-8x8", "--as", "onnx", "--out", str(tmp_path / "new")]) == 0
    names = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert names == ["clf-conv-8x8-classifier.onnx", "clf-conv-8x8-encoder.onnx"]
    assert capsys.readouterr().out.splitlines() == [
        str(tmp_path / "new" / name) for name in reversed(names)
    ]
    assert main(["export", "clf-conv-9x9", "--out", str(tmp_path)]) == 1
    assert "did you mean" in capsys.readouterr().err
