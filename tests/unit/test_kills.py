"""A writer that is killed at any moment leaves the old content or the new one."""

from pathlib import Path

import pytest

from tests.kills.killing import kill_often
from tests.kills.writers import WRITERS


@pytest.mark.parametrize("name", WRITERS)
def test_a_killed_writer_leaves_the_old_content_or_the_new(name: str, tmp_path: Path) -> None:
    kill_often(name, tmp_path, times=4)
