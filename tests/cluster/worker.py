"""The worker of the tests' cluster: it knows the tests' kinds of work and each test's folder.

``python -m tests.cluster.worker JOB``, in place of `core.jobs.cluster.worker`.
"""

import errno
import logging
import os
import sys
from pathlib import Path
from typing import Any

from core.jobs.cluster import worker
from core.jobs.kinds import KINDS
from core.settings import settings
from tests.unit.jobs import work

READ_ONLY = "read-only"  # a file in the home of a test that makes its folder read-only


def forbid_writes(below: Path) -> None:
    """Make a folder read-only for this process, as a mount does for root too."""
    system = os.open

    def opened(path: Any, flags: int, *values: Any, **more: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and below in Path(path).parents:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return system(path, flags, *values, **more)

    os.open = opened


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    KINDS.update(work.KINDS)
    job = sys.argv[1]
    homes = Path(os.environ["LATENT_LAB_HOME"])
    home = next((path.parents[1] for path in homes.glob(f"*/jobs/{job}")), homes / "none")
    os.environ["LATENT_LAB_HOME"] = str(home)
    settings.cache_clear()
    if (home / READ_ONLY).exists():
        forbid_writes(home)
    sys.exit(worker.main(job))
