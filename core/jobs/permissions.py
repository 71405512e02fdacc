"""Changes to jobs that a visitor is permitted to make."""

from core.errors import AccessError
from core.jobs.kinds import KINDS, require_kind
from core.jobs.runner import Runner
from core.jobs.spec import JobSpec, Status
from core.visitors import Visitor

NOT_YOURS = (
    "'{title}' belongs to someone else: only the person who started it, or an owner, can change it."
)


class PermittedRunner:
    """The changes that a visitor makes to the jobs of a runner.

    A job belongs to the visitor who started it. The methods do what `Runner` documents, and raise
    `AccessError` with one sentence if the visitor is not permitted to make the change.
    """

    def __init__(self, runner: Runner, visitor: Visitor) -> None:
        self._runner = runner
        self._visitor = visitor

    def submit(self, spec: JobSpec, scope: str = "") -> str:
        """See `Runner.submit`; the job belongs to the visitor."""
        require_kind(spec.kind)
        action = KINDS[spec.kind].action
        if not self._visitor.may(action):
            raise AccessError(self._visitor.refusal(action))
        return self._runner.submit(spec, scope, self._visitor.id)

    def cancel(self, job: str) -> None:
        """See `Runner.cancel`."""
        self._require(job)
        self._runner.cancel(job)

    def resume(self, job: str) -> None:
        """See `Runner.resume`."""
        self._require(job)
        self._runner.resume(job)

    def rename(self, job: str, title: str) -> None:
        """See `Runner.rename`."""
        self._require(job)
        self._runner.rename(job, title)

    def delete(self, job: str) -> None:
        """See `Runner.delete`."""
        self._require(job)
        self._runner.delete(job)

    def retry(self, job: str) -> str:
        """Queue the same work again, from the start, as a new job of the visitor."""
        status = self._runner.status(job)
        return self.submit(status.spec.model_copy(update={"title": status.title}))

    def may_change(self, status: Status) -> bool:
        """Whether the visitor may stop, resume, rename and delete a job."""
        return self._visitor.may_change(status.owner)

    def _require(self, job: str) -> None:
        status = self._runner.status(job)
        if not self.may_change(status):
            raise AccessError(NOT_YOURS.format(title=status.title))
