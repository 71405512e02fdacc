"""Read the files that ``make reproduce`` writes."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from core.errors import ResultsError

T = TypeVar("T")


def read_result(path: Path, validate: Callable[[bytes], T]) -> T:
    """Read a JSON file with ``validate``, a method of a pydantic model.

    Raises:
        ResultsError: the file is missing or damaged.
    """
    try:
        return validate(path.read_bytes())
    except OSError as error:
        raise ResultsError(
            f"{path} cannot be read ({error.strerror}); 'make reproduce' writes it."
        ) from error
    except ValidationError as error:
        raise ResultsError(
            f"{path} is damaged ({error.error_count()} faults); 'make reproduce' writes it again."
        ) from error
