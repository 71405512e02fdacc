"""Files of a checkpoint for other programs."""

from typing import Literal

from core.checkpoints.codec import pack
from core.checkpoints.export.model_folder import folder_files
from core.checkpoints.pool import pool

Form = Literal["onnx", "folder"]


def export_files(name: str, form: Form) -> dict[str, bytes]:
    """Files by name, as bytes; CheckpointError if the checkpoint is missing or cannot be written.

    No other thread may run a network during an export to ONNX, see `onnx_graphs`.
    """
    checkpoint = pool().open(name)
    if form == "folder":
        return folder_files(checkpoint.card, pack(checkpoint.module, checkpoint.card))
    from core.checkpoints.export.onnx_graphs import onnx_graphs  # takes seconds to import

    return onnx_graphs(checkpoint)
