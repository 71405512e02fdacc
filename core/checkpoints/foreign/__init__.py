"""Networks from elsewhere, as checkpoints of this store: ONNX graphs and PyTorch weights.

A file from elsewhere is treated as hostile. Nothing in it runs before `graphs` has checked it, and
nothing is kept before the network has run on pictures in `trial`.

`sources` and `notes` find out what a graph takes and gives, `reading` which networks the files
contain, and `parts` builds them. `weights` reads PyTorch files, and `vectors` reads encodings that
come without a network. `adding` keeps a network as a checkpoint; `command` is its command line.
"""
