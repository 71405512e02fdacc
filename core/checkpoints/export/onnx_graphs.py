"""A checkpoint as ONNX graphs: its encoder, and its decoder or its classifier.

A graph takes any number of pictures or codes. Its metadata contains the whole card and says what
the graph does, so a reader needs no other file. The encoder of a variational network returns the
mean of its posterior, never a sample.

https://onnx.ai/onnx/repo-docs/IR.html
"""

import copy
import logging
import warnings

import torch
from onnx import GraphProto, ModelProto, TensorProto, checker, helper
from torch import Tensor, nn

from core.checkpoints.codec import LoadedModel
from core.checkpoints.foreign.notes import CARD_KEY, NOTES_KEY, Notes, Role
from core.errors import CheckpointError
from models import ImportedNetwork, Network
from models.imported import PictureFormat

OPSET = 20
EXAMPLES = 2  # an example of one picture would fix the batch to one


class _Part(nn.Module):
    """One method of a network as a module, because the exporter takes only modules."""

    def __init__(self, network: Network, method: str) -> None:
        super().__init__()
        self.network = network
        self._method = method

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = getattr(self.network, self._method)(x)
        return y


def onnx_graphs(checkpoint: LoadedModel) -> dict[str, bytes]:
    """ONNX graphs of a checkpoint by file name, such as ``ae-conv-2-encoder.onnx``, as bytes.

    PyTorch changes global state while it traces a network, so no other thread may run a network at
    the same time. CheckpointError if a layer has no counterpart in ONNX.
    """
    if checkpoint.card.is_table:
        raise CheckpointError(
            f"'{checkpoint.card.name}' has vectors and no network, so it cannot become ONNX: "
            "download the vectors as a table instead."
        )
    if isinstance(checkpoint.module, ImportedNetwork):
        return _imported_graphs(checkpoint, checkpoint.module)
    # Tracing replaces weights temporarily, and all visitors share the store's module.
    network = (
        copy.deepcopy(checkpoint.module).cpu().eval().to(memory_format=torch.contiguous_format)
    )
    pictures = torch.rand(EXAMPLES, *network.config.shape)
    codes = torch.zeros(EXAMPLES, network.latent_size)
    parts: dict[Role, tuple[Tensor, str, str, str]] = {
        "encoder": (pictures, "picture", "code", "encode")
    }
    if network.task == "classify":
        parts["classifier"] = (pictures, "picture", "logits", "classify")
    else:
        parts["decoder"] = (codes, "code", "picture", "decode")
    files = {}
    for role, (example, takes, gives, method) in parts.items():
        model = _trace(checkpoint, _Part(network, method), example, takes, gives)
        _describe(model, role, checkpoint, PictureFormat())
        files[f"{checkpoint.card.name}-{role}.onnx"] = model.SerializeToString(deterministic=True)
    return files


def _trace(
    checkpoint: LoadedModel, part: nn.Module, example: Tensor, takes: str, gives: str
) -> ModelProto:
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the exporter warns about its own dependencies
            program = torch.onnx.export(
                part.eval(),
                (example,),
                dynamo=True,
                dynamic_shapes=({0: torch.export.Dim("n")},),
                input_names=[takes],
                output_names=[gives],
                opset_version=OPSET,
                verbose=False,
            )
    except torch.onnx.errors.OnnxExporterError as error:
        raise CheckpointError(
            f"'{checkpoint.card.name}' cannot be written as ONNX: "
            f"{str(error).splitlines()[0][:200]}"
        ) from error
    assert program is not None  # None only if the exporter writes a file
    model: ModelProto = program.model_proto
    checker.check_model(model, full_check=True)
    return model


def _imported_graphs(checkpoint: LoadedModel, network: ImportedNetwork) -> dict[str, bytes]:
    """The graphs that were added, each with its picture format in the metadata."""
    roles: dict[str, Role] = {"encoder": "encoder", "decoder": "decoder", "reader": "classifier"}
    files = {}
    for name, spec in network.config.graphs.items():
        model = ModelProto.FromString(network.get_buffer(name).numpy().tobytes())
        form = getattr(spec, "gives" if name == "decoder" else "takes")
        _describe(model, roles[name], checkpoint, form)
        files[f"{checkpoint.card.name}-{roles[name]}.onnx"] = model.SerializeToString(
            deterministic=True
        )
    return files


def _describe(
    model: ModelProto, role: Role, checkpoint: LoadedModel, form: PictureFormat | None
) -> None:
    """Replace the exporter's notes, which name files of this machine, by the card.

    ``form`` is the format of the graph's pictures; None for a classifier of codes, which has none.
    """
    _clear_notes(model.graph)
    card = checkpoint.card
    notes = Notes(trained_on=card.dataset.name or None)
    if form is not None:
        deviations = tuple(1 / scale for scale in form.scale)
        pairs = zip(form.offset, form.scale, strict=True)
        notes = notes.model_copy(
            update={
                "role": role,
                "layout": form.layout,
                "mean": tuple(-offset / scale for offset, scale in pairs),
                "std": deviations,
            }
        )
    if role == "classifier":
        scores = card.model.get("reader", {}).get("scores", "logits")
        notes = notes.model_copy(update={"scores": scores})
    else:
        notes = notes.model_copy(update={"variational": card.family.variational})
    model.producer_name = "latent-lab"
    model.producer_version = ""
    model.doc_string = f"{card.title}: {role}"
    text = notes.model_dump_json(exclude_none=True)
    helper.set_model_props(model, {CARD_KEY: card.to_json(), NOTES_KEY: text})


def _clear_notes(graph: GraphProto) -> None:
    tensors: list[TensorProto] = list(graph.initializer)
    for item in (graph, *graph.node, *graph.input, *graph.output, *graph.value_info, *tensors):
        del item.metadata_props[:]
        item.doc_string = ""
