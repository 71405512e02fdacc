"""Before a launch: the devices, the estimate, what cannot be done, and the runs of a sweep."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import torch

from core.checkpoints import Store
from core.errors import RecipeError
from core.jobs import plan
from core.jobs.kinds import worker_threads
from core.training.recipes import Recipe, recipe_from


def recipe(**changes: Any) -> Recipe:
    made = {"name": "small", "title": "A small model", "model": {"family": "dense", "latent": 4}}
    return recipe_from({**made, "noise": {"kind": "gaussian", "sigma": 0.3}, **changes})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "checkpoints")


class TestDevices:
    @pytest.fixture
    def two_gpus(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
        monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
        monkeypatch.setattr(torch.cuda, "get_device_name", lambda index: f"GPU {index}")

    @staticmethod
    def driver_says(monkeypatch: pytest.MonkeyPatch, text: str | Exception) -> None:
        def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
            assert command[0] == "nvidia-smi"
            if isinstance(text, Exception):
                raise text
            return subprocess.CompletedProcess(command, 0, text, "")

        monkeypatch.setattr(subprocess, "run", run)

    def test_the_cpu_comes_last_and_keeps_a_core_for_the_dashboard(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("core.jobs.plan.os.cpu_count", lambda: 4)
        monkeypatch.setattr(plan, "worker_threads", lambda device: 3)

        last = plan.devices()[-1]

        assert last == plan.Device("cpu", "CPU (4 cores, one core stays free for the dashboard)")

    def test_gpus_come_by_name_with_their_free_memory(
        self, two_gpus: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.driver_says(monkeypatch, "NVIDIA A, big, 81920\nNVIDIA B, 512\n")

        assert plan.devices()[:2] == [
            plan.Device("cuda:0", "NVIDIA A, big, 80.0 GiB free"),
            plan.Device("cuda:1", "NVIDIA B, 0.5 GiB free"),
        ]

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "only one of them, 1024\n",
            "a, b\nc, d\n",
            FileNotFoundError("nvidia-smi"),
            subprocess.TimeoutExpired("nvidia-smi", 5),
            subprocess.CalledProcessError(9, "nvidia-smi"),
        ],
    )
    def test_gpus_come_by_name_where_the_driver_does_not_tell(
        self, two_gpus: None, monkeypatch: pytest.MonkeyPatch, text: str | Exception
    ) -> None:
        self.driver_says(monkeypatch, text)

        assert [device.title for device in plan.devices()[:2]] == ["GPU 0", "GPU 1"]

    @pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 1), (8, 7)])
    def test_a_worker_leaves_a_core(
        self, monkeypatch: pytest.MonkeyPatch, cores: int, threads: int
    ) -> None:
        monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(cores)), raising=False)

        assert worker_threads("cpu") == worker_threads("cpu, clusters") == threads
        assert worker_threads("cuda:0") == min(4, cores)


class TestEstimate:
    def test_is_images_over_the_rate_measured(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(plan, "_images_per_second", lambda *_: 1000.0)

        made = recipe(epochs=3, train_count=5000, validation_share=0.2)

        assert plan.cpu_seconds(made) == 3 * 4000 / 1000

    @pytest.mark.parametrize("family", ["dense", "vae-dense", "conv", "clf-conv"])
    def test_tries_the_network_itself(self, family: str) -> None:
        state = torch.get_rng_state()

        seconds = plan.cpu_seconds(recipe(model={"family": family}, epochs=1, train_count=1000))

        assert 0 < seconds < 600
        assert torch.equal(torch.get_rng_state(), state)  # it draws nothing from what others use


class TestProblem:
    def test_none_of_a_recipe_that_can_be_trained(self, store: Store) -> None:
        assert plan.problem(recipe(), store) is None

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"dataset": "letters"}, "There is no data set 'letters': choose one of mnist"),
            ({"train_count": 60_001}, "MNIST has 60,000 training images, not 60,001"),
            ({"initial": "absent"}, "cannot be read"),
        ],
    )
    def test_is_one_sentence(self, store: Store, changes: dict[str, Any], sentence: str) -> None:
        assert sentence in (plan.problem(recipe(**changes), store) or "")


class TestSweep:
    def test_has_a_run_for_each_combination_with_a_name_of_its_own(self) -> None:
        axes: dict[str, list[float]] = {
            "learning rate": [0.1, 0.01],
            "latent size": [2, 8.0],
            "seed": [0, 1],
        }

        runs = plan.sweep(recipe(), axes)

        assert len({run.recipe.name for run in runs}) == len({run.label for run in runs}) == 8
        assert runs[0].label == "learning rate 0.1, latent size 2, seed 0"
        assert runs[0].recipe.name == "small-rate0.1-size2-seed0"
        last = runs[-1].recipe
        assert (last.optimiser.learning_rate, last.model["latent"], last.seed) == (0.01, 8, 1)

    def test_of_the_noise_varies_its_strength(self) -> None:
        runs = plan.sweep(recipe(), {"noise": [0.1, 0.5]})

        assert [run.recipe.noise for run in runs] == [
            {"kind": "gaussian", "sigma": 0.1},
            {"kind": "gaussian", "sigma": 0.5},
        ]

    def test_values_given_twice_are_one_run_and_close_ones_are_two(self) -> None:
        runs = plan.sweep(recipe(), {"learning rate": [0.1, 0.1, 0.10000001]})

        assert [run.label for run in runs] == ["learning rate 0.1", "learning rate 0.10000001"]
        assert len({run.recipe.name for run in runs}) == 2

    def test_a_long_name_leaves_room_for_its_ending(self) -> None:
        runs = plan.sweep(recipe(name="n" * 80), {"seed": [0, 1]})

        assert [len(run.recipe.name) for run in runs] == [80, 80]
        assert [run.recipe.name[-6:] for run in runs] == ["-seed0", "-seed1"]

    @pytest.mark.parametrize(
        ("changes", "axes", "sentence"),
        [
            ({}, {"seed": []}, "at least one value for seed"),
            ({}, {"seed": list(range(51))}, "51 runs; a sweep has at most 50"),
            ({}, {"latent size": [2.5]}, "whole number of values, not 2.5"),
            ({}, {"learning rate": [-1]}, "learning_rate"),
            ({}, {"seed": [0.5]}, "seed"),
            ({"noise": None}, {"noise": [0.1]}, "Choose one kind of noise"),
            ({}, {"width": [1]}, "A sweep can vary learning rate"),
        ],
    )
    def test_that_cannot_be_made_is_a_sentence(
        self, changes: dict[str, Any], axes: dict[str, list[float]], sentence: str
    ) -> None:
        with pytest.raises(RecipeError, match=sentence):
            plan.sweep(recipe(**changes), axes)
