"""ONNX files, verified before onnxruntime sees them, and cut between two of their values.

Every function here raises ``ValueError`` with one short clause; the caller names the file.

https://onnx.ai/onnx/repo-docs/IR.html
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import onnx
from google.protobuf.message import DecodeError, Message
from onnx import AttributeProto, ModelProto, NodeProto, TensorProto, helper, shape_inference
from onnx.utils import Extractor

from core.checkpoints.card import excerpt
from models.config import MAX_PARAMETERS
from models.graph import MAX_GRAPH_BYTES

MAX_NODES = 20_000
STANDARD_DOMAINS = ("", "ai.onnx", "ai.onnx.ml")
CONTROL_FLOW = ("If", "Loop", "Scan", "SequenceMap")
RANDOM = (
    "RandomNormal",
    "RandomNormalLike",
    "RandomUniform",
    "RandomUniformLike",
    "Multinomial",
    "Bernoulli",
)
Sides = tuple[int | None, ...]


@dataclass(frozen=True)
class Value:
    """A value of a graph, computed or given."""

    name: str
    dtype: int
    """A ``TensorProto.DataType``."""
    sides: Sides
    """Shape of one row; None for a side that is known only when the graph runs."""
    batch: int | None
    """Number of rows if the graph fixes it; else None."""

    @property
    def size(self) -> int | None:
        """Numbers per row; None if a side is not known."""
        known = [side for side in self.sides if side is not None]
        return math.prod(known) if len(known) == len(self.sides) else None


@dataclass(frozen=True, eq=False)
class OnnxFile:
    """A verified ONNX file with one input."""

    name: str
    model: ModelProto
    values: Mapping[str, Value]
    """All values of the graph whose type is known, for one row."""
    input: Value
    outputs: tuple[Value, ...]
    metadata: Mapping[str, str]

    @property
    def last_operators(self) -> dict[str, str]:
        """Operator that computes each output, by the name of the output."""
        makers = {out: node.op_type for node in self.model.graph.node for out in node.output}
        return {value.name: makers.get(value.name, "") for value in self.outputs}


def read_file(name: str, data: bytes) -> OnnxFile:
    """Parse and verify the bytes of an ONNX file with one input."""
    model = parse(data)
    verify(model)
    constants = {tensor.name for tensor in model.graph.initializer}
    inputs = [item for item in model.graph.input if item.name not in constants]
    if len(inputs) != 1:
        names = ", ".join(excerpt(item.name) for item in inputs[:5])
        raise ValueError(
            f"it has {len(inputs)} inputs{f' ({names})' if names else ''}: export it with exactly"
            " one, the pictures or the latent vectors"
        )
    values = _values(model, inputs[0].name)
    outputs = tuple(values[item.name] for item in model.graph.output if item.name in values)
    if not outputs or inputs[0].name not in values:
        raise ValueError("its input or its outputs are not tensors of numbers")
    batch = _batch(inputs[0])
    entry = values[inputs[0].name]
    return OnnxFile(
        name,
        model,
        values,
        Value(entry.name, entry.dtype, entry.sides, batch),
        outputs,
        {item.key: item.value for item in model.metadata_props},
    )


def parse(data: bytes) -> ModelProto:
    """Parse the bytes of a file that may be hostile."""
    if len(data) > MAX_GRAPH_BYTES:
        raise ValueError(f"it has {len(data):,} bytes, more than the {MAX_GRAPH_BYTES:,} allowed")
    try:
        model = ModelProto.FromString(data)
    except (DecodeError, RecursionError) as error:
        raise ValueError("it is not an ONNX file, or it was cut short") from error
    if not model.graph.node:
        raise ValueError("it is not an ONNX file, or its graph is empty")
    _require_text(model)
    return model


def verify(model: ModelProto) -> None:
    """Check that a graph has standard operators only, needs no other file and is not too large."""
    graph = model.graph
    if len(graph.node) > MAX_NODES:
        raise ValueError(
            f"it has {len(graph.node):,} operators, more than the {MAX_NODES:,} allowed"
        )
    if model.functions:
        raise ValueError(
            f"it has a function of its own ({excerpt(model.functions[0].name)}): export it without"
            " functions, or replace them with onnx.inliner.inline_local_functions"
        )
    for node in graph.node:
        _verify_node(node)
    for tensor in _tensors(model):
        if tensor.data_location == TensorProto.EXTERNAL or tensor.external_data:
            raise ValueError(
                "its weights lie in another file (external data): save it as one file, in PyTorch"
                " with external_data=False"
            )
    try:
        onnx.checker.check_model(model)
    except Exception as error:  # onnx raises several unrelated types
        raise ValueError(f"it is not valid ONNX ({' '.join(str(error).split())[:160]})") from error
    count = parameter_count(model)
    if count > MAX_PARAMETERS:
        raise ValueError(f"it has {count:,} parameters, more than the {MAX_PARAMETERS:,} allowed")


def parameter_count(model: ModelProto) -> int:
    """Number of weights: all numbers in constant tensors of floating-point type."""
    real = (TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16, TensorProto.BFLOAT16)
    return sum(math.prod(tensor.dims) for tensor in _tensors(model) if tensor.data_type in real)


def operators(model: ModelProto) -> dict[str, int]:
    """Count of each operator in a graph, the most frequent first."""
    return dict(Counter(node.op_type[:60] for node in model.graph.node).most_common(200))


def cut(file: OnnxFile, start: str, end: str) -> ModelProto:
    """The part of a graph from one value to another, as a graph of its own."""
    try:
        source, target = file.values[start], file.values[end]
    except KeyError as error:
        raise ValueError(f"it has no value {excerpt(str(error.args[0]))}") from error
    whole = ModelProto()
    whole.CopyFrom(file.model)
    del whole.graph.value_info[:]
    rows = file.input.batch or "n"
    extractor = Extractor(whole)
    for value in (source, target):
        extractor.value_infos[value.name] = helper.make_tensor_value_info(
            value.name,
            value.dtype,
            [rows, *(side or f"{value.name}_{i}" for i, side in enumerate(value.sides))],
        )
    part = extractor.extract_model([start], [end])
    del part.graph.value_info[:]
    known = {start} | {tensor.name for tensor in part.graph.initializer}
    for node in part.graph.node:
        missing = [name for name in node.input if name and name not in known]
        if missing:
            raise ValueError(f"{excerpt(end)} needs more than {excerpt(start)}")
        known.update(node.output)
    if not part.graph.node:
        raise ValueError(f"{excerpt(end)} is not computed from {excerpt(start)}")
    chance = next((node.op_type for node in part.graph.node if node.op_type in RANDOM), "")
    if chance:
        raise ValueError(
            f"it draws random numbers ({chance}), so it never gives the same twice: export the"
            " mean, and the decoder apart from it"
        )
    return part


def bottlenecks(
    file: OnnxFile, end: str, limit: int
) -> Iterator[tuple[Value, ModelProto, ModelProto]]:
    """Values that alone determine ``end``, with the graphs before and after each.

    Only values of at most ``limit`` numbers per row. The smallest come first; of equal sizes, the
    last in the graph.
    """
    order = {
        name: index for index, node in enumerate(file.model.graph.node) for name in node.output
    }
    values = [
        value
        for name, value in file.values.items()
        if name in order and name != end and value.size is not None and 0 < value.size <= limit
    ]
    for value in sorted(values, key=lambda item: (item.size or 0, -order[item.name])):
        try:
            yield value, cut(file, file.input.name, value.name), cut(file, value.name, end)
        except ValueError:
            continue


def _require_text(message: Message) -> None:
    """Refuse names that are not UTF-8: protobuf returns them as bytes, on which onnx fails."""
    for field, value in message.ListFields():
        each: Iterable[Any] = [value] if isinstance(value, str | bytes | Message) else value
        if field.type == field.TYPE_MESSAGE:
            for part in each:
                _require_text(part)
        elif field.type == field.TYPE_STRING and any(isinstance(text, bytes) for text in each):
            raise ValueError(f"its {field.name} is not text (UTF-8)")


def _verify_node(node: NodeProto) -> None:
    if node.domain not in STANDARD_DOMAINS:
        raise ValueError(
            f"it uses the custom operator {excerpt(f'{node.domain}.{node.op_type}')}: only those of"
            " the ONNX standard are run"
        )
    graphs = (AttributeProto.GRAPH, AttributeProto.GRAPHS)
    if node.op_type in CONTROL_FLOW or any(item.type in graphs for item in node.attribute):
        raise ValueError(
            f"it has control flow ({excerpt(node.op_type)}): export it without branches and loops"
        )


def _tensors(model: ModelProto) -> Iterator[TensorProto]:
    graph = model.graph
    yield from graph.initializer
    sparse = [*graph.sparse_initializer]
    for node in graph.node:
        for item in node.attribute:
            if item.HasField("t"):
                yield item.t
            yield from item.tensors
            if item.HasField("sparse_tensor"):
                sparse.append(item.sparse_tensor)
            sparse.extend(item.sparse_tensors)
    for tensor in sparse:
        yield tensor.values
        yield tensor.indices


def _batch(item: onnx.ValueInfoProto) -> int | None:
    dims = item.type.tensor_type.shape.dim
    return dims[0].dim_value if dims and dims[0].dim_value > 0 else None


def _values(model: ModelProto, entry: str) -> dict[str, Value]:
    """The values of a graph for one row.

    A symbolic batch is replaced by 1, because shape inference follows operators that compute a
    shape only if the shape is known in numbers.
    """
    whole = ModelProto()
    whole.CopyFrom(model)
    for item in whole.graph.input:
        dims = item.type.tensor_type.shape.dim
        if item.name == entry and dims and not dims[0].dim_value:
            dims[0].dim_value = 1
    del whole.graph.value_info[:]
    for item in whole.graph.output:  # they may repeat the name of the batch
        for dim in item.type.tensor_type.shape.dim:
            if dim.dim_param:
                dim.ClearField("dim_param")
    try:
        graph = shape_inference.infer_shapes(whole, data_prop=True).graph
    except Exception as error:  # onnx raises several types, none of them its own
        raise ValueError(
            f"its shapes contradict each other ({' '.join(str(error).split())[:160]})"
        ) from error
    values = {}
    for item in (*graph.value_info, *graph.input, *graph.output):
        kind = item.type.tensor_type
        if not item.type.HasField("tensor_type") or not kind.HasField("shape"):
            continue
        sides = [dim.dim_value if dim.dim_value > 0 else None for dim in kind.shape.dim]
        values[item.name] = Value(
            item.name, kind.elem_type, tuple(sides[1:]), sides[0] if sides else None
        )
    return values
