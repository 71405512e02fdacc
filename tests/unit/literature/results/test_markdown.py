"""The page of results."""

from core.literature.results.markdown import results_page
from core.literature.results.run_record import RunRecord
from tests.unit.literature.support import an_outcome


def test_the_page_says_first_what_is_worse():
    run = RunRecord(
        date="2026-01-31T12:00:00+00:00", device="cpu", processor="x86_64, 2 cores", threads=1,
        seed=0, seconds=150, versions={"torch": "2.14.1"}, dataset="10,000 MNIST",
    )  # fmt: skip
    worse = an_outcome(id="w", claim="Worse one", ours=0.2, met=False, margin=-0.05)
    lost = an_outcome(
        id="l", claim="Lost one", ours=None, met=False, margin=None, note="not measured: gone"
    )
    text = results_page({"First": [an_outcome(), worse], "Second": [lost], "None": []}, {}, run)
    head, _, tables = text.partition("## First")
    assert "1 of 3 claims are met." in head
    assert "2 min 30 s on cpu (x86_64, 2 cores, 1 thread) with torch 2.14.1, seed 0" in head
    assert "- Worse one: 20.00 %, required at least 25.00 %: worse by 5.00 points." in head
    assert "- Lost one: not measured: gone" in head
    first = next(line for line in tables.splitlines() if line.startswith("| A"))
    assert first == (
        "| A \\| b | book | – | at least 25.00 % | 50.00 % | better by 25.00 points | 0–4 "
        "| cpu (trained on Big GPU) | 0.2 s; training 1 min 30 s |"
    )
    assert "**worse by 5.00 points**" in tables
    assert "## None" not in text
