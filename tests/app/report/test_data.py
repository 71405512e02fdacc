"""The sections on the data: likely mislabelled pictures and near-duplicates."""

from dataclasses import replace

import pytest

from core.evaluation import duplicates, mislabelled
from tests.app.helpers import open_page

DATA = "digits-8x8"
MODEL = "dae-dense-32-8x8"


def markdown(page) -> str:
    return " ".join(each.value for each in page.markdown)


def test_the_likely_mislabelled_are_counted_and_listed() -> None:
    page = open_page("report", {"section": "Labels", "models": MODEL}, data=DATA)
    judgement = mislabelled.judge(MODEL, DATA, "test")
    suspects = judgement.suspects()

    assert not page.exception
    assert f"**{len(suspects):,}** of 360 pictures look like another class" in markdown(page)
    assert page.dataframe[0].value["Row"].tolist() == judgement.rows[suspects].tolist()


@pytest.mark.parametrize("trusted", [True, False])
def test_judges_who_agree_with_few_labels_are_not_trusted(
    trusted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    judgement = mislabelled.judge(MODEL, DATA, "test")
    assert judgement.agreement > 0.8
    if not trusted:
        shifted = replace(judgement, predicted=(judgement.labels + 1) % 10)
        monkeypatch.setattr(mislabelled, "judge", lambda *_: shifted)
    page = open_page("report", {"section": "Labels", "models": MODEL, "seed": "0"}, data=DATA)

    words = " ".join(each.value for each in page.info)
    assert ("too few labels to be trusted" in words) is not trusted


@pytest.mark.parametrize("encoder", [None, MODEL])
def test_the_nearest_pairs_are_listed_up_to_the_threshold(encoder: str | None) -> None:
    space = {} if encoder is None else {"duplicates_space": "Latent vectors"}
    page = open_page("report", {"section": "Duplicates", "models": MODEL, **space}, data=DATA)
    found = duplicates.nearest(DATA, "test", encoder)

    assert not page.exception
    assert "No two of all 1,797 pictures have equal pixels" in markdown(page)
    threshold = round(10 * found.usual_threshold, 3)
    page.number_input(key=f"duplicates_{encoder}_test").set_value(threshold).run()
    pairs = found.pairs(threshold)
    assert f"**{len(pairs):,}** pairs among 360 pictures" in markdown(page)
    assert page.dataframe[0].value["Distance"].tolist() == pytest.approx([p[2] for p in pairs])
