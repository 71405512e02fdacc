"""Words and numbers for screens: articles, percentages, durations, file sizes."""

import math
import re
from collections.abc import Sequence

UNIT = re.compile(r"(?<=\d) (?=(?:%|×|[kMG]i?B|ms|s|min|h|points)(?!\w))")
AN = re.compile(r"[aeiou]|8|(11|18)(?!\d)", re.IGNORECASE)
PLURAL = re.compile(r"[^s]s$", re.IGNORECASE)


def sentence_case(words: str) -> str:
    """Capitalise the first letter and keep the others, unlike `str.capitalize`."""
    return words[:1].upper() + words[1:]


def with_article(name: str) -> str:
    """Put "a" or "an" before a name, as it is spoken: "a 7", "an 8", "an ankle boot".

    A plural such as "Circles", which folders of pictures often have, stays as it is.
    """
    if PLURAL.search(name):
        return name
    return f"{'an' if AN.match(name) else 'a'} {name}"


def unbroken(text: str) -> str:
    r"""Tie each number to its unit with a no-break space, so that no line ends between them.

    >>> from core.text.numbers import unbroken
    >>> unbroken("12.7 % in 8.4 s")
    '12.7\xa0% in 8.4\xa0s'
    """
    return UNIT.sub("\u00a0", text)


def quantity(count: int, noun: str, plural: str = "") -> str:
    """Put a count before its noun, with "s" for more than one unless ``plural`` is given.

    >>> from core.text.numbers import quantity
    >>> quantity(1, "second"), quantity(0, "class", "classes"), quantity(1234, "test picture")
    ('1 second', '0 classes', '1,234 test pictures')
    """
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def number(value: float) -> str:
    """Format a number with separators or four digits: ``1,530,512``, ``0.1235``."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def alike(values: Sequence[float]) -> list[str]:
    """Format numbers with equally many decimals, so that the largest has three digits.

    >>> from core.text.numbers import alike
    >>> alike([1.066, 1.3]), alike([5.312, 15.73]), alike([1234.5, 8])
    (['1.07', '1.30'], ['5.3', '15.7'], ['1,234', '8'])
    """
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    digits = max(0, 2 - math.floor(math.log10(largest))) if largest > 0 else 0
    return [f"{value:,.{digits}f}" for value in values]


def percent(share: float, digits: int = 0) -> str:
    """Format a share in [0, 1] in per cent: 0.979 is ``98 %``, with two digits ``97.90 %``."""
    return f"{100 * share:.{digits}f} %"


def duration(seconds: float) -> str:
    """Format a measured time: ``8.4 s``, ``5 min 39 s``, ``2 h 5 min``."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60:,} h {minutes % 60} min"


def rough_duration(seconds: float) -> str:
    """Format an estimated time: ``50 s``, ``about 4 min``, ``about 2.5 h``."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 90 * 60:
        return f"about {seconds / 60:.0f} min"
    return f"about {seconds / 3600:.1f} h"


def file_size(count: int) -> str:
    """Format a number of bytes: ``74 kB``, ``2.6 MB`` (powers of 1,000)."""
    return f"{count / 1e6:,.1f} MB" if count >= 999_500 else f"{count / 1e3:,.0f} kB"
