"""Everything that is neither a screen nor a network: data, noise, training, checkpoints, metrics.

Nothing here imports Streamlit, so all of it works from a notebook, a script or a GPU machine.
"""
