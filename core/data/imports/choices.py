"""What a person can choose about a file of pictures; everything else is read from the file."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from core.data.dataset import SIDES

Side = Annotated[int, Field(ge=SIDES[0], le=SIDES[-1])]
ClassName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Method = Literal["box", "bilinear", "bicubic", "lanczos", "nearest"]
Fit = Literal["crop", "pad", "stretch"]

FIRST, LAST, NONE = "first", "last", "none"
"""Values of `Choices.label` beside the names of columns."""


class Choices(BaseModel):
    """How to read a file; a field at its default is decided from the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    inside: str = Field("", max_length=400)
    """Read only this folder or file of an archive or folder."""
    label: str = Field("", max_length=200)
    """The column or array of labels: its name, "first", "last" or "none"."""
    header: bool | None = None
    """Whether the first line of a CSV file holds names."""
    size: tuple[Side, Side] | None = None
    """Height and width of pictures that are stored as a row of numbers, or of a sheet's tiles."""
    layout: Literal["", "interleaved", "planes"] = ""
    """Where the colours of a picture in a row of numbers are: side by side, or one plane each."""
    grid: (
        tuple[Annotated[int, Field(ge=1, le=2000)], Annotated[int, Field(ge=1, le=2000)]] | None
    ) = None
    """Columns and rows of a contact sheet."""
    gap: int | None = Field(None, ge=0, le=64)
    """Pixels between the tiles of a contact sheet."""

    value_range: tuple[float, float] | None = None
    """The values that mean black and white."""
    transposed: bool | None = None
    """Whether to swap rows and columns."""
    inverted: bool = False
    """Whether to swap black and white."""
    colour: Literal["", "grey", "colour"] = ""
    """Whether to keep one channel or three."""
    classes: tuple[ClassName, ...] = ()
    """Names of the classes in the order of their labels."""
    test_share: float | None = Field(None, ge=0.01, le=0.9)
    """Share of the pictures to test with, drawn at random; None uses the file's own split, or a
    fifth if the file has none."""
    seed: int = Field(0, ge=0, lt=2**31)
    """Seed of that draw."""
    resize: Side | None = None
    """Side in pixels to which all pictures are resized."""
    method: Method = "box"
    """Filter for resizing; "box" averages."""
    fit: Fit = "crop"
    """How a picture that is not square fills a square: cut, padded with black, or stretched."""

    @model_validator(mode="after")
    def _check_range(self) -> Self:
        if self.value_range is not None and not self.value_range[0] < self.value_range[1]:
            raise ValueError("the value for black must be smaller than the value for white")
        if len(set(self.classes)) < len(self.classes):
            raise ValueError("two classes have the same name")
        return self

    def reading_key(self) -> tuple[object, ...]:
        """Values of the fields that change what is read; the others change only later steps."""
        return (
            self.inside, self.label, self.header, self.size, self.layout, self.grid, self.gap,
        )  # fmt: skip
