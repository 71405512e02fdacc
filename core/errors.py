"""Every error that a person may see: one sentence, what is wrong and what to do about it.

Pages show ``str(error)`` as it is; the traceback goes to the log.
"""

from pydantic import ValidationError


class LatentLabError(Exception):
    """The base of every error whose message is written for the person in front of the screen."""


class StorageError(LatentLabError):
    """A file that cannot be written. Its message names the folder and the setting to change."""


class DataError(LatentLabError):
    """A data set that cannot be had, is incomplete, or is not what its name says."""


class CheckpointError(LatentLabError):
    """A checkpoint that cannot be read, trusted, written or found. Its message names the file."""


class RecipeError(LatentLabError):
    """A training recipe that is unknown or that cannot be carried out."""


class TrainingError(LatentLabError):
    """A training run that had to stop, such as one whose loss is no longer a number."""


class ImageError(LatentLabError):
    """A picture that cannot be read as a digit."""


class ProjectionError(LatentLabError):
    """A map that cannot be computed from the points and parameters given."""


class JobError(LatentLabError):
    """A background job that cannot be started, found or changed as asked."""


class LatentError(LatentLabError):
    """A walk through a latent space that cannot be made as asked."""


class ClusterError(LatentLabError):
    """A clustering that cannot be computed with the settings given."""


class ResultsError(LatentLabError):
    """A result of ``make reproduce`` that is missing, damaged, or cannot be asked for like that."""


def first_problem(error: Exception) -> str:
    """First problem of a validation as one clause without a full stop, for use in a sentence.

    For example ``epochs: Input should be greater than or equal to 1, not 0``. Values are shortened
    and stay on one line. The message of any other error comes back on one line.
    """
    if not isinstance(error, ValidationError):
        return " ".join(str(error).split()).rstrip(".")
    first = error.errors(include_url=False, include_context=False)[0]
    names = (str(part) for part in first["loc"])
    where = ".".join(name if name.isprintable() else repr(name) for name in names)[:120]
    message = _OURS.get(first["type"], first["msg"].removeprefix("Value error, "))
    message = " ".join(message.split())[:300].rstrip(".")
    given = first["input"]
    if first["type"] not in _SELF_EXPLAINED and isinstance(given, str | int | float | None):
        message += f", not {given!r:.60}"
    return f"{where}: {message}" if where else message


_OURS = {
    "missing": "it is missing",
    "extra_forbidden": "there is no such field",
    "unexpected_keyword_argument": "there is no such field",
}
# Kinds of problem for which the value adds nothing, or whose message holds it already.
_SELF_EXPLAINED = (*_OURS, "value_error")
