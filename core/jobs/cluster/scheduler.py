"""Scheduler of a cluster: submits jobs in the order of their turns and collects their results."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import JobError
from core.jobs.cluster import delivery, submissions
from core.jobs.cluster.capacity import Capacity, Demand, capacity
from core.jobs.cluster.client import RayClient, RayError
from core.jobs.cluster.pulse import LOST_S, Pulse
from core.jobs.cluster.submissions import submissions_of, submissions_of_attempt
from core.jobs.ending import WORKER_LOST
from core.jobs.folders.events import Event
from core.jobs.folders.folder import JobFolder, job_folders
from core.jobs.folders.loop import Loop
from core.jobs.folders.runner import RUNNING
from core.jobs.folders.status import LoggedState, logged_state
from core.jobs.halving import LOOK_S, stop_trailing
from core.jobs.spec import CLUSTER, ENDED, JobSpec

POLL_S = 0.5  # between two polls of Ray while jobs wait or run
IDLE_POLL_S = 5.0  # between two polls otherwise, and between two queries for the capacity
SILENT_S = 6.0  # without a heartbeat before Ray is asked whether the worker has ended
UNSET = (
    "No cluster is set: set LATENT_LAB_CLUSTER_ADDRESS and LATENT_LAB_CLUSTER_TOKEN, or choose a "
    "device of this machine."
)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Job:
    folder: JobFolder
    log_state: LoggedState
    attempt: int

    @property
    def turn(self) -> tuple[int, str]:
        return self.log_state.turn, self.folder.id


class Scheduler:
    """Runs the jobs of the cluster below ``home``, in one process at a time."""

    def __init__(
        self,
        home: Path,
        client: RayClient | None,
        demand: Demand,
        entrypoint: str = submissions.ENTRYPOINT,
    ) -> None:
        """``entrypoint`` is the command that a machine runs, to which the job's id is added."""
        self.loop = Loop(home, ".cluster.lock", self._tick, "Jobs cannot run on the cluster")
        self.refusal = "" if client else UNSET
        self.demand = demand
        self.capacity: Capacity | None = None  # at the last query; None if that failed
        self._home = home
        self._client = client
        self._entrypoint = entrypoint
        self._pulse = Pulse()
        self._log_versions: dict[str, tuple[int, int, int]] = {}  # of ended jobs
        self._obsolete: set[str] = set()  # submissions that Ray should stop
        self._problem: RayError | None = None
        self._next_poll = self._next_look = self._next_halving = 0.0

    def owns(self, spec: JobSpec) -> bool:
        """Whether the job runs on the cluster."""
        return spec.device == CLUSTER

    def alive(self, folder: JobFolder) -> bool:
        """Whether the worker of a started job is alive, or has handed over its result."""
        return delivery.is_due(folder) or self._pulse.is_alive(folder)

    def ending(self, folder: JobFolder) -> Event | None:
        """The end of a job whose worker is silent; None while the scheduler is about to log it."""
        return None if self.loop.is_active() else WORKER_LOST

    def cancel_queued(self, folder: JobFolder) -> None:
        """Log the end of a job that has been asked to stop, unless a worker has started it."""
        if not folder.stop_requested() or logged_state(folder.events()).state != "queued":
            return
        if folder.claim(f"start-{folder.attempt()}"):
            folder.append("cancelled")

    def note_resumption(self, folder: JobFolder) -> None:
        """Forget the heartbeats of the job's earlier worker."""
        self._pulse.forget(folder.id)

    @contextmanager
    def hold(self, folder: JobFolder) -> Iterator[None]:
        """Keep the job from being started; `JobError` if it is running."""
        state, attempt = logged_state(folder.events()).state, folder.attempt()
        if state == "running" and self.alive(folder):
            raise JobError(RUNNING)
        if state == "queued" and not folder.claim(f"start-{attempt}"):
            raise JobError(RUNNING)
        left = submissions_of(folder.events())
        yield
        self._obsolete.update(left)
        self._pulse.forget(folder.id)

    def _tick(self) -> None:
        """Check every job's folder. Ray is polled less often, because that needs the network."""
        running: list[_Job] = []
        waiting: list[_Job] = []
        for job in self._jobs():
            if delivery.is_due(job.folder):
                delivery.accept(job.folder)
                continue
            self.cancel_queued(job.folder)
            if logged_state(job.folder.events()).state in ENDED:
                self._obsolete.update(submissions_of(job.folder.events())[-1:])
            elif job.log_state.state == "running" or job.folder.is_claimed(f"start-{job.attempt}"):
                if self._pulse.silence(job.folder, job.attempt) < LOST_S:
                    running.append(job)
                else:
                    self._log_end(job)
            else:
                waiting.append(job)
        if time.monotonic() >= self._next_halving:
            stop_trailing(self._home, [job.folder for job in running])
            self._next_halving = time.monotonic() + LOOK_S
        self._consult(running, sorted(waiting, key=lambda job: job.turn))

    def _jobs(self) -> list[_Job]:
        """The jobs of the cluster that have not ended."""
        jobs: list[_Job] = []
        versions, self._log_versions = self._log_versions, {}
        for folder in job_folders(self._home):
            version = folder.events_version()
            if version is not None and versions.get(folder.id) == version:
                self._log_versions[folder.id] = version
                continue
            with suppress(JobError):  # damaged, or deleted meanwhile
                if not self.owns(folder.spec()):
                    continue
                log_state = logged_state(folder.events())
                if log_state.state not in ENDED:
                    jobs.append(_Job(folder, log_state, folder.attempt()))
                elif version is not None:
                    self._log_versions[folder.id] = version
                    self._pulse.forget(folder.id)
        return jobs

    def _consult(self, running: list[_Job], waiting: list[_Job]) -> None:
        """Poll Ray if it is time; raise the error of the last poll if that failed."""
        now = time.monotonic()
        if now >= self._next_poll and self._client is not None:
            busy = running or waiting or self._obsolete
            self._next_poll = now + (POLL_S if busy else IDLE_POLL_S)
            try:
                self._poll(self._client, running, waiting)
                self._problem = None
            except RayError as error:
                self.capacity, self._problem, self._next_look = None, error, 0.0
        if self._problem is not None:
            raise self._problem

    def _poll(self, client: RayClient, running: list[_Job], waiting: list[_Job]) -> None:
        now = time.monotonic()
        if now >= self._next_look:
            client.require_protection()
            self.capacity = capacity(client.machines(), client.usage(), self.demand)
            self._next_look = now + IDLE_POLL_S
        for submission in list(self._obsolete):
            ray = client.job(submission)
            if ray is not None and ray.active:
                client.stop(submission)
            if ray is None or not ray.active or ray.status == "PENDING":
                # Ray may ignore the stop of a pending job; its worker finds that the job has ended.
                self._obsolete.discard(submission)
        for job in running:
            self._check(client, job)
        places = self.capacity.places if self.capacity else 0
        # One more than there is room for, so that a cluster that can grow sees the demand.
        for job in waiting[: max(0, places + 1 - len(running))]:
            self._offer(client, job)
        if waiting and not places and self.capacity is not None:
            raise RayError(
                f"No machine of the cluster has {self.demand}, which a job takes there: lower "
                "LATENT_LAB_CLUSTER_CPUS or LATENT_LAB_CLUSTER_GPUS, or add a machine."
            )

    def _check(self, client: RayClient, job: _Job) -> None:
        """Pass on a request to stop; log the end of a silent worker if Ray says that it ended."""
        submission = next(iter(submissions_of(job.folder.events())[-1:]), None)
        if submission is None:
            return
        silent = self._pulse.silence(job.folder, job.attempt) > SILENT_S
        if not silent and not job.folder.stop_requested():
            return
        ray = client.job(submission)
        if ray is not None and ray.active and job.folder.stop_requested():
            client.stop(submission)
        elif ray is not None and not ray.active and silent:
            self._log_end(job)

    def _log_end(self, job: _Job) -> None:
        """Log the end of a worker that could not do so itself."""
        folder = job.folder
        folder.claim(f"end-{job.attempt}")  # an earlier claimant has died since
        if logged_state(folder.events()).state in ENDED or delivery.is_due(folder):
            return
        ending = WORKER_LOST
        if folder.stop_requested():
            ending = {"event": "cancelled"}
        folder.append(**ending)
        self._obsolete.update(submissions_of(folder.events())[-1:])

    def _offer(self, client: RayClient, job: _Job) -> None:
        """Submit a waiting job once, and again if a submission ended before its worker started."""
        folder, events = job.folder, job.folder.events()
        tries = submissions_of_attempt(events)
        submission = tries[-1] if tries else None
        if submission is not None:
            ray = client.job(submission)
            if ray is not None and ray.active:
                return
            if ray is not None and (ray.driver_exit_code is not None or len(tries) >= 3):
                self._give_up(client, job, submission, ray.message or ray.status)
                return
            if ray is not None:
                submission = None  # its machine went away, or it waited too long for Ray
        if submission is None:
            submission = submissions.name(folder.id, job.attempt, len(tries) + 1)
            demand = {"cpus": self.demand.cpus, "gpus": self.demand.gpus}
            folder.append("submitted", submission=submission, **demand)
        client.require_protection()
        command = f"{self._entrypoint} {submissions.check_id(folder.id)}"
        client.submit(submission, command, self.demand.cpus, self.demand.gpus)
        if not tries:
            log.info("The job goes to the cluster", extra={"job": folder.id})

    def _give_up(self, client: RayClient, job: _Job, submission: str, message: str) -> None:
        """Log that the cluster could not even start the job, with the reason."""
        reason = submissions.reason(client.log(submission)) or " ".join(message.split())[:300]
        if job.folder.claim(f"start-{job.attempt}"):
            hint = "Resume tries it again."
            job.folder.append(
                "failed", message=f"The cluster could not start the job: {reason}", hint=hint,
                resumable=True,
            )  # fmt: skip
