"""The application's settings, read once from ``LATENT_LAB_*`` environment variables."""

from functools import cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Typed settings; the README lists each with its default."""

    model_config = SettingsConfigDict(env_prefix="LATENT_LAB_", frozen=True)

    home: Path = Field(PROJECT / "var", description="Folder for data, caches and jobs.")
    checkpoints: Path = Field(PROJECT / "checkpoints", description="The checkpoint store.")
    offline: bool = Field(False, description="Never try to download anything.")
    model_memory_mb: int = Field(512, ge=16, description="Bound on the loaded models, in MiB.")
    allowed_origins: str = Field(
        "", description="Sites whose pages may use the routes, separated by commas."
    )
    api_token: SecretStr = Field(
        SecretStr(""), description="Where a login is on: what programs send to use the routes."
    )
    threads: int = Field(0, ge=0, description="CPU threads for inference; 0 lets PyTorch choose.")

    @property
    def origins(self) -> frozenset[str]:
        """The allowed origins one by one, such as ``https://example.org``."""
        return frozenset(part.strip().rstrip("/") for part in self.allowed_origins.split(","))

    @property
    def data(self) -> Path:
        """Folder of the downloaded data sets."""
        return self.home / "data"

    @property
    def cache(self) -> Path:
        """Folder of computed results, safe to delete at any time."""
        return self.home / "cache"

    @property
    def jobs(self) -> Path:
        """Folder of the background jobs, one sub-folder each."""
        return self.home / "jobs"


@cache
def settings() -> Settings:
    """The settings of this process (one object, read from the environment on first use)."""
    return Settings()
