"""Titles of the shipped models in plain words.

They say what a model is good for beside the others that are shipped, which its card cannot know:
the card's title describes the architecture.
"""

TITLES = {
    "ae-conv-2": "Copier with two numbers",
    "ae-conv-16": "Copier with 16 numbers",
    "ae-conv-25": "Best copier",  # the smallest squared error without noise
    "ae-dense-32": "Small copier",
    "ae-dense-200": "Wide copier",
    "dae-conv-25": "Straightening cleaner",  # learned from turned and shifted digits
    "dae-conv-32": "Best cleaner",  # of every kind of noise: see checkpoints/curves.csv
    "dae-dense-10": "Smallest cleaner",
    "dae-dense-128": "Quick cleaner",
    "dae-dense-200-mask": "Gap filler",  # learned from masked pixels
    "simclr-conv-64": "Learner without labels",
    "vae-conv-2": "Inventor with two numbers",
    "vae-conv-2-tiny-kl": "Untidy inventor",  # hardly any order in its latent space
    "vae-conv-16": "Inventor with 16 numbers",
    "vae-dense-20": "Small inventor",
    "clf-bottleneck-2": "Reader with two numbers",
    "clf-conv": "Best reader",
    "clf-conv-bottleneck-2": "Better reader with two numbers",
    "clf-dense-200-ae": "Reader after a copier",
    "clf-dense-200-dae": "Reader after a cleaner",
    "clf-logistic": "Simplest reader",
    "clf-mlp-1": "Small reader",
    "clf-mlp-3": "Quick reader",
}
