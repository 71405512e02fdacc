"""Networks from elsewhere, as checkpoints of this store: ONNX graphs and PyTorch weights.

A file from elsewhere counts as hostile. Nothing in it is run before `graphs` has checked it, and
nothing is kept before the network has answered for pictures in `trial`.

`sources` and `notes` tell what a graph takes and gives, `reading` which networks some files hold,
and `parts` builds them. `weights` reads PyTorch's files, and `vectors` holds encodings without a
network. `adding` keeps a network as a checkpoint; `command` does so from the shell.
"""
