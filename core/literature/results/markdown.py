"""``docs/results.md``: a table of the outcomes for each theme, with seeds, devices and times."""

from collections.abc import Mapping, Sequence

from core.literature.results.outcomes import Outcome
from core.literature.results.run_record import RunRecord
from core.text.numbers import duration, quantity

HEAD = """# Claims of the literature, measured again

`make reproduce` writes this page; [results.json](results.json) has the same as data.

{met} of {count} claims are met. {run}

"Required" is the bound that our figure must keep: the source's figure, or a stricter one. Figures
are of the {dataset} test digits. "Time" is that of the measurement; if it needs models, the time
that their training took follows, in this run or an earlier one. Seeds are those of the models, or
of the run if no model is needed.
"""


def results_page(
    themes: Mapping[str, Sequence[Outcome]], pictures: Mapping[str, Sequence[str]], run: RunRecord
) -> str:
    """The page as Markdown.

    Args:
        themes: the outcomes of each theme, in the order of the page.
        pictures: the Markdown of the pictures of each theme.
        run: how and when the claims were measured.
    """
    outcomes = [outcome for group in themes.values() for outcome in group]
    lines = [
        HEAD.format(
            met=sum(outcome.met for outcome in outcomes),
            count=len(outcomes),
            run=_run_sentence(run),
            dataset=run.dataset,
        )
    ]
    lines += _shortfalls(outcomes)
    for theme, group in themes.items():
        if group:
            lines += ["", f"## {theme}", "", *_table(group)]
            if notes := _notes(group):
                lines += ["", *notes]
            lines += [line for picture in pictures.get(theme, ()) for line in ("", picture)]
    return "\n".join(lines).rstrip() + "\n"


def _run_sentence(run: RunRecord) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in run.versions.items())
    threads = quantity(run.threads, "thread")
    return (
        f"The last run ended on {run.date}; it took {duration(run.seconds)} on {run.device} "
        f"({run.processor}, {threads}) with {versions}, seed {run.seed}."
    )


def _shortfalls(outcomes: Sequence[Outcome]) -> list[str]:
    """The claims that are not met or not measured, before everything else."""
    worse = [outcome for outcome in outcomes if not outcome.met and outcome.ours is not None]
    missing = [outcome for outcome in outcomes if outcome.ours is None]
    lines = []
    if worse:
        lines += ["## Worse than required", ""]
        lines += [
            f"- {_cell(outcome.claim)}: {outcome.ours_text}, required {outcome.bound_text}: "
            f"{outcome.verdict}."
            for outcome in worse
        ]
    if missing:
        lines += ["", "## Not measured", ""]
        lines += [f"- {_cell(outcome.claim)}: {_cell(outcome.note)}" for outcome in missing]
    return lines


def _table(outcomes: Sequence[Outcome]) -> list[str]:
    lines = [
        "| claim | source | reported | required | ours | verdict | seed | device | time |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for outcome in outcomes:
        cells = (
            outcome.claim,
            outcome.source,
            outcome.reported or "–",
            outcome.bound_text,
            outcome.ours_text,
            outcome.verdict if outcome.met else f"**{outcome.verdict}**",
            _seeds(outcome.seeds),
            _devices(outcome),
            _times(outcome),
        )
        lines.append("| " + " | ".join(map(_cell, cells)) + " |")
    return lines


def _notes(outcomes: Sequence[Outcome]) -> list[str]:
    return [
        f"- `{outcome.id}`: {_cell(outcome.note)}."
        for outcome in outcomes
        if outcome.note and outcome.ours is not None
    ]


def _seeds(seeds: Sequence[int]) -> str:
    if len(seeds) > 2 and list(seeds) == list(range(seeds[0], seeds[-1] + 1)):
        return f"{seeds[0]}–{seeds[-1]}"
    return ", ".join(map(str, seeds))


def _devices(outcome: Outcome) -> str:
    others = [name for name in outcome.training_devices if name != outcome.device]
    return outcome.device + (f" (trained on {', '.join(others)})" if others else "")


def _times(outcome: Outcome) -> str:
    training = outcome.training_seconds
    return duration(outcome.seconds) + (f"; training {duration(training)}" if training else "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
