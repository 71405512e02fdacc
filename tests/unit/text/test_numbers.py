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


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("7", "a 7"), ("8", "an 8"), ("11", "an 11"), ("110", "a 110"), ("83", "an 83"),
        ("Ankle boot", "an Ankle boot"), ("T-shirt/top", "a T-shirt/top"),
        ("Dress", "a Dress"), ("Circles", "Circles"),
    ],
)  # fmt: skip
def test_a_name_with_its_article(name, words) -> None:
    assert numbers.with_article(name) == words


def test_a_count_with_its_noun() -> None:
    words = [numbers.quantity(count, "class", "classes") for count in (0, 1, 2, 12_345)]
    assert words == ["0 classes", "1 class", "2 classes", "12,345 classes"]
    assert [numbers.quantity(count, "map") for count in (1, 2)] == ["1 map", "2 maps"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("reads 12.7 % of them", "reads 12.7\u00a0% of them"),
        ("5 min 39 s, 30.9 MB", "5\u00a0min 39\u00a0s, 30.9\u00a0MB"),
        ("better by 0.59 points", "better by 0.59\u00a0points"),
        ("10 classes, 3 sets, 7 minutes", "10 classes, 3 sets, 7 minutes"),
    ],
)
def test_a_number_stays_with_its_unit_and_other_words_may_wrap(text: str, expected: str) -> None:
    assert numbers.unbroken(text) == expected
    assert numbers.unbroken(expected) == expected
