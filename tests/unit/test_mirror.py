"""`tests/unit` mirrors `core` and `models`: the tests of a module are where its name says.

The tests of ``core/noise/kinds.py`` are ``tests/unit/noise/test_kinds.py``, those of
``models/conv.py`` are ``tests/unit/models/test_conv.py``, and those of ``__main__.py`` are
``test_main.py``.
"""

from collections.abc import Iterator
from pathlib import Path

from core.settings import PROJECT

UNIT = PROJECT / "tests" / "unit"
REPRODUCTION = ["unit/literature/test_reproduction.py"]
CLUSTER = ["cluster/test_contract.py", "cluster/test_faults.py"]

ELSEWHERE = {
    # Definitions alone.
    "core/figures/palette.py": ["unit/figures/test_pictures.py"],
    "core/images/nondigits/letters.py": ["unit/images/nondigits/test_examples.py"],
    "core/inference/progress.py": ["unit/inference/test_queue.py"],
    "core/jobs/runner.py": ["unit/jobs/local/test_runner.py", *CLUSTER],
    "core/training/recipes/fashion.py": ["unit/training/recipes/test_shipped.py"],
    "core/training/recipes/small_digits.py": ["unit/training/recipes/test_shipped.py"],
    "core/training/recipes/sources.py": ["unit/training/recipes/test_shipped.py"],
    # A list of all routes, which these tests go through.
    "core/api/endpoints.py": [
        "unit/api/documentation/test_openapi.py",
        "unit/api/security/test_access.py",
        "unit/api/server/test_endpoint.py",
    ],
    # What they count and end shows at a whole server.
    "core/api/server/stopping.py": ["serving/test_stop.py"],
    "core/api/telemetry/figures.py": [
        "unit/api/telemetry/test_records.py",
        "unit/api/monitoring/test_metrics.py",
    ],
    # A choice between two forms, each with tests of its own.
    "core/checkpoints/export/files.py": [
        "unit/checkpoints/test_main.py",
        "unit/checkpoints/export/test_model_folder.py",
    ],
    "core/exports/checkpoints.py": ["unit/api/routes/test_exports.py"],
    # Calibrating takes minutes; these tests hold what the shipped result of it must keep.
    "core/images/nondigits/calibrating.py": ["unit/images/nondigits/test_doubt.py"],
    # Needs a Ray cluster; `make test-cluster` starts one.
    "core/jobs/cluster/runner.py": CLUSTER,
    "core/jobs/cluster/scheduler.py": CLUSTER,
    "core/jobs/cluster/worker.py": CLUSTER,
    "core/jobs/dashboard.py": ["cluster/test_faults.py"],
    # One contract for the runner of this machine and that of a cluster.
    "core/jobs/folders/runner.py": ["unit/jobs/local/test_runner.py", *CLUSTER],
    # A quick run measures every claim and draws every picture.
    "core/literature/claims/cards.py": REPRODUCTION,
    "core/literature/claims/denoising.py": REPRODUCTION,
    "core/literature/claims/nondigits.py": REPRODUCTION,
    "core/literature/claims/ranges.py": REPRODUCTION,
    "core/literature/claims/sizes.py": REPRODUCTION,
    "core/literature/experiment.py": [*REPRODUCTION, "unit/literature/test_measuring.py"],
    "core/literature/results/pictures.py": REPRODUCTION,
    "core/literature/results/series.py": [
        *REPRODUCTION,
        "unit/literature/results/test_outcomes.py",
    ],
    "models/graph.py": ["unit/models/test_imported.py"],
}
"""Modules without a test file of their name, and the files that test them."""

SUBJECTS = {
    "api/test_abusers.py": "one visitor's calls against another's, through routes and bounds",
    "api/test_useless_weights.py": "every route that computes with a network",
    "checkpoints/attacks": "a file per attack",
    "checkpoints/test_shipped.py": "the shipped checkpoints against their cards",
    "checkpoints/test_writes.py": "writers that are killed",
    "data/imports/test_found_by_fuzzing.py": "files that `make fuzz` has found",
    "images/test_at_once.py": "several pictures at once as each alone",
    "images/test_correcting.py": "corrections by hand, through all steps",
    "images/test_given.py": "pictures with what is to be read in them",
    "images/test_hostile.py": "pictures that are refused or bounded",
    "images/test_kinds.py": "the kinds of pictures that people have",
    "jobs/local/test_adoption.py": "workers that outlive their dashboard",
    "jobs/local/test_processes.py": "workers as processes",
    "maps/methods/test_methods.py": "one contract for every projection",
    "models/test_adding.py": "a network that is added",
    "models/test_models.py": "one contract for every network",
    "models/test_parameters.py": "numbers of parameters from the sources",
    "models/test_shapes.py": "every network on pictures of every shape",
    "noise/test_adding.py": "a noise that is added",
    "training/test_gpu.py": "trainings on an accelerator",
}
"""Test files of a subject in place of a module, and the subject."""


def modules() -> Iterator[Path]:
    for top in ("core", "models"):
        for path in sorted((PROJECT / top).rglob("*.py")):
            if path.name != "__init__.py":
                yield path.relative_to(PROJECT)


def place_of(module: Path) -> Path:
    """Where the tests of a module are, below `tests/unit`."""
    folder = module.parent.relative_to("core") if module.parts[0] == "core" else module.parent
    return folder / f"test_{module.stem.strip('_')}.py"


def test_every_module_has_tests_of_its_name() -> None:
    alone = [
        module.as_posix()
        for module in modules()
        if not (UNIT / place_of(module)).exists() and module.as_posix() not in ELSEWHERE
    ]

    assert not alone, f"without tests in their place: {', '.join(alone)}"


def test_every_exception_is_one() -> None:
    for module, tests in ELSEWHERE.items():
        assert (PROJECT / module).exists(), f"there is no {module}"
        assert not (UNIT / place_of(Path(module))).exists(), f"{module} has tests in its place"
        for test in tests:
            assert (PROJECT / "tests" / test).exists(), f"there is no {test}"


def test_every_test_file_is_of_a_module_or_a_subject() -> None:
    places = {place_of(module) for module in modules()}
    others = [
        path.as_posix()
        for path in sorted(one.relative_to(UNIT) for one in UNIT.rglob("test_*.py"))
        if len(path.parts) > 1
        and path not in places
        and not any(path.as_posix().startswith(subject) for subject in SUBJECTS)
    ]

    assert not others, f"of no module of this name: {', '.join(others)}"
    for subject in SUBJECTS:
        assert (UNIT / subject).exists(), f"there is no {subject}"
