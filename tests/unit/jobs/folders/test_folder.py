"""Result files and output in the folder of a job."""

from pathlib import Path

import pytest

from core.errors import JobError
from core.jobs.folders.folder import JobFolder
from core.jobs.spec import Progress


@pytest.fixture
def folder(tmp_path: Path) -> JobFolder:
    path = tmp_path / "000001-0123456789ab"
    (path / "snapshots" / "deeper").mkdir(parents=True)
    (path / "snapshots" / "b").write_bytes(b"two")
    (path / "snapshots" / "a").write_bytes(b"one")
    return JobFolder(path)


def test_result_files_are_listed_and_read_by_name(folder: JobFolder) -> None:
    assert folder.files("snapshots") == ["a", "b"]
    assert folder.read("snapshots/b") == b"two"
    assert folder.files("layouts") == []
    assert folder.files("snapshots/a") == []


def test_a_missing_result_file_is_a_sentence(folder: JobFolder) -> None:
    for name in ("snapshots/c", "snapshots"):
        with pytest.raises(JobError, match=f"has no file '{name}' that can be read"):
            folder.read(name)


@pytest.mark.parametrize("name", ["/etc/passwd", "../secret", "snapshots/../../secret"])
def test_no_name_leads_out_of_the_folder(folder: JobFolder, name: str) -> None:
    (folder.path.parent / "secret").write_bytes(b"secret")

    with pytest.raises(JobError, match="not a path inside a job's results"):
        folder.read(name)
    with pytest.raises(JobError, match="not a path inside a job's results"):
        folder.files(name)


def test_the_tail_of_the_log_has_whole_lines(folder: JobFolder) -> None:
    assert folder.log_tail(100) == ""
    text = "".join(f"line {number} ä\n" for number in range(100)).encode() + b"\xff"
    folder.log.write_bytes(text)

    assert folder.log_tail(25) == "line 98 ä\nline 99 ä\n\ufffd"
    assert folder.log_tail(20_000).startswith("line 0 ä\n")


@pytest.mark.parametrize(
    "text", ["", "[]", '{"done": "x"}', '{"total": NaN}', '{"done": -1}', '{"seconds_left": 1e999}']
)
def test_a_progress_that_cannot_be_read_is_none(folder: JobFolder, text: str) -> None:
    folder.write_progress(text)

    assert folder.progress() == Progress()
