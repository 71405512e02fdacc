"""Routes for files that other programs open: pictures with numbers, lists, and checkpoints."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, field_validator
from starlette.responses import FileResponse, Response

from core import clustering, data
from core.api.bounds.costs import QUICK_MS, Cost
from core.api.refusal import Refusal
from core.api.routes.maps import WHOLE_SET_MS
from core.api.routes.requests import DatasetName, MapId, ModelName, Part, RouteRequest
from core.api.routes.selections import COPY_MS, LINE_MS
from core.api.server.endpoint import POLLING, Endpoint
from core.checkpoints.export.files import Form
from core.checkpoints.pool import pool
from core.clustering import Study, study_from
from core.errors import CheckpointError, LatentLabError
from core.evaluation.mislabelled import METHODS
from core.exports import Contents, library
from core.exports.checkpoints import checkpoint_file, checkpoint_key
from core.exports.lists import Duplicates, MislabelledPictures, PictureList
from core.exports.notebook import cell
from core.inference import queue
from core.inference.progress import OnProgress
from core.storage.cache import if_kept

MAX_MODELS = 4
MAX_ROWS = 300_000
FILES = "application/octet-stream"
_KINDS = [kind.media for kind in library.KINDS.values()]
_TABLES = tuple(library.KINDS[kind].media for kind in get_args(library.TableKind))
_MEDIA = tuple(dict.fromkeys((FILES, *_KINDS, "text/x-python")))
_NO_STORE = {"Cache-Control": "no-store"}

RowIds = Annotated[list[Annotated[int, Field(ge=0, lt=2**31)]], Field(max_length=MAX_ROWS)]


class PicturesRequest(RouteRequest):
    """Pictures, the columns beside them, and the kind of file."""

    kind: library.Kind | Literal["notebook"] = Field(
        description="csv, parquet, projector (ZIP for TensorBoard), atlas (Parquet for "
        "embedding-atlas), sheet (PNG) or notebook (a cell of Python)."
    )
    dataset: DatasetName = "mnist"
    split: Part = "test"
    rows: RowIds | None = Field(None, description="Row ids; without them all pictures.")
    map: MapId | None = Field(None, description="Map whose places are added.")
    vectors: ModelName | None = Field(
        None, description='Checkpoint whose latents are added, or "pixels".'
    )
    models: Annotated[list[ModelName], Field(max_length=MAX_MODELS)] = Field(
        [], description="Checkpoints whose errors or predictions are added."
    )
    study: dict[str, Any] | None = Field(
        None, description="Clustering whose groups are added, as on the Clusters page."
    )

    @field_validator("study")
    @classmethod
    def _check_study(cls, value: dict[str, Any] | None) -> dict[str, Any] | None:
        if value is not None:
            try:
                study_from(value)
            except LatentLabError as error:
                raise ValueError(str(error).rstrip(".")) from error
        return value

    @property
    def contents(self) -> Contents:
        """The contents of the file."""
        study: Study | None = study_from(self.study) if self.study else None
        return Contents(
            dataset=self.dataset,
            split=self.split,
            rows=None if self.rows is None else tuple(self.rows),
            map=self.map,
            vectors=self.vectors,
            models=tuple(self.models),
            study=study,
        )


class CheckpointRequest(RouteRequest):
    """A checkpoint and the form of its file."""

    name: ModelName
    form: Form | Literal["safetensors"] = Field(
        "safetensors",
        description="safetensors (weights and card in one file), onnx (ZIP of graphs) or folder "
        "(ZIP of a model folder).",
    )


class ListRequest(RouteRequest):
    """The pictures that a list is drawn from, and the kind of file."""

    kind: library.TableKind = Field("csv", description="csv or parquet.")
    dataset: DatasetName = "mnist"
    split: Part = "test"


class MislabelledRequest(ListRequest):
    """How labels are judged, as on the Report page."""

    model: ModelName = Field(description="Checkpoint whose latents the labels are judged by.")
    method: str = Field("logistic", description=f"One of {', '.join(METHODS)}.")
    seed: int = Field(0, ge=0, lt=2**31, description="Draws the parts of the cross-validation.")

    @field_validator("method")
    @classmethod
    def _check_method(cls, value: str) -> str:
        if value not in METHODS:
            raise ValueError(f"expected one of {', '.join(METHODS)}")
        return value


class DuplicatesRequest(ListRequest):
    """Where distances are measured, and the largest distance within a pair."""

    model: ModelName | None = Field(
        None, description="Checkpoint whose latent space is searched; without one, pixels are."
    )
    threshold: float | None = Field(
        None,
        ge=0,
        le=1e9,
        description="Largest distance; without one, that within which 0.2% of the pictures have "
        "another one.",
    )


def _size(dataset: str, split: Part) -> int:
    entry = data.entry_named(dataset)
    return {"train": entry.train, "test": entry.test, "all": entry.total}[split]


def _cost_of_pictures(request: PicturesRequest) -> Cost:
    rows = request.rows
    count = _size(request.dataset, request.split) if rows is None else len(rows)
    return Cost(WHOLE_SET_MS + count * COPY_MS)


def _cost_of_list(request: ListRequest) -> Cost:
    return Cost(WHOLE_SET_MS + _size(request.dataset, request.split) * LINE_MS)


def _cost_of_checkpoint(_: CheckpointRequest) -> Cost:
    return Cost(10 * QUICK_MS)


def save_pictures(request: PicturesRequest) -> Response:
    """The file of pictures; at the first call the queue writes it to disk."""
    contents = request.contents
    if request.kind == "notebook":
        contents.key()  # raises if something in the request does not exist
        return Response(cell(contents), media_type="text/x-python", headers=_NO_STORE)
    kind: library.Kind = request.kind
    if contents.study and contents.study.dataset != contents.dataset:
        raise Refusal(422, "study: it is of another data set than the pictures.")
    _require_groups(contents)
    return _file_response(
        library.pictures_key(contents, kind),
        "Preparing the file",
        lambda on_progress: library.pictures_file(contents, kind, on_progress),
        library.KINDS[kind].media,
        library.file_name(contents, kind),
    )


def _require_groups(contents: Contents) -> None:
    """Raise `Refusal` if the groups are not computed yet, because that is a job of its own."""
    study = contents.study
    if study and if_kept(lambda: clustering.fit(study)) is None:
        raise Refusal(
            422,
            f"The groups of '{study.title}' have not been computed yet: compute them on "
            "Clusters first.",
        )


def save_mislabelled(request: MislabelledRequest) -> Response:
    """The list of pictures whose label is likely wrong; at the first call the queue judges them."""
    pictures = MislabelledPictures(
        request.dataset, request.split, request.model, request.method, request.seed
    )
    return _list_response(pictures, request.kind, "Judging the labels")


def save_duplicates(request: DuplicatesRequest) -> Response:
    """The list of near-duplicates; at the first call the queue compares the pictures."""
    pictures = Duplicates(request.dataset, request.split, request.model, request.threshold)
    return _list_response(pictures, request.kind, "Comparing every picture with all others")


def _list_response(pictures: PictureList, kind: library.TableKind, doing: str) -> Response:
    return _file_response(
        f"{pictures.key()} {kind}",
        doing,
        lambda on_progress: library.list_file(pictures, kind, on_progress),
        library.KINDS[kind].media,
        library.list_file_name(pictures, kind),
    )


def _file_response(
    key: str, doing: str, write: Callable[[OnProgress], Path], media: str, name: str
) -> Response:
    """The file that ``write`` returns, under ``name``; at the first call the queue writes it."""
    path = queue.result(f"export {key}", doing, write)
    return FileResponse(path, media_type=media, filename=name, headers=_NO_STORE)


def save_checkpoint(request: CheckpointRequest) -> Response:
    """The file of a checkpoint; at the first call the queue writes it in another form."""
    name = request.name
    try:
        entry = pool().store.entry(name)
    except CheckpointError as error:
        raise Refusal(404, str(error)) from error
    if request.form == "safetensors":
        return FileResponse(
            entry.path, media_type=FILES, filename=f"{name}.safetensors", headers=_NO_STORE
        )
    form: Form = request.form
    return _file_response(
        checkpoint_key(name, form),
        "Writing the network",
        lambda _: checkpoint_file(name, form),
        "application/zip",
        f"{name}-{form}.zip",
    )


ENDPOINTS = [
    Endpoint(
        "/api/exports/pictures",
        "Pictures and their numbers as a file",
        "Returns a file with row, class, place on a map, groups, errors or predictions, and latent "
        "vectors of the pictures, for spreadsheets, notebooks, TensorBoard or embedding-atlas."
        + POLLING,
        PicturesRequest,
        save_pictures,
        cost=_cost_of_pictures,
        media=_MEDIA,
        example={"kind": "csv", "map": "bottleneck:ae-conv-2", "rows": [60000, 60001]},
    ),
    Endpoint(
        "/api/exports/mislabelled",
        "Pictures whose label is likely wrong, as a table",
        "Returns row, class and the class that fits better, with their probabilities, of each "
        "picture that a classifier which has not seen it takes for another class. The smallest "
        "probability of its own class comes first." + POLLING,
        MislabelledRequest,
        save_mislabelled,
        cost=_cost_of_list,
        method="GET",
        media=_TABLES,
        example={"model": "ae-conv-16", "kind": "csv"},
    ),
    Endpoint(
        "/api/exports/duplicates",
        "Pictures that are nearly the same, as a table",
        "Returns the rows, classes and Euclidean distance of pairs of pictures of which one is the "
        "nearest of the other, the nearest first. The distances are in the latent space of an "
        "encoder, or of pixels from 0 to 1." + POLLING,
        DuplicatesRequest,
        save_duplicates,
        cost=_cost_of_list,
        method="GET",
        media=_TABLES,
        example={"model": "ae-conv-16", "kind": "csv"},
    ),
    Endpoint(
        "/api/exports/checkpoint",
        "A checkpoint as a file",
        "Returns a checkpoint: its own file, ONNX graphs of its parts, or a model folder."
        + POLLING,
        CheckpointRequest,
        save_checkpoint,
        cost=_cost_of_checkpoint,
        method="GET",
        media=(FILES, "application/zip"),
        example={"name": "ae-conv-2", "form": "folder"},
    ),
]
