"""Runs that trail are stopped, and only those."""

from pathlib import Path

import pytest

from core.jobs import JobSpec, LocalRunner
from core.jobs.halving import Trial, stop_trailing, trailing


def runs(*losses: tuple[float, ...], epochs: int = 16) -> list[Trial]:
    return [Trial(f"{at}", values, epochs) for at, values in enumerate(losses)]


def test_the_better_half_goes_on_at_each_rung() -> None:
    eight = runs(*[(0.9, 0.1 * place) for place in range(8)])

    assert list(trailing(eight)) == ["4", "5", "6", "7"]
    assert list(trailing(runs(*[(0.9, 0.1, 0.1, 0.1 * place) for place in range(4)]))) == ["2", "3"]


def test_a_reason_has_the_epoch_the_loss_and_the_rank() -> None:
    assert trailing(runs((1, 0.25), (1, 0.5))) == {
        "1": "Stopped early: after epoch 2 of 16 its validation loss, 0.5, was number 2 of 2, and "
        "the better half goes on."
    }


@pytest.mark.parametrize(
    "trials",
    [
        [],
        runs((9, 9, 9)),  # alone
        runs((0.1,), (0.9,)),  # before the first rung
        runs((0.1, 0.5), (0.1, 0.5)),  # equal
        runs((0.1,), (0.9,), epochs=1),  # done at the first rung
        [Trial("a", (0.1, 0.1), 16), Trial("b", (0.9, 0.9), 16, may_stop=False)],
    ],
)
def test_no_run_is_stopped_without_a_reason(trials: list[Trial]) -> None:
    assert trailing(trials) == {}


def test_a_loss_that_is_not_a_number_trails() -> None:
    assert list(trailing(runs((1, float("nan")), (1, 9e9)))) == ["0"]


def submit(runner: LocalRunner, label: str, loss: float, *, halve: bool = True) -> str:
    spec = JobSpec(
        kind="train", title="a run", group="sweep", label=label, halve=halve,
        params={"recipe": {"epochs": 16}},
    )  # fmt: skip
    job = runner.submit(spec)
    runner.folder(job).append("started")
    for epoch in (1, 2):
        runner.folder(job).append("epoch", epoch=epoch, validation_loss=loss)
    return job


def test_a_trailing_run_is_told_to_stop_and_says_why(runner: LocalRunner) -> None:
    best, worst = submit(runner, "a", 0.1), submit(runner, "b", 0.9)
    folders = [runner.folder(job) for job in (best, worst)]

    stop_trailing(Path(runner.home), folders)
    stop_trailing(Path(runner.home), folders)

    assert [folder.stop_requested() for folder in folders] == [False, True]
    folders[1].append("cancelled")
    assert runner.status(worst).message.startswith("Stopped early: after epoch 2 of 16")
    assert [row["event"] for row in runner.events(worst)].count("halved") == 1

    runner.resume(worst)  # a person wants it, so it stays
    folders[1].append("started")
    stop_trailing(Path(runner.home), folders)
    assert not folders[1].stop_requested()


def test_a_sweep_that_does_not_want_it_is_left_alone(runner: LocalRunner) -> None:
    jobs = [submit(runner, "a", 0.1, halve=False), submit(runner, "b", 0.9, halve=False)]

    stop_trailing(Path(runner.home), [runner.folder(job) for job in jobs])

    assert not any(runner.folder(job).stop_requested() for job in jobs)
