"""A background job in words: its progress, where it runs, and how many jobs are ahead of it."""

from core.jobs import CLUSTER, Status
from core.text.numbers import percent, quantity, rough_duration, sentence_case


def progress_text(status: Status) -> str:
    """Progress and cluster, if any, in words, such as ``Preparing UMAP … 43 %, 12 s left``."""
    if status.state == "stopping":
        return "Stopping …"
    progress = status.progress
    text = f"{sentence_case(progress.doing or 'starting')} … {percent(status.share)}"
    if progress.seconds_left:
        text += f", {rough_duration(progress.seconds_left)} left"
    if status.spec.device == CLUSTER:
        text += f", on the cluster ({status.machine})" if status.machine else ", on the cluster"
    return text


def queue_text(status: Status, noun: str = "job") -> str:
    """Place of a waiting job in the queue, such as ``2 maps ahead in the queue.``."""
    if status.spec.device == CLUSTER:
        return _cluster_queue_text(status)
    if not status.ahead:
        return "Next in the queue."
    return f"{quantity(status.ahead, noun)} ahead in the queue."


def _cluster_queue_text(status: Status) -> str:
    """Place of a waiting job in the cluster's queue, which holds jobs of all kinds."""
    if not status.ahead:
        return "It starts as soon as the cluster has room."
    return f"{quantity(status.ahead, 'job')} ahead in the queue of the cluster."
