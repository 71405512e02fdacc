"""The files that a checkpoint becomes for other programs."""

from typing import Literal

from core.checkpoints.codec import pack
from core.checkpoints.export.model_folder import folder_files
from core.checkpoints.pool import pool

Form = Literal["onnx", "folder"]


def export_files(name: str, form: Form) -> dict[str, bytes]:
    """The files of a checkpoint by name; CheckpointError if it is missing or cannot be written.

    For ONNX no other thread may run a network meanwhile, see `onnx_graphs`.
    """
    checkpoint = pool().open(name)
    if form == "folder":
        return folder_files(checkpoint.card, pack(checkpoint.module, checkpoint.card))
    from core.checkpoints.export.onnx_graphs import onnx_graphs  # takes seconds to import

    return onnx_graphs(checkpoint)
