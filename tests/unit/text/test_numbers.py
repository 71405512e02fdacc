"""Numbers in words, with the right units."""

import pytest

from core.text import numbers


@pytest.mark.parametrize(
    ("seconds", "words"), [(8.44, "8.4 s"), (339, "5 min 39 s"), (7500, "2 h 5 min")]
)
def test_a_time_in_words(seconds, words) -> None:
    assert numbers.duration(seconds) == words


def test_a_size_in_words() -> None:
    assert [numbers.file_size(n) for n in (74_040, 999_900, 2_616_608)] == [
        "74 kB",
        "1.0 MB",
        "2.6 MB",
    ]
