"""The interface of a job runner. It does not say where or how jobs run."""

from abc import ABC, abstractmethod

from core.jobs.folders.events import Event
from core.jobs.spec import JobSpec, Status


class Runner(ABC):
    """Runs jobs in the background, in the order of their turns.

    On this machine they run one at a time per lane (see `core.jobs.kinds.lane`), on a cluster as
    many as it has room for.

    Every method can be called from any thread and from any number of processes, and raises
    `core.errors.JobError` if the job does not exist.
    """

    @abstractmethod
    def start(self) -> None:
        """Start running jobs; no effect if this runner has started already."""

    @abstractmethod
    def stop(self) -> None:
        """Stop starting jobs. Running ones continue, and the next runner adopts them."""

    @abstractmethod
    def submit(self, spec: JobSpec, scope: str = "", owner: str = "") -> str:
        """Queue a job and return its id, or the id of an equal job that has not ended.

        So two presses of a button, in one browser tab or in two, start one job. Jobs are equal if
        their specs and scopes are: a caller that wants a job per visitor passes the visitor as
        ``scope``. A new job belongs to ``owner``, the id of a visitor; if empty, to nobody.

        Raises:
            JobError: the kind is unknown, or the job cannot be written to disk.
        """

    @abstractmethod
    def status(self, job: str) -> Status:
        """Current status of one job."""

    @abstractmethod
    def jobs(self) -> list[Status]:
        """Status of every job, in the order of their turns."""

    def newest(self, spec: JobSpec) -> Status | None:
        """Status of the last job of this kind with these parameters; None if there is none."""
        same = (
            status
            for status in reversed(self.jobs())
            if (status.spec.kind, status.spec.params) == (spec.kind, spec.params)
        )
        return next(same, None)

    @abstractmethod
    def events(self, job: str) -> list[Event]:
        """All events that the job has logged, oldest first."""

    @abstractmethod
    def log(self, job: str, max_bytes: int = 20_000) -> str:
        """The last whole lines that the job has printed, about ``max_bytes`` bytes at most."""

    @abstractmethod
    def files(self, job: str, folder: str = "") -> list[str]:
        """Names of the files in a folder of the job's results, sorted; empty without the folder.

        ``folder`` is relative to the results, such as ``snapshots``.
        """

    @abstractmethod
    def read(self, job: str, name: str) -> bytes:
        """Contents of one file of the job's results, such as ``snapshots/00001.safetensors``.

        Raises:
            JobError: the file does not exist or cannot be read.
        """

    @abstractmethod
    def cancel(self, job: str) -> None:
        """Stop the job, within two seconds if it is running; no effect on one that has ended."""

    @abstractmethod
    def resume(self, job: str) -> None:
        """Queue a stopped job again; it continues from what it has saved.

        Raises:
            JobError: the job is done, or failed in a way that resuming would repeat.
        """

    @abstractmethod
    def rename(self, job: str, title: str) -> None:
        """Change the title of the job."""

    @abstractmethod
    def delete(self, job: str) -> None:
        """Delete a job that is not running, with its results.

        Raises:
            JobError: the job is running.
        """

    @property
    @abstractmethod
    def trouble(self) -> str:
        """One sentence on why no jobs are being started; empty if they are."""

    @abstractmethod
    def trouble_of(self, spec: JobSpec) -> str:
        """One sentence on why jobs like this one are not being started; empty if they are."""
