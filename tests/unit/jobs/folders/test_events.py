"""The event log: in order, whole lines only, and no damage hides more than one line."""

from pathlib import Path

import pytest

from core.jobs.folders.events import EventReader, append


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "events.jsonl"
    path.touch()
    return path


def test_come_back_in_order_as_they_are_added(log: Path) -> None:
    reader = EventReader()
    append(log, "first", number=1)
    assert [event["event"] for event in reader.read(log)[0]] == ["first"]

    append(log, "second", text="ä\n")

    first, second = reader.read(log)[0]
    assert (first["number"], second["text"]) == (1, "ä\n")


def test_half_a_last_line_is_shown_once_it_is_whole(log: Path) -> None:
    reader = EventReader()
    append(log, "first")
    line = b'{"event": "second"}\n'
    with log.open("ab") as file:
        file.write(line[:9])
    assert [event["event"] for event in reader.read(log)[0]] == ["first"]

    with log.open("ab") as file:
        file.write(line[9:])

    assert [event["event"] for event in reader.read(log)[0]] == ["first", "second"]
    assert reader.read(log)[1] == 0


@pytest.mark.parametrize(
    "garbage", [b"not json", b"\xff\x00\xfe", b"[1, 2]", b'{"event": 3}', b"[" * 100_000]
)
def test_a_garbage_line_is_skipped_and_counted(log: Path, garbage: bytes) -> None:
    append(log, "first")
    with log.open("ab") as file:
        file.write(garbage + b"\n")
    append(log, "second")

    events, skipped = EventReader().read(log)

    assert [event["event"] for event in events] == ["first", "second"]
    assert skipped == 1


def test_an_event_after_half_a_line_is_not_lost(log: Path) -> None:
    log.write_bytes(b'{"event": "fir')
    append(log, "second")

    events, skipped = EventReader().read(log)

    assert [event["event"] for event in events] == ["second"]
    assert skipped == 1


def test_a_shrunk_file_is_read_from_its_beginning(log: Path) -> None:
    reader = EventReader()
    for name in ("first", "second", "third"):
        append(log, name)
    reader.read(log)

    with log.open("r+b") as file:
        file.truncate(len(log.read_bytes().splitlines(keepends=True)[0]))

    assert [event["event"] for event in reader.read(log)[0]] == ["first"]


def test_a_replaced_file_is_read_from_its_beginning(log: Path) -> None:
    reader = EventReader()
    append(log, "first")
    reader.read(log)
    other = log.with_name("other")
    other.write_text('{"event": "x"}\n{"event": "y"}\n{"event": "z"}\n' * 9)

    other.replace(log)

    assert len(reader.read(log)[0]) == 27


def test_there_are_none_without_a_file(tmp_path: Path) -> None:
    assert EventReader().read(tmp_path / "nothing") == ([], 0)
    with pytest.raises(FileNotFoundError):
        append(tmp_path / "nothing", "first")
