"""The job runner of a Ray cluster: the same job folders on shared storage, run by Ray Jobs.

The dashboard needs no Ray: it makes five calls of Ray's REST API (`client`). The scheduler
(`scheduler`) hands jobs over in the order of their turns. On the cluster, `worker` does one job.
A job's folder is the only truth: what Ray says only shortens a wait.
"""

from core.jobs.cluster.runner import ClusterRunner

__all__ = ["ClusterRunner"]
