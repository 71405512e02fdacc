"""Default devices of jobs."""

from core.jobs.spec import CLUSTER
from core.settings import settings


def default_device(kind: str) -> str:
    """Device of a new job of this kind: `CLUSTER`, or this machine's CPU."""
    own = settings()
    return CLUSTER if own.cluster_address and kind in own.cluster_kinds else "cpu"
