"""The changes that the visitor of a page may make to jobs, checkpoints and data sets."""

from core.checkpoints.permissions import PermittedStore
from core.checkpoints.pool import pool
from core.data.permissions import PermittedImports
from core.jobs import PermittedRunner, runner
from core.training.recipes.shipped import RECIPES
from pages.shared.access import visit


def to_jobs() -> PermittedRunner:
    """The jobs; a change that the visitor may not make raises an `AccessError`."""
    return PermittedRunner(runner(), visit.visitor())


def to_checkpoints() -> PermittedStore:
    """The checkpoints; a change that the visitor may not make raises an `AccessError`."""
    return PermittedStore(pool().store, visit.visitor(), RECIPES)


def to_datasets() -> PermittedImports:
    """People's own data sets; a change that the visitor may not make raises an `AccessError`."""
    return PermittedImports(visit.visitor())
