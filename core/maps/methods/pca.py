"""Principal component analysis: Pearson, "On Lines and Planes of Closest Fit" (1901)."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic.dataclasses import dataclass

from core.evaluation.autoencoders import pca
from core.maps.methods.base import Method, Points, Watch, parameter


def _most_components(count: int) -> int:
    return count - 1


@dataclass(frozen=True)
class PCA(Method):
    """Two chosen principal components, exact; the depth is the first of the others."""

    title: ClassVar[str] = "PCA"
    summary: ClassVar[str] = (
        "The flat view that keeps the most spread: two straight directions of all the numbers. "
        "Fast, and distances mean what they say, but groups overlap."
    )
    library: ClassVar[str] = "numpy"
    axis: ClassVar[str] = "principal component"
    uses_seed: ClassVar[bool] = False
    reduces: ClassVar[bool] = False

    horizontal: int = parameter(
        1, "Across: component", 1, 10, 1,
        "1 is the direction along which the pictures differ most.",
        most=_most_components,
    )  # fmt: skip
    vertical: int = parameter(
        2, "Upwards: component", 1, 10, 1, "2 is the direction with the most of what is left.",
        most=_most_components,
    )  # fmt: skip

    def seconds(self, count: int, dimensions: int = 2) -> float:
        """Estimated time of one matrix product."""
        return 1 + count * 4e-5

    def layout(
        self,
        x: NDArray[np.float32],
        seed: int | None,
        watch: Watch,
        jobs: int,
        dimensions: int = 2,
    ) -> Points:
        """The scores of the components; zero for a component that ``x`` does not have."""
        watch.stage("finding the main directions", 0.1)
        shown = [self.horizontal, self.vertical]
        if dimensions == 3:
            shown.append(next(number for number in (1, 2, 3) if number not in shown))
        highest = max(shown)
        scores = pca.leading(x, highest).basis(highest)(x)
        missing = np.zeros((len(x), highest - scores.shape[1]), np.float32)
        return np.hstack([scores, missing])[:, [number - 1 for number in shown]]
