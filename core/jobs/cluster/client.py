"""Client for the REST API of a Ray cluster's head. Its messages never contain the token."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ValidationError

from core.errors import JobError

if TYPE_CHECKING:  # imported late at run time: it would cost every worker half a second
    import httpx

TIMEOUT_S = 15  # Ray starts a process before it answers a submission
CONNECT_S = 3
UNPROTECTED = (
    "The cluster at {address} asks for no token, so whoever reaches it can run programs there: "
    "start Ray with RAY_AUTH_MODE=token on each of its machines, as docs/cluster.md says."
)
REFUSED = (
    "The cluster at {address} refuses the token: set LATENT_LAB_CLUSTER_TOKEN to the one that Ray "
    "was started with."
)
UNREACHABLE = (
    "The cluster at {address} cannot be reached ({problem}): its waiting jobs start once it can. "
    "Jobs on this machine run as before."
)
RayState = Literal["PENDING", "RUNNING", "STOPPED", "SUCCEEDED", "FAILED"]


class RayError(JobError):
    """A cluster that cannot be reached or used."""


class RayJob(BaseModel):
    """Ray's record of a submission."""

    status: RayState
    message: str | None = None
    driver_exit_code: int | None = None
    """Exit status of the worker; None while it has not ended, or if it never started."""

    @property
    def active(self) -> bool:
        """Whether the submission is pending or running."""
        return self.status in ("PENDING", "RUNNING")


@dataclass(frozen=True)
class Machine:
    """A machine of the cluster, with the CPUs and GPUs that Ray may assign to jobs."""

    cpus: float
    gpus: float


class RayClient:
    """The calls to Ray that jobs need. A failed call raises `RayError` with one sentence."""

    def __init__(
        self, address: str, token: str, transport: "httpx.BaseTransport | None" = None
    ) -> None:
        """``address`` is a URL such as ``http://head:8265``; ``transport`` replaces the network."""
        import httpx

        self.address = address.rstrip("/")
        self._token = token
        self._failures = (httpx.HTTPError, OSError)
        # No proxy named in the environment may see the token.
        self._http = httpx.Client(
            base_url=self.address,
            timeout=httpx.Timeout(TIMEOUT_S, connect=CONNECT_S),
            trust_env=False,
            transport=transport,
        )

    def require_protection(self) -> None:
        """Raise `RayError` unless the cluster accepts the token and requires one."""
        answer = self._request("GET", "/api/version", token=False)
        if answer.status_code == 200:
            raise RayError(UNPROTECTED.format(address=self.address))
        self._call("GET", "/api/version")

    def submit(self, submission: str, entrypoint: str, cpus: int, gpus: float) -> None:
        """Submit a job; no effect if Ray has this submission already."""
        body = {
            "submission_id": submission,
            "entrypoint": entrypoint,
            "entrypoint_num_cpus": cpus,
            "entrypoint_num_gpus": gpus,
            "runtime_env": {"env_vars": {"OMP_NUM_THREADS": str(cpus)}},
        }
        answer = self._request("POST", "/api/jobs/", body)
        if answer.status_code == 500 and "already exists" in answer.text:
            return
        self._require_success(answer)

    def job(self, submission: str) -> RayJob | None:
        """Ray's record of a submission; None if Ray does not know it."""
        answer = self._request("GET", f"/api/jobs/{submission}")
        if answer.status_code == 404:
            return None
        self._require_success(answer)
        try:
            return RayJob.model_validate_json(answer.content)
        except ValidationError as error:
            raise RayError(
                f"The cluster at {self.address} does not answer like Ray: is this "
                "the address of a Ray dashboard?"
            ) from error

    def log(self, submission: str) -> str:
        """Output of a submission; empty if Ray has none."""
        answer = self._request("GET", f"/api/jobs/{submission}/logs")
        if answer.status_code != 200:
            return ""
        text = _object(answer).get("logs")
        return self._without_token(text) if isinstance(text, str) else ""

    def stop(self, submission: str) -> None:
        """Ask Ray to stop a submission; no effect if it has ended or is unknown."""
        answer = self._request("POST", f"/api/jobs/{submission}/stop", {})
        if answer.status_code != 404:
            self._require_success(answer)

    def machines(self) -> list[Machine]:
        """The machines that are up."""
        answer = _object(self._call("GET", "/api/v0/nodes?detail=1&limit=10000"))
        rows = _inside(answer, "data", "result", "result")
        return [
            Machine(_number(resources, "CPU"), _number(resources, "GPU"))
            for row in (rows if isinstance(rows, list) else [])
            if isinstance(row, dict) and row.get("state") == "ALIVE"
            and isinstance(resources := row.get("resources_total"), dict)
        ]  # fmt: skip

    def usage(self) -> tuple[float, float] | None:
        """Number of CPUs and GPUs that jobs of the cluster use; None if Ray does not report it."""
        answer = _object(self._call("GET", "/api/cluster_status"))
        rows = _inside(answer, "data", "clusterStatus", "loadMetricsReport", "usage")
        if not isinstance(rows, dict):
            return None

        def amount(name: str) -> float:
            pair = rows.get(name)
            number = pair[0] if isinstance(pair, list) and pair else 0
            return float(number) if isinstance(number, int | float) else 0.0

        return amount("CPU"), amount("GPU")

    def _call(self, method: str, path: str) -> "httpx.Response":
        answer = self._request(method, path)
        self._require_success(answer)
        return answer

    def _request(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, token: bool = True
    ) -> "httpx.Response":
        headers = {"Authorization": f"Bearer {self._token}"} if token and self._token else {}
        try:
            return self._http.request(method, path, json=body, headers=headers)
        except self._failures as error:
            text = re.sub(r"^\[Errno -?\d+\] ", "", " ".join(str(error).split()))
            problem = self._without_token(text) or type(error).__name__
            raise RayError(
                UNREACHABLE.format(address=self.address, problem=problem[:200])
            ) from None

    def _require_success(self, answer: "httpx.Response") -> None:
        if answer.status_code in (401, 403):
            raise RayError(REFUSED.format(address=self.address))
        if answer.status_code != 200:
            lines = self._without_token(answer.text).strip().splitlines() or ["no reason"]
            raise RayError(
                f"The cluster at {self.address} answers {answer.status_code}: {lines[-1][:200]}"
            )

    def _without_token(self, text: str) -> str:
        return text.replace(self._token, "…") if self._token else text


def _object(answer: "httpx.Response") -> dict[str, Any]:
    try:
        value = answer.json()
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _inside(value: object, *keys: str) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _number(resources: Mapping[str, Any], name: str) -> float:
    value = resources.get(name, 0)
    return float(value) if isinstance(value, int | float) else 0.0
