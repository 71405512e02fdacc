"""The jobs of the dashboard: those of this machine and those of a cluster."""

from pathlib import Path

from core.jobs.cluster.capacity import Demand
from core.jobs.cluster.client import RayClient
from core.jobs.cluster.scheduler import Scheduler as ClusterScheduler
from core.jobs.folders.runner import FolderRunner
from core.jobs.local.scheduler import Scheduler as LocalScheduler


class DashboardRunner(FolderRunner):
    """Jobs below ``home``, each on this machine or, if its device is `CLUSTER`, on the cluster."""

    def __init__(self, home: Path, client: RayClient | None, demand: Demand) -> None:
        """``client`` reaches the cluster; None if there is none."""
        self.cluster = ClusterScheduler(home, client, demand)
        super().__init__(home, LocalScheduler(home), self.cluster)
