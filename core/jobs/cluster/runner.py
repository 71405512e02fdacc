"""The job runner of a cluster."""

from pathlib import Path

from core.jobs.cluster.client import RayClient
from core.jobs.cluster.scheduler import Demand, Scheduler
from core.jobs.folders.runner import FolderRunner


class ClusterRunner(FolderRunner):
    """Jobs below ``home``, a folder that the cluster's machines share, each as a Ray job."""

    def __init__(self, home: Path, client: RayClient, demand: Demand) -> None:
        self.scheduler = Scheduler(home, client, demand)
        super().__init__(home, self.scheduler)
