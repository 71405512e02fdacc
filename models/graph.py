"""An ONNX graph from rows of numbers to rows of numbers, run by onnxruntime on the CPU."""

from __future__ import annotations

from functools import cache
from threading import Timer
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MAX_GRAPH_BYTES = 2**28
MEMORY_BYTES = 2**30
"""Memory limit of all graphs of a process together, for weights and intermediate values."""
FIRST_CALL_S = 5.0
"""Time limit of the first row, in seconds; a slower graph would delay every gesture."""
DTYPES = {
    "tensor(float)": np.float32,
    "tensor(double)": np.float64,
    "tensor(float16)": np.float16,
    "tensor(uint8)": np.uint8,
}
"""Input types that are supported, by onnxruntime's names for them."""


class Graph:
    """One graph with one input and one output.

    Any number of threads may call it. Like a module, it uses as many cores as PyTorch does in the
    calling thread.
    """

    def __init__(self, data: NDArray[np.uint8], batch: int | None = None) -> None:
        """``data`` is a serialised ``ModelProto``; ``batch`` its number of rows, None for any."""
        self._data = data
        self._batch = batch
        self._sessions: dict[int, InferenceSession] = {}

    def __deepcopy__(self, _: dict[int, Any]) -> Graph:
        """Another graph of the same bytes; sessions cannot be copied."""
        return Graph(self._data, self._batch)

    def run(self, x: Tensor, shape: tuple[int, ...]) -> Tensor:
        """Rows of numbers (N, …) -> float32 (N, *shape) on the CPU.

        Raises:
            RuntimeError: the graph cannot run, or its output does not fit ``shape``.
        """
        if len(x) == 0:
            return torch.zeros(0, *shape)
        rows = x.detach().cpu().contiguous()
        parts = [self._call(part.numpy()) for part in rows.split(self._batch or len(rows))]
        y = torch.from_numpy(np.concatenate(parts))
        if y.numel() != len(rows) * int(np.prod(shape)):
            raise RuntimeError(
                f"it gives {tuple(y.shape)} numbers for {len(rows)} rows, where "
                f"{(len(rows), *shape)} were promised"
            )
        return y.reshape(len(rows), *shape)

    def _call(self, rows: NDArray[Any]) -> NDArray[np.float32]:
        threads, count = torch.get_num_threads(), len(rows)
        session = self._sessions.get(threads) or _new_session(self._data.tobytes(), threads)
        (entry,) = session.get_inputs()
        if self._batch is not None and count < self._batch:  # pad the last call with zeros
            rows = np.concatenate([rows, np.zeros((self._batch - count, *rows.shape[1:]))])
        if (dtype := DTYPES.get(entry.type)) is None:
            raise RuntimeError(f"it takes {entry.type}, not numbers such as float32")
        if dtype is np.uint8:
            rows = rows.round().clip(0, 255)
        if all(isinstance(side, int) for side in entry.shape[1:]):
            rows = rows.reshape(len(rows), *entry.shape[1:])  # such as (N, d, 1, 1) for (N, d)
        rows = rows.astype(dtype, copy=False)
        try:
            if threads not in self._sessions:
                _first_call(session, {entry.name: rows[: self._batch or 1]})
                # Two threads may each build a session; the second replaces an equal one.
                self._sessions[threads] = session
            (y,) = session.run(None, {entry.name: rows})
        except Exception as error:  # onnxruntime's errors have no common base
            raise RuntimeError(_clause(error)) from error
        y = np.asarray(y, np.float32)
        return y if self._batch is None else y[:count]


def _new_session(data: bytes, threads: int) -> InferenceSession:
    ort = _runtime()
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 4
    options.add_session_config_entry("session.use_env_allocators", "1")
    # Idle threads that spin would take the cores from the other networks.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = ort.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors have no common base
        raise RuntimeError(_clause(error)) from error
    if len(session.get_inputs()) != 1 or len(session.get_outputs()) != 1:
        raise RuntimeError("it does not have exactly one input and one output")
    return session


def _first_call(session: InferenceSession, feed: dict[str, NDArray[Any]]) -> None:
    options = _runtime().RunOptions()
    options.log_severity_level = 4
    timer = Timer(FIRST_CALL_S, setattr, (options, "terminate", True))
    timer.start()
    try:
        session.run(None, feed, options)
    finally:
        timer.cancel()


@cache
def _runtime() -> Any:
    """Import onnxruntime once, with one memory limit for all sessions."""
    import onnxruntime as ort

    ort.set_default_logger_severity(4)
    kind = (ort.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, ort.OrtMemType.DEFAULT)
    arena = ort.OrtArenaCfg({"max_mem": MEMORY_BYTES, "arena_extend_strategy": 1})
    ort.create_and_register_allocator(ort.OrtMemoryInfo("Cpu", *kind), arena)
    return ort


def _clause(error: Exception) -> str:
    """Describe an error without onnxruntime's codes and source files."""
    text = " ".join(str(error).split())
    if "BFCArena" in text or "Available memory" in text:
        return f"it needs more than the {MEMORY_BYTES // 2**20:,} MiB of memory for all graphs"
    if "terminate flag" in text:
        return f"it takes longer than {FIRST_CALL_S:g} seconds per picture"
    for mark in ("Status Message: ", " : FAIL : ", " : "):
        if mark in text:
            text = text.rsplit(mark, 1)[-1] if mark != " : " else text.split(mark, 2)[-1]
    return f"onnxruntime cannot run it ({text[:200]})"
