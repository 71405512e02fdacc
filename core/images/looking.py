"""A picture -> the digits in it: which scale, which shade of ink and which way up read best.

Small writing needs a close look, a thick marker a look at the whole, and the ink may be the lighter
or the darker shade. So the picture is read in several ways, the likeliest first, until the digits
read well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.images.digits.candidates import Candidate, Judge, judge_all
from core.images.digits.context import in_context, mean_confidence
from core.images.digits.finding import MAX_DIGITS, MAX_MARKS, Finder
from core.images.digits.judge import CachedJudge
from core.images.digits.pieces import Piece
from core.images.digits.surroundings import wholeness
from core.images.ink.ground import FAINT, SCALES, Ink, Mask, Scale, ink_at, shrink
from core.images.ink.lines import Lines, find_lines, slant
from core.images.ink.polarity import is_dark
from core.images.reading import Grey
from core.images.turning import Matrix, level, quarter_turns, rotation

Known = tuple[Mask, bool]
"""Strokes that have been read already, and whether they are dark."""

SUFFICIENT_SCORE = 0.42  # a way of reading that scores more is taken without trying others
TALL = 16  # pixels: smaller digits are looked at more closely
_BETTER = 0.06  # by how much a later way must score more
_OTHER = 0.08  # the same, if its ink is of the other shade than that of the best way so far
_PER_DIGIT = 0.002  # added per digit, so that of two equal ways the one with more digits wins
_GOOD_SCORE = 0.3  # score at which digits of some size need no closer look
_LOW = 0.1  # subtracted from the score of digits smaller than `TALL`
_CROWDS = 4  # ways with many marks and hardly any digits, after which the search ends
_CROWD = 12  # marks
_HOPELESS = -0.1  # score below which joining and splitting do not help a crowd
_SAMPLE = 48  # marks by which a way of reading a full page is judged
_JUDGED = 500  # judged images after which the best way so far is taken
_TOWER = 1.6  # height per width of a mark that may be digits above each other
_SAME = 0.03  # share of the ink by which two scales may differ and still count as equal


@dataclass(frozen=True)
class Look:
    """One way to read a picture, and its result."""

    grey: Grey
    """(H, W) in [0, 1]: the picture at this scale and this way up"""
    ink: Ink
    clean: Grey
    """(H, W) in [0, 1]: the ink without lines"""
    lines: Lines | None
    candidates: list[Candidate]
    """the digits, or a sample of them during the search for the best way"""
    score: float
    """mean confidence of the ink less 0.5: from −0.5 (nothing is a digit) to 0.5"""
    marks: Sequence[Piece] = ()
    """all marks that may be digits, if ``candidates`` are a sample of them"""
    turns: int = 0
    """quarter turns, counter-clockwise, that the picture has had or would need to read better"""
    degrees: float = 0.0
    """further turn, counter-clockwise, that levels its lines"""
    is_cut: bool = False
    """whether the picture has more marks than `MAX_DIGITS`, of which the surest are kept"""

    @property
    def tall(self) -> float:
        """Median height of the digits in pixels; 0 without digits."""
        return (
            float(np.median([one.box.height for one in self.candidates]))
            if self.candidates
            else 0.0
        )

    @property
    def to_picture(self) -> Matrix:
        """Matrix (2, 3) from pixels of ``grey`` to shares of the picture's width and height."""
        height, width = self.grey.shape
        inverse = np.vstack([rotation(self.grey.shape, -self.degrees), [0, 0, 1]])
        unit = np.diag([1 / width, 1 / height, 1])
        matrix = unit @ inverse
        for _ in range(self.turns % 4):  # undo a quarter: (x, y) -> (1 - y, x)
            matrix = np.array([[0, -1, 1], [1, 0, 0], [0, 0, 1]]) @ matrix
        return matrix[:2]


def look(grey: Grey, judge: Judge | None = None, *, upright: bool = False) -> Look | None:
    """The best way to read a picture in [0, 1], float32 (H, W); None if it shows no ink.

    Without a judge, this is the first way that finds anything. With ``upright``, the picture is not
    turned.
    """
    cached = None if judge is None else CachedJudge(judge)
    best = _best(grey, cached)
    if best is None:
        return None
    if best.turns and judge is not None and not upright:
        turned = _best(np.ascontiguousarray(np.rot90(grey, best.turns)), cached)
        if turned is not None and not turned.turns:
            return replace(_complete(turned, cached), turns=best.turns)
    return replace(_complete(best, cached), turns=0)


def _best(grey: Grey, judge: CachedJudge | None) -> Look | None:
    best: Look | None = None
    if float(np.ptp(grey)) < FAINT:
        return best
    top = -1.0
    known: list[Known] = []
    crowds = 0
    likelier = is_dark(shrink(grey, SCALES[0].side))
    for scale, dark in _ways(grey, likelier):
        if best is not None and judge is not None and _is_enough(best, scale, judge):
            break
        if crowds >= _CROWDS:
            break
        if best is not None and best.marks and best.score > _GOOD_SCORE and dark != likelier:
            continue  # a page full of digits has no ink of the other shade
        for seen in _looks(grey, scale, dark, judge, known):
            if not seen.candidates:
                best = best or seen
                continue
            if judge is None:
                return seen
            crowds += len(seen.marks) > 0 and seen.score < 0
            rank = _rank(seen, grey)
            if best is None or not best.candidates:
                best, top = seen, rank
            other = best.ink.dark_on_light != dark
            if rank > top + (_OTHER if other else _BETTER):
                best, top = seen, rank
            if seen.score > SUFFICIENT_SCORE and not _is_low(seen, grey):
                return best
    return best


def _is_enough(best: Look, scale: Scale, judge: CachedJudge) -> bool:
    """Whether no closer look is worth its time."""
    if judge.count > _JUDGED:
        return True
    return scale is SCALES[-1] and best.score > _GOOD_SCORE and best.tall > 2 * TALL


def _is_low(seen: Look, grey: Grey) -> bool:
    """Whether a closer look may show more of the digits."""
    return seen.tall < TALL and max(seen.grey.shape) < max(grey.shape)


def _rank(seen: Look, grey: Grey) -> float:
    count = len(seen.marks) or len(seen.candidates)
    return seen.score + _PER_DIGIT * min(count, 20) - _LOW * _is_low(seen, grey)


def _ways(grey: Grey, dark: bool) -> Iterator[tuple[Scale, bool]]:
    """Scales and whether the ink is dark, the likeliest first; none twice.

    The closest look, which costs as much as all others, is the last and only at the likelier shade.
    """
    done: set[tuple[int, int, bool]] = set()
    for scale, ink_is_dark in (
        *((scale, dark) for scale in SCALES[:-1]),
        *((scale, not dark) for scale in SCALES[:-1]),
        (SCALES[-1], dark),
    ):
        side = min(scale.side, max(grey.shape))
        shape = tuple(round(length * side / max(grey.shape)) for length in grey.shape)
        key = (side, scale.width(shape) // 8, ink_is_dark)
        if key not in done:
            done.add(key)
            yield scale, ink_is_dark


def _looks(
    grey: Grey,
    scale: Scale,
    dark: bool,
    judge: CachedJudge | None,
    known: list[Known] | None = None,
) -> Iterator[Look]:
    """The ways to read the ink of one scale: without its lines, and with them.

    Yields nothing if ``known`` has the same ink already; new ink is added to it.
    """
    ink = ink_at(grey, scale, dark)
    if ink is None or any(_alike(ink, other) for other in known or []):
        return
    if known is not None:
        known.append((ink.mask, dark))
    seen = shrink(grey, scale.side)
    degrees = slant(ink.mask)
    if abs(degrees) > 0.4:
        seen = level(seen, degrees)
        ink = ink_at(seen, scale, dark)
        if ink is None:
            return
    else:
        degrees = 0.0
    lines = find_lines(ink.mask, ink.ink)
    if lines is None:
        yield _look(seen, ink, None, degrees, judge)
        return
    yield _look(seen, ink, lines, degrees, judge)
    if judge is not None:  # a long stroke of a digit may look like a line
        yield _look(seen, ink, None, degrees, judge)


def _alike(one: Ink, other: Known) -> bool:
    mask, dark = other
    if one.mask.shape != mask.shape or one.dark_on_light != dark:
        return False
    return bool((one.mask ^ mask).sum() <= _SAME * one.mask.sum())


def _look(
    seen: Grey, ink: Ink, lines: Lines | None, degrees: float, judge: CachedJudge | None
) -> Look:
    clean, mask = ink.ink, ink.mask
    if lines is not None:
        mask = mask & ~lines.mask
        clean = np.where(lines.mask, np.float32(0), clean)
    finder = Finder(clean, mask)
    marks = finder.marks()
    if judge is None or not marks:
        candidates = finder.cut_out(marks)[:MAX_DIGITS]
        score, is_cut = 0.0 if candidates else -0.5, len(marks) > MAX_DIGITS
        return Look(seen, ink, clean, lines, candidates, score, is_cut=is_cut, degrees=degrees)
    sampled = len(marks) > _SAMPLE
    candidates = judge_all(finder.cut_out(_spread(marks) if sampled else marks), judge)
    turns, confidence = 0, 0.0
    if _score(candidates) < SUFFICIENT_SCORE:
        turns, confidence = quarter_turns(candidates, judge)
        if not turns and _has_towers(candidates):
            turns, confidence = _turns_of_towers(clean, mask, judge)
    if turns:
        return Look(seen, ink, clean, lines, candidates, confidence - 0.5, (), turns, degrees)
    crowd = len(candidates) > _CROWD and _score(candidates) < _HOPELESS
    if not sampled and not crowd:
        candidates = finder.refine(candidates, judge)
    candidates = _with_paper(candidates, ink)
    rest = marks if sampled else ()
    return Look(seen, ink, clean, lines, candidates, _score(candidates), rest, degrees=degrees)


def _has_towers(candidates: list[Candidate]) -> bool:
    """Whether a mark may be the digits of a page on its side, joined above each other."""
    return any(
        len(one.labels) > 1 and one.box.height > _TOWER * one.box.width for one in candidates
    )


def _turns_of_towers(clean: Grey, mask: Mask, judge: Judge) -> tuple[int, float]:
    """`quarter_turns` of the digits that are found after turning the ink by a quarter."""
    finder = Finder(np.ascontiguousarray(np.rot90(clean)), np.ascontiguousarray(np.rot90(mask)))
    marks = finder.marks()[:_SAMPLE]
    return quarter_turns(finder.cut_out(marks), judge, turned_by=1)


def _spread(marks: list[Piece]) -> list[Piece]:
    """`_SAMPLE` marks, spread evenly over the page."""
    return [marks[place] for place in np.linspace(0, len(marks) - 1, _SAMPLE).astype(int)]


def _complete(seen: Look, judge: CachedJudge | None) -> Look:
    """The look with all its digits instead of a sample, their confidences adjusted by context."""
    if judge is None:
        return seen
    if not seen.marks:
        return replace(seen, candidates=in_context(seen.candidates))
    mask = seen.ink.mask if seen.lines is None else seen.ink.mask & ~seen.lines.mask
    finder = Finder(seen.clean, mask)
    candidates = finder.refine(judge_all(finder.cut_out(list(seen.marks)), judge), judge)
    candidates = in_context(_with_paper(candidates, seen.ink))
    is_cut = len(seen.marks) >= MAX_MARKS or len(candidates) > MAX_DIGITS
    return replace(seen, candidates=_surest(candidates), marks=(), is_cut=is_cut)


def _surest(candidates: list[Candidate]) -> list[Candidate]:
    """The `MAX_DIGITS` marks that most surely are digits, in reading order."""
    order = np.argsort([-one.confidence for one in candidates], kind="stable")
    return [candidates[place] for place in np.sort(order[:MAX_DIGITS])]


def _with_paper(candidates: list[Candidate], ink: Ink) -> list[Candidate]:
    return [replace(one, confidence=one.confidence * wholeness(one.box, ink)) for one in candidates]


def _score(candidates: list[Candidate]) -> float:
    """Mean confidence over the ink, less a half."""
    return mean_confidence(candidates) - 0.5
