"""The optimiser's step on a GPU: recorded once as a CUDA graph, then replayed.

A step of a small network has about a hundred kernels. Launching them one by one takes the CPU
longer than the GPU needs to run them; a graph launches them all at once
(https://docs.pytorch.org/docs/stable/notes/cuda.html#cuda-graphs).
"""

import logging
import warnings
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

Parts = dict[str, Tensor]
Work = Callable[..., Parts]
Record = Callable[[Work, Sequence[Tensor], torch.Generator], Callable[[], Parts]]

WARM_UP = 3  # steps before the recording, in which libraries and the optimiser initialise
log = logging.getLogger(__name__)


class CapturedStep:
    """A step that is replayed for batches of the first batch's shape and run for all others.

    Until `forget` is called, everything that the step reads besides its arguments must keep its
    address in memory, and values from Python must not change.
    """

    def __init__(self, work: Work, generator: torch.Generator, record: Record) -> None:
        """``work`` draws random numbers from ``generator``; ``record`` is `record_cuda`."""
        self.trouble = ""
        """One sentence on why steps are not replayed; empty if they are."""
        self._work = work
        self._generator = generator
        self._record = record
        self.forget()

    def forget(self) -> None:
        """Record again, because a tensor was replaced or a value changed."""
        self._shapes: list[torch.Size] = []
        self._inputs: list[Tensor] = []
        self._replay: Callable[[], Parts] | None = None
        self._calls = 0

    def __call__(self, *inputs: Tensor) -> Parts:
        """Run one step; the next one may overwrite its results."""
        shapes = [value.shape for value in inputs]
        self._shapes = self._shapes or shapes
        if shapes != self._shapes or self.trouble:
            return _run_in_side_stream(self._work, inputs)
        if self._replay is None and self._calls == WARM_UP:
            self._try_to_record(inputs)
        if self._replay is None:
            self._calls += 1
            return _run_in_side_stream(self._work, inputs)
        for own, value in zip(self._inputs, inputs, strict=True):
            own.copy_(value)
        return self._replay()

    def _try_to_record(self, inputs: Sequence[Tensor]) -> None:
        self._inputs = [torch.empty_like(value) for value in inputs]
        try:
            self._replay = self._record(self._work, self._inputs, self._generator)
        except RuntimeError as error:
            log.exception("The step could not be recorded")
            self.trouble = (
                "The GPU could not record the training step, so training is slower than it could "
                f"be: {str(error).splitlines()[0][:200]}"
            )


def record_cuda(
    work: Work, inputs: Sequence[Tensor], generator: torch.Generator
) -> Callable[[], Parts]:
    """Record the work on ``inputs`` without running it; the returned function runs it."""
    graph = torch.cuda.CUDAGraph()
    graph.register_generator_state(generator)  # the graph knows the default one already
    with torch.cuda.graph(graph):
        parts = work(*inputs)

    def replay() -> Parts:
        graph.replay()
        return parts

    return replay


def _run_in_side_stream(work: Work, inputs: Sequence[Tensor]) -> Parts:
    """Run the work; on a GPU in a side stream, which a recording requires of warm-up steps."""
    if inputs[0].device.type != "cuda":
        return work(*inputs)
    here, aside = torch.cuda.current_stream(), torch.cuda.Stream()
    aside.wait_stream(here)
    with torch.cuda.stream(aside), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "This instance was constructed with capturable=True")
        parts = work(*inputs)
    here.wait_stream(aside)
    return parts
