"""What a page may ask of whatever carries out jobs; it says nothing of how that is done."""

from abc import ABC, abstractmethod
from pathlib import Path

from core.jobs.events import Event
from core.jobs.spec import JobSpec, Status


class Runner(ABC):
    """Carries out jobs in the background, one at a time in each lane (see `core.jobs.kinds.lane`).

    Every method may be called from any thread and any number of processes, and raises
    `core.errors.JobError` for a job that is not there.
    """

    @abstractmethod
    def submit(self, spec: JobSpec, key: str | None = None) -> str:
        """Queue a job and return its id; submitting the same ``key`` again returns the same id.

        Raises:
            JobError: the kind is unknown, or the job cannot be written down.
        """

    @abstractmethod
    def status(self, job: str) -> Status:
        """The job as it is now."""

    @abstractmethod
    def jobs(self) -> list[Status]:
        """Every job, in the order of their turns."""

    @abstractmethod
    def events(self, job: str) -> list[Event]:
        """Everything that the job has reported, oldest first."""

    @abstractmethod
    def log(self, job: str, most: int = 20_000) -> str:
        """The end of what the work has printed, of at most about ``most`` bytes, in whole lines."""

    @abstractmethod
    def results(self, job: str) -> Path:
        """The folder where the job leaves what it makes."""

    @abstractmethod
    def cancel(self, job: str) -> None:
        """Stop the job, within two seconds where it runs; nothing happens to one that has ended."""

    @abstractmethod
    def resume(self, job: str) -> None:
        """Queue a stopped job again, to go on from what it has kept.

        Raises:
            JobError: it is done, or going on could not help.
        """

    @abstractmethod
    def rename(self, job: str, title: str) -> None:
        """Give the job another title."""

    @abstractmethod
    def delete(self, job: str) -> None:
        """Remove an ended or waiting job and all that it left.

        Raises:
            JobError: it is running.
        """

    @property
    @abstractmethod
    def trouble(self) -> str:
        """A sentence on why jobs are not being started, empty where all is well."""

    def retry(self, job: str, key: str | None = None) -> str:
        """Queue the same work once more, from the start, as a new job; returns its id."""
        status = self.status(job)
        return self.submit(status.spec.model_copy(update={"title": status.title}), key)
