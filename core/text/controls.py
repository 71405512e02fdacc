"""Numeric settings that pydantic validates and that a screen can show as sliders.

>>> from pydantic.dataclasses import dataclass
>>> from core.text.controls import controls, setting
>>> @dataclass(frozen=True)
... class Blur:
...     radius: float = setting(1.5, "Radius (pixels)", 0, 4, 0.25, "Width of the kernel.")
>>> controls(Blur)[0].high
4
"""

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Self

from pydantic import ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic import dataclasses as pydantic_dataclasses

from core.errors import LatentLabError, first_problem


@dataclass(frozen=True)
class Control:
    """The slider of one setting."""

    name: str  # of the dataclass's field
    label: str
    low: float
    high: float
    step: float
    help: str
    default: float  # an int if only integers are valid


def setting(
    default: float, label: str, low: float, high: float, step: float, text: str, **metadata: Any
) -> Any:
    """Field of a pydantic dataclass: a number from ``low`` to ``high``, with its control.

    The step, the label and ``metadata`` are for callers; pydantic reads the rest.
    """
    checked = {"ge": low, "le": high, "strict": True, "title": label, "description": text}
    return field(default=default, metadata={**checked, "step": step, **metadata})


@pydantic_dataclasses.dataclass(frozen=True)
class Options:
    """Base of dataclasses of settings; an invalid value raises `error` with one sentence."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    title: ClassVar[str]
    error: ClassVar[type[LatentLabError]]

    @classmethod
    def full_title(cls) -> str:
        """Subject of an error's sentence."""
        return cls.title

    @model_validator(mode="wrap")
    @classmethod
    def _refuse_in_a_sentence(cls, values: Any, build: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return build(values)
        except ValidationError as error:
            raise cls.error(f"{cls.full_title()}: {first_problem(error)}.") from error


def controls(kind: Any) -> tuple[Control, ...]:
    """Sliders of a dataclass whose fields are settings, in the order of the fields."""
    return tuple(
        Control(
            item.name,
            item.metadata["title"],
            item.metadata["ge"],
            item.metadata["le"],
            item.metadata["step"],
            item.metadata["description"],
            item.default,  # pyrefly: ignore[bad-argument-type]  # a setting always has a default
        )
        for item in fields(kind)
    )
