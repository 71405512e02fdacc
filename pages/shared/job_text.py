"""A background job in words: how far it is and how many jobs run before it."""

from core.jobs import Status
from core.text.numbers import percent, rough_duration, sentence_case


def progress_text(status: Status) -> str:
    """Such as ``Preparing UMAP … 43 %, 12 s left``."""
    if status.state == "stopping":
        return "Stopping …"
    progress = status.progress
    text = f"{sentence_case(progress.doing or 'starting')} … {percent(status.share)}"
    if progress.seconds_left:
        text += f", {rough_duration(progress.seconds_left)} left"
    return text


def queue_text(status: Status, noun: str = "job") -> str:
    """Such as ``2 maps ahead in the queue.``, for a job that waits."""
    if not status.ahead:
        return "Next in the queue."
    return f"{status.ahead} {noun if status.ahead == 1 else noun + 's'} ahead in the queue."
