"""Checkpoints for other programs: as ONNX graphs, and as a model folder with a README card."""
