"""The catalogue of claims."""

import pytest

from core.errors import ResultsError
from core.literature.claims.cards import CARD_CLAIMS
from core.literature.themes import CLAIMS, SERIES, THEMES, select, theme_of
from core.training.recipes.shipped import RECIPES


def test_every_claim_about_a_card_is_in_the_catalogue():
    assert len(CARD_CLAIMS) == 13
    for metric, one in CARD_CLAIMS.items():
        assert CLAIMS[one.id] is one
        assert metric.model in RECIPES


@pytest.mark.parametrize("one", CLAIMS.values(), ids=CLAIMS)
def test_a_claim_has_a_statement_of_its_own_and_a_source(one):
    assert one.statement
    assert one.source
    assert [other.id for other in CLAIMS.values() if other.statement == one.statement] == [one.id]
    assert theme_of(one) in THEMES


def test_every_series_has_its_theme():
    assert set(SERIES) <= set(THEMES)


def test_claims_are_selected_by_id_pattern_and_theme():
    assert select([]) == list(CLAIMS.values())
    assert {one.id for one in select(["clf-mlp-*"])} == {
        "clf-mlp-1-accuracy",
        "clf-mlp-3-accuracy",
    }
    assert select(["latent size"]) == list(THEMES["Latent size"])
    assert [theme_of(one) for one in select(["tiny-kl-error"])] == ["Latent range"]
    with pytest.raises(ResultsError, match="No claim matches 'nothing'.*Classifiers"):
        select(["clf-*", "nothing"])
