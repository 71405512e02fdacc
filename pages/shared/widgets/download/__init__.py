"""The Download menu that all screens share: what to save, of which pictures, in which format.

The browser requests a file from the routes when a visitor presses its button, so a run of the page
computes nothing for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from core.checkpoints import Card
from core.clustering import Study
from core.data import Dataset
from core.data.dataset import Split, split_nouns
from core.exports.lists import Duplicates, MislabelledPictures
from core.text.numbers import file_size
from pages.shared import widgets

_mount = widgets.register(Path(__file__).parent)


@dataclass(frozen=True)
class Format:
    """One kind of file."""

    title: str
    about: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Parameters of the route for this kind of file."""
    is_text: bool = False
    """Whether it is a few lines to copy instead of a file."""


@dataclass(frozen=True)
class Offer:
    """Something to download, and the files that it can become."""

    title: str
    path: str
    """Path of the route."""
    parameters: Mapping[str, Any]
    """Parameters of the route for all of its formats."""
    formats: Sequence[Format]
    all_title: str = ""
    """Number of pictures in all, in words; empty if the offer is not of pictures."""
    selection: Sequence[int] | None = None
    """Row ids that the page has selected; None leaves it to a map on the page."""
    selection_title: str = "Selected on the map"


def menu(offers: Sequence[Offer], key: str = "download") -> None:
    """The button that opens the menu; nothing without offers."""
    if not offers:
        return
    _mount(
        key=key,
        data={
            "offers": [
                {
                    "title": offer.title,
                    "path": offer.path,
                    "parameters": dict(offer.parameters),
                    "isPost": offer.path == PICTURES,
                    "allTitle": offer.all_title,
                    "selection": None if offer.selection is None else list(offer.selection),
                    "selectionTitle": offer.selection_title,
                    "formats": [
                        {
                            "title": format.title,
                            "about": format.about,
                            "parameters": dict(format.parameters),
                            "isText": format.is_text,
                        }
                        for format in offer.formats
                    ],
                }
                for offer in offers
            ]
        },
    )


PICTURES, CHECKPOINT = "/api/exports/pictures", "/api/exports/checkpoint"
MISLABELLED, DUPLICATES = "/api/exports/mislabelled", "/api/exports/duplicates"

PICTURE_FORMATS = (
    Format(
        "Table (CSV)",
        "For spreadsheets: a line per picture with row, class, place and vector.",
        {"kind": "csv"},
    ),
    Format(
        "Table (Parquet)",
        "The same, smaller and with exact types, for pandas and other programs.",
        {"kind": "parquet"},
    ),
    Format(
        "TensorBoard projector (ZIP)",
        "A folder with vectors, labels and thumbnails. Unpack it, then run tensorboard --logdir "
        "with its name.",
        {"kind": "projector"},
    ),
    Format(
        "embedding-atlas (Parquet)",
        "Pictures, vectors and the nearest neighbours of each in one file.",
        {"kind": "atlas"},
    ),
    Format("Picture sheet (PNG)", "All pictures side by side.", {"kind": "sheet"}),
    Format(
        "Notebook cell (Python)",
        "Opens the same pictures and numbers in a notebook in the project's folder.",
        {"kind": "notebook"},
        is_text=True,
    ),
)
LIST_FORMATS = (
    Format("Table (CSV)", "For spreadsheets: a line per entry of the list.", {"kind": "csv"}),
    Format(
        "Table (Parquet)",
        "The same with exact types, for pandas and other programs.",
        {"kind": "parquet"},
    ),
)


def pictures(
    title: str,
    dataset: Dataset,
    split: Split,
    *,
    map_id: str | None = None,
    vectors: str | None = None,
    models: Sequence[str] = (),
    study: Study | None = None,
    count: int | None = None,
    selection: Sequence[int] | None = None,
    selection_title: str = "Selected on the map",
) -> Offer:
    """Pictures of a split with their vectors, places and outputs; see `core.exports.Contents`."""
    parameters: dict[str, Any] = {"dataset": dataset.name, "split": split, "models": list(models)}
    if map_id:
        parameters["map"] = map_id
    if vectors:
        parameters["vectors"] = vectors
    if study:
        parameters["study"] = study.model_dump(mode="json")
    number = len(dataset.split(split)) if count is None else count
    return Offer(
        title,
        PICTURES,
        parameters,
        PICTURE_FORMATS,
        f"All {number:,} {split_nouns(split)}",
        selection,
        selection_title,
    )


def mislabelled(listed: MislabelledPictures) -> Offer:
    """The list of pictures whose label is likely wrong."""
    return _of_list("Likely mislabelled pictures", MISLABELLED, listed)


def duplicates(listed: Duplicates) -> Offer:
    """The list of pairs of pictures that are nearly the same."""
    return _of_list("Near-duplicates", DUPLICATES, listed)


def _of_list(title: str, path: str, listed: MislabelledPictures | Duplicates) -> Offer:
    named = {name: value for name, value in asdict(listed).items() if value is not None}
    return Offer(title, path, named, LIST_FORMATS)


def checkpoint(card: Card, size: int) -> Offer:
    """A checkpoint of ``size`` bytes as its own file, as ONNX or as a model folder."""
    second = "classifier" if card.task == "classify" else "decoder"
    if card.is_table:  # there is no network to write in another way
        own_file = Format(
            "Checkpoint (safetensors)",
            f"The vectors and the card in one file of {file_size(size)}, to import again.",
            {"form": "safetensors"},
        )
        return Offer("The vectors", CHECKPOINT, {"name": card.name}, (own_file,))
    return Offer(
        "The network",
        CHECKPOINT,
        {"name": card.name},
        (
            Format(
                "Checkpoint (safetensors)",
                f"The weights and the card in one file of {file_size(size)}, to import again.",
                {"form": "safetensors"},
            ),
            Format(
                "ONNX graphs (ZIP)",
                f"Encoder and {second} for onnxruntime and other programs. The first time takes up "
                "to a minute.",
                {"form": "onnx"},
            ),
            Format(
                "Model folder (ZIP)",
                "Weights, configuration and a README card, as on model hubs.",
                {"form": "folder"},
            ),
        ),
    )
