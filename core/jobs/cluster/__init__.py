"""The job runner of a Ray cluster: the same job folders on shared storage, run by Ray Jobs.

The dashboard needs no Ray: it calls Ray's REST API (`client`). The scheduler (`scheduler`) submits
jobs in the order of their turns. On the cluster, `worker` runs one job. The job's folder is the
only source of truth; Ray's answers only shorten waits.
"""

from core.jobs.cluster.runner import ClusterRunner

__all__ = ["ClusterRunner"]
