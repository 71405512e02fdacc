"""The words of the screens: what each means in plain words, and its technical term.

>>> from core.text import glossary
>>> glossary.label("difference")
'Difference from the original (squared error)'
>>> glossary.meaning("group")
'Pictures that k-means has put together because their numbers are similar.'
>>> len(glossary.TERMS) <= glossary.MOST
True
"""

from dataclasses import dataclass

MOST = 40  # entries; more would not be read


@dataclass(frozen=True)
class Term:
    """One word as the screens use it."""

    plain: str
    """What the screens call it."""
    meaning: str
    """One or two sentences."""
    term: str = ""
    """The technical term, in brackets beside the plain words; empty if they are the same."""
    screen: str = ""
    """Address of the screen that shows it best."""
    is_detail: bool = False
    """Whether only the explanations use it."""


TERMS: dict[str, Term] = {
    "autoencoder": Term(
        "Autoencoder",
        "A network that squeezes a picture into a few numbers and draws the picture again from "
        "them.",
        screen="start",
    ),
    "code": Term(
        "Code",
        "The few numbers that a network keeps of a picture.",
        "latent vector",
        "walk",
    ),
    "code_length": Term(
        "Code length",
        "How many numbers a network keeps of a picture.",
        "latent size",
        "report?section=Latent+size",
    ),
    "encoder": Term("Encoder", "The half of an autoencoder that turns a picture into its code."),
    "decoder": Term(
        "Decoder", "The half of an autoencoder that draws a picture from a code.", screen="walk"
    ),
    "variational": Term(
        "Variational autoencoder",
        "An autoencoder that must keep its codes in one round cloud, so that any code from the "
        "cloud draws a picture.",
        "VAE",
        "walk?view=samples",
    ),
    "denoiser": Term(
        "Cleaner",
        "An autoencoder that has learned to turn a noisy picture into a clean one.",
        "denoising autoencoder",
        "denoise",
    ),
    "classifier": Term(
        "Reader", "A network that names the class of a picture.", "classifier", "draw"
    ),
    "checkpoint": Term(
        "Trained network",
        "A file with the numbers that a network has learned, and a card that describes it.",
        "checkpoint",
        "checkpoints",
    ),
    "parameters": Term(
        "Adjustable numbers",
        "The numbers inside a network, which training changes.",
        "parameters",
        "checkpoints",
    ),
    "noise": Term(
        "How much noise",
        "The strength of what spoils a picture. 0 is none; at 1, Gaussian noise is as strong as "
        "the whole range from black to white.",
        "sigma",
        "denoise",
    ),
    "seed": Term(
        "Seed",
        "A number from which everything random follows. The same seed gives the same noise, start "
        "or choice.",
        screen="denoise",
    ),
    "difference": Term(
        "Difference from the original",
        "The difference of each pixel, squared, all added up. 0 is a perfect copy.",
        "squared error",
        "report?section=Errors",
    ),
    "rebuilt": Term(
        "Rebuilt picture",
        "What a decoder draws from the code of a picture.",
        "reconstruction",
        "report?section=Errors",
    ),
    "never_seen": Term(
        "Never seen",
        "Pictures that were kept away from training, so that they show how the network does on new "
        "ones.",
        "test pictures",
        "report?section=Errors",
    ),
    "learned_from": Term(
        "Learned from", "Pictures that a network was trained on.", "training pictures", "train"
    ),
    "held_out": Term(
        "Held out",
        "Pictures that training sets aside to check itself after each pass.",
        "validation",
        "train",
    ),
    "epoch": Term("Pass", "Training looks at every training picture once.", "epoch", "train"),
    "loss": Term("Loss", "The number that training makes small.", screen="report?section=Training"),
    "overfitting": Term(
        "Learning by heart",
        "A network gets better on the pictures that it learns from and worse on new ones.",
        "overfitting",
        "report?section=Training",
    ),
    "map": Term(
        "Map",
        "Every picture as a point. Pictures with similar codes lie side by side.",
        "projection",
        "map",
    ),
    "imagines": Term(
        "Show what the network imagines",
        "At each place of the map, the picture that the decoder draws there.",
        "decoded plane",
        "map",
    ),
    "neighbours": Term(
        "Neighbours kept",
        "How many of a picture's nearest neighbours are still beside it on the map.",
        "trustworthiness",
        "map",
    ),
    "group": Term(
        "Groups",
        "Pictures that k-means has put together because their numbers are similar.",
        "clusters",
        "clusters",
    ),
    "mixed": Term(
        "Mixed groups",
        "Groups in which more than 40 % of the pictures belong to another class than the one that "
        "the group is named after.",
        screen="clusters",
    ),
    "class": Term("Class", "What a picture really shows, such as a 7 or a sandal.", "label"),
    "sure": Term(
        "How sure",
        "The share of its certainty that a reader gives to one class.",
        "probability",
        "draw",
    ),
    "read_correctly": Term(
        "Read correctly",
        "Share of the pictures whose class a reader names correctly.",
        "accuracy",
        "report?section=Confusion",
    ),
    "unusual": Term(
        "Unusual",
        "A picture that an autoencoder rebuilds badly, because it has learned nothing like it.",
        "anomaly",
        "report?section=Unusual",
    ),
    "neuron": Term(
        "Neuron",
        "One unit of a network, which switches on for the pictures that it looks for.",
        "unit",
        "report?section=Features",
    ),
    "slerp": Term(
        "Slerp",
        "A path between two codes along an arc instead of a straight line, which keeps the codes "
        "as long as real ones.",
        screen="walk",
        is_detail=True,
    ),
    "prior": Term(
        "Prior",
        "The round cloud in which a variational autoencoder has to keep its codes.",
        is_detail=True,
    ),
    "kl": Term(
        "KL divergence",
        "The price in the loss for codes that leave the prior.",
        is_detail=True,
    ),
    "covariance": Term(
        "Covariance",
        "How far codes spread in each direction, and which of their numbers grow together.",
        is_detail=True,
    ),
    "psnr": Term(
        "PSNR",
        "The difference from the original on a scale in decibels. Higher is better; a picture "
        "looks clean above about 20 dB.",
        screen="denoise",
        is_detail=True,
    ),
    "inertia": Term(
        "Inertia",
        "How far the pictures are from the middles of their groups, all distances squared and "
        "added up.",
        screen="clusters?view=How+many%3F",
        is_detail=True,
    ),
    "ami": Term(
        "AMI",
        "Adjusted mutual information: how well groups agree with the true classes, from 0 (no "
        "better than random groups) to 1 (the same).",
        screen="clusters",
        is_detail=True,
    ),
    "ece": Term(
        "ECE",
        "Expected calibration error: how far a reader's certainty is from how often it is right.",
        screen="report?section=Confidence",
        is_detail=True,
    ),
    "pca": Term(
        "PCA",
        "Principal component analysis: the best code that additions and multiplications alone "
        "can make.",
        screen="report?section=Latent+size",
        is_detail=True,
    ),
    "auc": Term(
        "AUC",
        "Area under the curve: the probability that a random unusual picture has a larger error "
        "than a random usual one.",
        screen="report?section=Unusual",
        is_detail=True,
    ),
}


def label(name: str) -> str:
    """What the screens call a term, with the technical term in brackets."""
    entry = TERMS[name]
    return f"{entry.plain} ({entry.term})" if entry.term else entry.plain


def meaning(name: str) -> str:
    """Meaning of a term, in one or two sentences."""
    return TERMS[name].meaning
