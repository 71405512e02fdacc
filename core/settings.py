"""Settings of the application, read once from ``LATENT_LAB_*`` environment variables."""

import ctypes
import os
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import SettingsError, first_problem

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The settings; the README lists each with its default."""

    model_config = SettingsConfigDict(env_prefix="LATENT_LAB_", frozen=True)

    home: Path = Field(PROJECT / "var", description="Folder for data, caches and jobs.")
    checkpoints: Path = Field(
        PROJECT / "checkpoints", description="Folder of the checkpoint store."
    )
    offline: bool = Field(False, description="Never download anything.")
    model_memory_mb: int = Field(512, ge=16, description="Memory for loaded models, in MiB.")
    allowed_origins: str = Field(
        "", description="Other sites whose pages may use the dashboard, separated by commas."
    )
    allowed_hosts: str = Field(
        "", description="Names at which a proxy serves the dashboard, separated by commas."
    )
    framed_by: str = Field(
        "",
        pattern=r"^[^;\s]*(,\s*[^;\s]+)*$",
        description="Other sites that may show the dashboard in a frame, separated by commas.",
    )
    api_token: SecretStr = Field(
        SecretStr(""), description="Bearer token for programs when login is enabled."
    )
    metrics_token: SecretStr = Field(
        SecretStr(""), description="Bearer token that may read /metrics and nothing else."
    )
    log_json: bool = Field(False, description="Log in JSON, one object per line.")
    log_calls: bool = Field(False, description="Log every call, not only those that fail.")
    anonymous: Literal["auto", "none", "audience", "guest", "member", "owner"] = Field(
        "auto", description="Role of visitors who have not logged in."
    )
    local: Literal["auto", "none", "audience", "guest", "member", "owner"] = Field(
        "auto", description="The same for visitors on the server's own machine."
    )
    login: Literal["none", "audience", "guest", "member", "owner"] = Field(
        "member", description="Role of visitors who have logged in and whom no list names."
    )
    members: str = Field(
        "",
        description="Members: addresses, domains such as @example.org and groups, with commas.",
    )
    owners: str = Field(
        "",
        description="Owners: addresses, domains such as @example.org and groups, with commas.",
    )
    kiosk: bool = Field(
        False, description="Make every visitor a guest, for a screen that anyone can touch."
    )
    call_ms: int = Field(
        3000, ge=100, description="Most processor time of one call, in milliseconds (estimated)."
    )
    visitor_ms: int = Field(
        60_000,
        ge=1000,
        description="Processor time of one visitor's slow calls per minute, in milliseconds.",
    )
    upload_mb: int = Field(
        20, ge=1, le=500, description="Size of a file that a browser uploads, in MiB."
    )
    visitor_upload_mb: int = Field(
        200, ge=1, description="Uploads of one visitor per minute, in MiB."
    )
    upload_memory_mb: int = Field(
        512, ge=32, description="Memory for the uploads of all visits, in MiB."
    )
    sockets: int = Field(
        800, ge=2, description="Open WebSockets of all visitors; each page keeps two."
    )
    connections: int = Field(2000, ge=16, description="Open connections of all visitors.")
    visitor_jobs: int = Field(60, ge=1, description="Jobs of one visitor that wait or run.")
    jobs_waiting: int = Field(200, ge=1, description="Jobs of all visitors that wait or run.")
    job_images: int = Field(
        50_000_000, ge=1000, description="Images that one training may see: images times epochs."
    )
    jobs_mb: int = Field(
        8192, ge=16, description="Disk for jobs, in MiB; the oldest that have ended go first."
    )
    cache_mb: int = Field(
        4096, ge=16, description="Disk for cached results, in MiB; those unused longest go first."
    )
    cache_memory_mb: int = Field(256, ge=1, description="Memory for cached results, in MiB.")
    import_mb: int = Field(
        2048, ge=1, description="Size of one's own data set, unpacked or as kept, in MiB."
    )
    import_files: int = Field(300_000, ge=1, description="Files in an archive of pictures.")
    import_images: int = Field(300_000, ge=2, description="Pictures of one's own data set.")
    import_classes: int = Field(100, ge=1, description="Classes of one's own data set.")
    import_pixels: int = Field(
        40_000_000, ge=4096, description="Pixels of one picture file of one's own data set."
    )
    imports_mb: int = Field(8192, ge=1, description="Disk for people's own data sets, in MiB.")
    import_memory_mb: int = Field(
        2048, ge=1, description="Memory for people's own data sets, in MiB."
    )
    kiosk_idle_s: int = Field(
        60, ge=10, description="Seconds without a touch after which a kiosk wipes the visit."
    )
    cluster_address: str = Field(
        "",
        pattern=r"^(https?://[^\s/?#@]+/?)?$",
        description="Address of a Ray cluster, such as http://head:8265: see docs/cluster.md.",
    )
    cluster_token: SecretStr = Field(SecretStr(""), description="Token of the Ray cluster.")
    cluster_cpus: int = Field(1, ge=1, description="CPUs of each job on the cluster.")
    cluster_gpus: float = Field(
        0, ge=0, description="GPUs of each job on the cluster; 0.5 lets two share one."
    )
    cluster_jobs: str = Field(
        "train",
        pattern=r"^\s*((train|project|clusters|elbow)\s*(,\s*|$))*$",
        description="What runs on the cluster: train, project (maps), clusters, elbow.",
    )
    threads: int = Field(0, ge=0, description="CPU threads for inference; 0 lets PyTorch choose.")

    @property
    def origins(self) -> frozenset[str]:
        """The set of allowed origins, such as ``https://example.org``."""
        return _parts(self.allowed_origins, strip="/ ")

    @property
    def hosts(self) -> frozenset[str]:
        """The set of allowed host names in lower case, such as ``lab.example.org``."""
        return _parts(self.allowed_hosts.lower())

    @property
    def framing_sites(self) -> frozenset[str]:
        """The set of sites that may show the dashboard in a frame."""
        return _parts(self.framed_by, strip="/ ")

    @property
    def member_names(self) -> frozenset[str]:
        """The set of names that are members, in lower case."""
        return _parts(self.members.lower())

    @property
    def owner_names(self) -> frozenset[str]:
        """The set of names that are owners, in lower case."""
        return _parts(self.owners.lower())

    @property
    def cluster_kinds(self) -> frozenset[str]:
        """The kinds of jobs that run on the cluster, if there is one."""
        return _parts(self.cluster_jobs)

    @property
    def data(self) -> Path:
        """Folder of the downloaded data sets."""
        return self.home / "data"

    @property
    def imports(self) -> Path:
        """Folder of the data sets that people have added."""
        return self.home / "imports"

    @property
    def cache(self) -> Path:
        """Folder of computed results, safe to delete at any time."""
        return self.home / "cache"

    @property
    def jobs(self) -> Path:
        """Folder of the background jobs, with one subfolder each."""
        return self.home / "jobs"


def _parts(text: str, strip: str = " ") -> frozenset[str]:
    """The parts between commas, without those that are empty."""
    return frozenset(part.strip(strip) for part in text.split(",")) - {""}


@cache
def settings() -> Settings:
    """The settings of this process, read from the environment on first use.

    Raises SettingsError with the name of a variable that cannot be read.
    """
    try:
        return Settings()
    except ValidationError as error:
        field, _, problem = first_problem(error).partition(": ")
        name = f"{Settings.model_config.get('env_prefix')}{field.upper()}"
        raise SettingsError(f"The setting {name} cannot be read: {problem}.") from error


# glibc's malloc.h; `man mallopt` explains them.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
KEPT_BLOCK = 128 * 2**20  # bytes; a larger block still comes from the system and goes back there
KEPT_FREE = 2**30  # bytes of free memory above which some is given back


def tune_process() -> None:
    """Tune this process for small networks on a CPU; call it before PyTorch is imported.

    The entry points of the dashboard, the workers and the commands do. docs/benchmarks.md has the
    gain.
    """
    # Turns for which an idle OpenMP thread spins before it sleeps. The default of 300,000 keeps a
    # core busy: beside a browser or a training, a small network takes up to 30 times longer.
    os.environ.setdefault("GOMP_SPINCOUNT", "10000")
    keep_freed_memory()


def keep_freed_memory() -> bool:
    """Make glibc reuse large freed blocks; False if this C library has no ``mallopt``.

    By default it returns them to the system, which clears each page on first use: a fifth to a
    quarter of a convolution's training step.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    # Setting one alone would fix the other at a low value, so the larger comes second.
    return bool(mallopt(_MMAP_THRESHOLD, KEPT_BLOCK) and mallopt(_TRIM_THRESHOLD, KEPT_FREE))
