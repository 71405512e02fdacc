"""The job runner of this machine: job folders, a scheduler thread and worker processes."""

from core.jobs.local.runner import LocalRunner

__all__ = ["LocalRunner"]
