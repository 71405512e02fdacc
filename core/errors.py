"""Errors with messages for people: one sentence that says what is wrong and what to do.

Pages show ``str(error)``; the traceback goes to the log.
"""

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)


class LatentLabError(Exception):
    """Base of all errors whose message is for the person in front of the screen."""


class SettingsError(LatentLabError):
    """A setting that cannot be read. Its message names the variable."""


class AccessError(LatentLabError):
    """Something that the visitor may not do."""


class StorageError(LatentLabError):
    """A file that cannot be written. Its message names the folder and the setting to change."""


class DataError(LatentLabError):
    """A data set that is not available, is incomplete, or is another one."""


class CheckpointError(LatentLabError):
    """A checkpoint that is missing, invalid or cannot be written. Its message names the file."""


class RecipeError(LatentLabError):
    """A training recipe that is unknown or not valid."""


class TrainingError(LatentLabError):
    """A training that had to stop, for example because its loss is not a number."""


class ImageError(LatentLabError):
    """A picture that cannot be read as digits."""


class ProjectionError(LatentLabError):
    """A map that cannot be computed from these points and parameters."""


class JobError(LatentLabError):
    """A background job that is missing or cannot be started or changed."""


class LatentError(LatentLabError):
    """A walk through a latent space that is not possible."""


class ClusteringError(LatentLabError):
    """A clustering that cannot be computed with these settings."""


class BusyError(LatentLabError):
    """Work that the machine has no room for now. The same request is fine a little later."""

    def __init__(self, message: str, *, own: bool, retry_s: int = 1) -> None:
        """``own`` if the visitor's own requests fill the room; try again after ``retry_s``."""
        super().__init__(message)
        self.own = own
        self.retry_s = retry_s


class ResultsError(LatentLabError):
    """A result of ``make reproduce`` that is missing, damaged, or not a known one."""


class ExportError(LatentLabError):
    """A file for other programs cannot be written: there is nothing to save, or too much."""


class RoomError(LatentLabError):
    """A room that cannot be opened, or something that is not possible in it now."""


def validate(
    model: type[Model],
    values: object,
    error: Callable[[str], Exception],
    subject: str,
    *,
    strict: bool | None = None,
) -> Model:
    """Validate values with a pydantic model; the first problem becomes an ``error``.

    Its message is such as ``The recipe is not valid: epochs: it is missing.`` If ``strict``, no
    value is converted, such as text to a number; None leaves that to the model.
    """
    try:
        return model.model_validate(values, strict=strict)
    except ValidationError as problem:
        raise error(f"{subject}: {first_problem(problem)}.") from problem


def first_problem(error: Exception) -> str:
    """First problem of a validation as one clause without a full stop.

    For example ``epochs: Input should be greater than or equal to 1, not 0``. Values are cut to one
    short line. For any other error, its message on one line.
    """
    if not isinstance(error, ValidationError):
        return " ".join(str(error).split()).rstrip(".")
    first = error.errors(include_url=False, include_context=False)[0]
    names = (str(part) for part in first["loc"])
    where = ".".join(name if name.isprintable() else repr(name) for name in names)[:120]
    message = _MESSAGES.get(first["type"], first["msg"].removeprefix("Value error, "))
    message = " ".join(message.split())[:300].rstrip(".")
    value = first["input"]
    if first["type"] not in _SELF_EXPLAINED and isinstance(value, str | int | float | None):
        message += f", not {value!r:.60}"
    return f"{where}: {message}" if where else message


_MESSAGES = {
    "missing": "it is missing",
    "extra_forbidden": "there is no such field",
    "unexpected_keyword_argument": "there is no such field",
}
# Problems whose message already has the value, or for which the value adds nothing.
_SELF_EXPLAINED = (*_MESSAGES, "value_error")
