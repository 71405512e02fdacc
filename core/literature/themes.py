"""The themes of ``docs/results.md``: the claims of each, and the series behind its pictures."""

from collections.abc import Callable
from fnmatch import fnmatch

from core.errors import ResultsError
from core.literature.claim import Claim
from core.literature.claims import (
    cards,
    classes,
    clustering,
    denoising,
    nondigits,
    pretraining,
    ranges,
    sizes,
)
from core.literature.experiment import Experiment
from core.literature.results.series import Series

THEMES: dict[str, tuple[Claim, ...]] = {
    "Classifiers": cards.CLASSIFIERS,
    "Non-digits": nondigits.CLAIMS,
    "Denoising": (*cards.DENOISERS, *denoising.CLAIMS),
    "Two-number bottleneck": cards.BOTTLENECKS,
    "Autoencoders": cards.AUTOENCODERS,
    "Error of each class": classes.CLAIMS,
    "Clusters": clustering.CLAIMS,
    "Latent range": ranges.CLAIMS,
    "Pretraining": pretraining.CLAIMS,
    "Latent size": sizes.CLAIMS,
}

CLAIMS: dict[str, Claim] = {claim.id: claim for theme in THEMES.values() for claim in theme}
if len(CLAIMS) != sum(map(len, THEMES.values())):
    raise ResultsError("Two claims have the same id.")

SERIES: dict[str, Callable[[Experiment], Series]] = {
    "Denoising": denoising.series,
    "Error of each class": classes.series,
    "Clusters": clustering.series,
    "Latent range": ranges.series,
    "Pretraining": pretraining.series,
    "Latent size": sizes.series,
}


def select(patterns: list[str]) -> list[Claim]:
    """The claims whose id or theme matches a pattern such as ``clf-*``; all without a pattern.

    Raises:
        ResultsError: a pattern matches no claim.
    """
    if not patterns:
        return list(CLAIMS.values())
    matches = {pattern: _matches(pattern) for pattern in patterns}
    for pattern, claims in matches.items():
        if not claims:
            raise ResultsError(
                f"No claim matches {pattern!r}: --list shows all claims. The themes are: "
                f"{', '.join(THEMES)}."
            )
    ids = {claim.id for claims in matches.values() for claim in claims}
    return [claim for claim in CLAIMS.values() if claim.id in ids]


def _matches(pattern: str) -> list[Claim]:
    text = pattern.lower()
    return [
        claim
        for theme, claims in THEMES.items()
        for claim in claims
        if fnmatch(claim.id, text) or theme.lower() == text
    ]


def theme_of(claim: Claim) -> str:
    """The title of the theme that a claim belongs to."""
    return next(theme for theme, claims in THEMES.items() if claim in claims)
