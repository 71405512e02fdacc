"""The job runner of this machine."""

from pathlib import Path

from core.jobs.folders.runner import FolderRunner
from core.jobs.local.scheduler import Scheduler


class LocalRunner(FolderRunner):
    """Jobs below ``home``, each in a process of this machine."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, Scheduler(home))
