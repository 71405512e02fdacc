"""The latent map: every digit as a point, the one under the pointer, those in a lasso."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from core.api.static import assets
from core.data import Dataset
from core.data.dataset import Split
from core.figures import palette
from core.maps import MapInfo
from pages.shared import widgets

# Not in a shadow root: Plotly's style sheet and its drag layers belong to the document.
_mount = widgets.register(
    Path(__file__).parent, isolate_styles=False, shared_styles=[widgets.BOARD]
)


def latent_map(
    *,
    key: str,
    maps: Sequence[tuple[MapInfo, str]],
    digits: Dataset,
    split: Split,
    split_title: str,
    autoencoder: str | None,
    classifier: str | None,
    encoders: Sequence[tuple[str, str, int]],
    link: Mapping[str, str],
    calls: int = 0,
) -> None:
    """Show one map, or two beside each other that mark the same digits.

    ``maps`` gives each map with its content key. ``autoencoder`` and ``classifier`` are the
    checkpoints that reconstruct and read the digit on the card. ``encoders`` gives the name, title
    and latent size of each network whose latent space can be searched for neighbours, the default
    first. ``link`` holds query parameters to add to the page's address beside the view. When
    ``calls`` grows, the map scrolls into view.
    """
    tests = digits.rows[digits.train :]
    _mount(
        key=key,
        data={
            "plotly": widgets.with_base_path(assets.plotly_address()),
            "maps": [_map_info(info, content) for info, content in maps],
            "dataset": digits.name,
            "split": split,
            "splitTitle": split_title,
            "firstRow": int(digits.split(split).rows[0]),
            "testRow": int(tests[0]) if len(tests) else None,
            "classes": list(digits.classes),
            "colours": list(palette.CLASSES),
            "autoencoder": autoencoder,
            "classifier": classifier,
            "encoders": [
                {"name": name, "title": title, "size": size} for name, title, size in encoders
            ],
            "link": dict(link),
            "calls": calls,
        },
    )


def _map_info(info: MapInfo, content: str) -> Mapping[str, Any]:
    return {
        "id": info.id,
        "key": content,
        "title": info.title,
        "about": info.about,
        "axes": list(info.axes),
        "checkpoint": info.checkpoint,
        "decodes": info.decodes,
    }
