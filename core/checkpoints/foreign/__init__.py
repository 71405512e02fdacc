"""Networks from elsewhere, as checkpoints of this store: ONNX graphs and PyTorch weights.

A file from elsewhere counts as hostile. Nothing in it is run before `graphs` has checked it, and
nothing is kept before the network has answered for pictures in `trial`.
"""
