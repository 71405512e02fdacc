"""What ``make fuzz`` has found to reach the most code is still read whole or refused."""

from pathlib import Path

import pytest

from tests.fuzz.corpus import kept
from tests.fuzz.kinds import KINDS


@pytest.mark.parametrize("name", KINDS)
def test_what_fuzzing_found_is_read_or_refused(name: str, tmp_path: Path) -> None:
    kind, folder = KINDS[name], tmp_path / "trial"
    (tmp_path / "good").mkdir()
    folder.mkdir()
    found = kept(name)
    assert len(found) > 5

    for data in [*kind.files(tmp_path / "good"), *found]:
        kind.read(data, folder)
