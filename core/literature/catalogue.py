"""Everything that the literature reports, measured again: ``make reproduce``.

A claim is a `Claim` in the file of its theme, and a theme one line in `THEMES`; ``claim`` says
what a claim has to tell, ``runner`` measures them, ``writers`` puts the outcome into ``docs``.
"""

from collections.abc import Callable
from fnmatch import fnmatch

from core.errors import ResultsError
from core.literature.bench import Bench
from core.literature.claim import Claim, Measured
from core.literature.claims import (
    classes,
    clustering,
    denoising,
    pretraining,
    ranges,
    shipped,
    sizes,
)
from core.literature.series import Series

THEMES: dict[str, tuple[Claim, ...]] = {
    "Classifiers": shipped.CLASSIFIERS,
    "Denoising": (*shipped.DENOISERS, *denoising.CLAIMS),
    "Two-number bottleneck": shipped.BOTTLENECKS,
    "Autoencoders": shipped.AUTOENCODERS,
    "Error of each class": classes.CLAIMS,
    "Clusters": clustering.CLAIMS,
    "Latent range": ranges.CLAIMS,
    "Pretraining": pretraining.CLAIMS,
    "Latent size": sizes.CLAIMS,
}

CLAIMS: dict[str, Claim] = {claim.id: claim for theme in THEMES.values() for claim in theme}
if len(CLAIMS) != sum(map(len, THEMES.values())):
    raise ResultsError("Two claims have the same id.")

# What the figures are drawn from, each computed once with the claims of its theme.
SERIES: dict[str, Callable[[Bench], Series]] = {
    "Denoising": denoising.series,
    "Error of each class": classes.series,
    "Clusters": clustering.series,
    "Latent range": ranges.series,
    "Pretraining": pretraining.series,
    "Latent size": sizes.series,
}


def chosen(patterns: list[str]) -> list[Claim]:
    """The claims whose id or theme fits one of the patterns, such as ``clf-*``; all without any.

    Raises:
        ResultsError: a pattern that fits none.
    """
    if not patterns:
        return list(CLAIMS.values())
    found = {pattern: _fitting(pattern) for pattern in patterns}
    for pattern, claims in found.items():
        if not claims:
            raise ResultsError(
                f"No claim fits {pattern!r}; --list shows them all. "
                f"The themes are: {', '.join(THEMES)}."
            )
    ids = {claim.id for claims in found.values() for claim in claims}
    return [claim for claim in CLAIMS.values() if claim.id in ids]


def _fitting(pattern: str) -> list[Claim]:
    wanted = pattern.lower()
    return [
        claim
        for theme, claims in THEMES.items()
        for claim in claims
        if fnmatch(claim.id, wanted) or theme.lower() == wanted
    ]


def theme_of(claim: Claim) -> str:
    """The theme that a claim belongs to."""
    return next(theme for theme, claims in THEMES.items() if claim in claims)


__all__ = ["CLAIMS", "SERIES", "THEMES", "Bench", "Claim", "Measured", "chosen", "theme_of"]
