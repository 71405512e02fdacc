"""The glossary: few entries, each short, each leading to a screen that exists."""

import re

import pytest

from core.settings import PROJECT
from core.text import glossary
from core.text.glossary import MOST, TERMS, Term

SCREENS = {folder.parent.name for folder in (PROJECT / "pages").glob("*/page.py")}


def test_there_are_few_and_each_word_once() -> None:
    assert 30 <= len(TERMS) <= MOST
    plain = [term.plain.lower() for term in TERMS.values()]
    technical = [term.term.lower() for term in TERMS.values() if term.term]
    assert len({*plain, *technical}) == len(plain) + len(technical)


@pytest.mark.parametrize("term", TERMS.values(), ids=TERMS)
def test_each_is_one_or_two_sentences_and_leads_somewhere(term: Term) -> None:
    sentences = re.findall(r"\.(?:\s|$)", term.meaning)
    assert 1 <= len(sentences) <= 2
    assert term.meaning.endswith(".")
    assert len(term.meaning) < 170
    assert not term.screen or term.screen.split("?")[0] in SCREENS


def test_the_details_have_an_entry() -> None:
    for name in ("slerp", "prior", "covariance", "ami", "inertia", "ece"):
        assert TERMS[name].is_detail


def test_a_label_has_the_plain_words_first() -> None:
    assert glossary.label("noise") == "How much noise (sigma)"
    assert glossary.label("seed") == "Seed"
    assert glossary.meaning("seed") == TERMS["seed"].meaning
