"""Titles of the shipped models in plain words.

They say what a model is good for compared with the other shipped ones, which its card cannot know.
The card's title describes the architecture.
"""

TITLES = {
    "ae-conv-2": "Two-number copier",
    "ae-conv-16": "16-number copier",
    "ae-conv-25": "Best copier",  # the smallest squared error without noise
    "ae-dense-32": "Small copier",
    "ae-dense-200": "Wide copier",
    "dae-conv-25": "Straightening cleaner",  # learned from turned and shifted digits
    "dae-conv-32": "Best cleaner",  # of every kind of noise: see checkpoints/curves.csv
    "dae-dense-10": "Smallest cleaner",
    "dae-dense-128": "Quick cleaner",
    "dae-dense-200-mask": "Gap filler",  # learned from masked pixels
    "simclr-conv-64": "Learner without labels",
    "dae-dense-32-8x8": "Cleaner of small digits",
    "ae-conv-2-8x8": "Two-number copier of small digits",
    "ae-conv-3-8x8": "Three-number copier of small digits",
    "vae-conv-2-8x8": "Two-number inventor of small digits",
    "clf-conv-8x8": "Reader of small digits",
    "dae-conv-32-fashion": "Cleaner of garments",
    "vae-conv-2-fashion": "Two-number inventor of garments",
    "clf-conv-fashion": "Recogniser of garments",
    "vae-conv-2": "Two-number inventor",
    "vae-conv-2-tiny-kl": "Untidy two-number inventor",  # hardly any order in its latent space
    "vae-conv-16": "16-number inventor",
    "vae-dense-20": "Small inventor",
    "clf-bottleneck-2": "Two-number reader",
    "clf-conv": "Best reader",
    "clf-conv-mnist": "Reader of MNIST alone",  # the same network without pictures of writing
    "clf-conv-bottleneck-2": "Best two-number reader",
    "clf-dense-200-ae": "Reader after a copier",
    "clf-dense-200-dae": "Reader after a cleaner",
    "clf-logistic": "Simplest reader",
    "clf-mlp-1": "Small reader",
    "clf-mlp-3": "Quick reader",
}
