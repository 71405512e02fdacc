"""The seven steps of the tour: each has one idea, one sentence, one thing to try, and the term."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import latent, maps
from core.data import Dataset, lookup
from core.evaluation import showcase
from core.figures import palette
from core.figures.pictures import points_png, square_places
from core.maps import Layout
from pages.draw import landing_map
from pages.draw.draw_canvas import draw_canvas
from pages.shared.choices import model_choice
from pages.start.hourglass import hourglass
from pages.tour import question, scene

CLEANERS = ("dae-conv-32", "dae-dense-128")
READERS = ("clf-conv", "clf-mlp-3")
SQUEEZERS = {"10 numbers": ("dae-dense-10",), "2 numbers": ("vae-conv-2", "ae-conv-2")}
MAPS = ("bottleneck:vae-conv-2", "bottleneck:ae-conv-2")
WALKERS = ("vae-conv-16", "ae-conv-16", "vae-dense-20")
REBUILDERS = ("ae-conv-16", "vae-conv-16", "ae-dense-32")
LEVELS = tuple(round(0.03 * step, 2) for step in range(22))  # of the noise, in units of [0, 1]
GATHERED = 48  # digits that find their places on the map
WALK_STEPS = 24
ODD_DIGITS = 6


@dataclass(frozen=True)
class Step:
    """One step of the tour."""

    title: str
    sentence: str
    show: Callable[[Dataset], None]
    """Draws the picture"""
    term: str
    """The technical term and the formula, in Markdown"""
    seconds: int = 16
    """How long it stays if nobody touches it"""


def _first_row(digits: Dataset, name: str) -> int:
    """Row id of the first test digit of a class."""
    return lookup.class_rows(digits.split("test"), digits.classes.index(name))[0]


def _image(digits: Dataset, row: int) -> scene.Bytes:
    image: scene.Bytes = digits.images[lookup.position(digits, row)].numpy()
    return image


def _model(task: str, preferred: tuple[str, ...]) -> str:
    return model_choice.first_available(model_choice.require(task), preferred)


def pixels(digits: Dataset) -> None:
    """A digit and its grey values."""
    scene.pixels(key="tour_pixels", picture=_image(digits, _first_row(digits, "4")))


def squeeze(digits: Dataset) -> None:
    """The hourglass with ten numbers, and with two."""
    size = st.segmented_control(
        "Squeeze to", list(SQUEEZERS), default="10 numbers", required=True, key="tour_size"
    )
    model = _model("reconstruct", SQUEEZERS[size])
    rows = [_first_row(digits, name) for name in ("2", "7", "0", "4", "6")]
    hourglass(
        key=f"tour_{size}",
        model=model,
        loop=latent.loop(model, digits, rows),
        doors=[],
        compact=True,
    )


def gather(digits: Dataset) -> None:
    """Digits that find their places on a map."""
    ids = [
        info.id for info in maps.infos(digits.name, flat=True) if info.id.startswith("bottleneck:")
    ]
    if not ids:
        st.info("This step needs an autoencoder of two numbers: train one on [Train](train).")
        return
    map_id = model_choice.first_available(ids, MAPS)
    layout = maps.layout(map_id, digits.name, "test")
    rows, places = _spread(layout)
    scene.gathering(
        key="tour_map",
        background=points_png(layout.xy, layout.labels, side=420),
        pictures=np.stack([_image(digits, row) for row in rows]),
        places=places,
    )


def _spread(layout: Layout) -> tuple[list[int], list[scene.Place]]:
    """Row ids and places of at most `GATHERED` digits far from each other, in row order."""
    places = square_places(layout.xy)
    rows: list[int] = []
    for index in np.flatnonzero(((places > 0.03) & (places < 0.97)).all(1)):
        gaps = np.linalg.norm(places[rows] - places[index], axis=1)
        if not rows or gaps.min() > 0.075:
            rows.append(int(index))
        if len(rows) == GATHERED:
            break
    labels = layout.labels[rows]
    points = zip(places[rows].tolist(), labels.tolist(), strict=True)
    return layout.rows[rows].tolist(), [
        scene.Place(x, y, str(label), palette.CLASSES[label % len(palette.CLASSES)])
        for (x, y), label in points
    ]


def spoil(digits: Dataset) -> None:
    """A digit under more and more noise, and cleaned."""
    row, name = _first_row(digits, "3"), "3"
    story = showcase.noise_story(
        _model("reconstruct", CLEANERS), _model("classify", READERS), digits, row, LEVELS
    )
    scene.film(
        key="tour_noise",
        label="How much noise",
        ends=("no noise", "much noise"),
        screens=[
            _read_screen("What the network gets", story.noisy, story.read_noisy, digits, name),
            _read_screen("What it makes of it", story.cleaned, story.read_cleaned, digits, name),
        ],
    )


def _read_screen(
    title: str,
    frames: scene.Bytes,
    reads: NDArray[np.int64],
    digits: Dataset,
    truth: str,
) -> scene.Screen:
    names = [digits.classes[index] for index in reads]
    captions = [f"reads as {name} {'✓' if name == truth else '✗'}" for name in names]
    return scene.Screen(title, frames, captions, [name == truth for name in names])


def draw(digits: Dataset) -> None:
    """The drawing board with the map on which the drawing lands."""
    cleaner, reader = _model("reconstruct", CLEANERS), _model("classify", READERS)
    infos = {info.id: info for info in landing_map.available()}
    target = model_choice.first_available(list(infos), landing_map.PREFERRED) if infos else None
    draw_canvas(
        key="tour_board",
        models={cleaner: model_choice.plain_title(cleaner)},
        classifier=reader,
        examples=digits,
        landing=landing_map.landing(infos[target], digits) if target else None,
        demonstrates=True,
    )


def walk(digits: Dataset) -> None:
    """From a 4 to a 9 through the latent space, or a quiz about digits on such a path."""
    part = st.segmented_control(
        "Walk or quiz",
        ["Walk", question.QUIZ],
        default="Walk",
        required=True,
        key="show",
        bind="query-params",
        label_visibility="collapsed",
    )
    if part == question.QUIZ:
        question.ask()
    else:
        _show_walk(digits)


def _show_walk(digits: Dataset) -> None:
    model = _model("reconstruct", WALKERS)
    rows = [_first_row(digits, name) for name in ("4", "9")]
    way = latent.loop(model, digits, rows, steps=WALK_STEPS)
    between = ["Nobody wrote this one"] * (WALK_STEPS - 1)
    scene.film(
        key="tour_walk",
        label="From the 4 to the 9",
        ends=("a 4", "a 9"),
        screens=[
            scene.Screen(
                "What the network draws on the way",
                way.frames[: WALK_STEPS + 1],
                ["Somebody wrote this 4", *between, "Somebody wrote this 9"],
            )
        ],
    )


def fail(digits: Dataset) -> None:
    """Digits and other pictures, separated by how badly they are rebuilt."""
    rows = digits.split("test").rows[1 : 2 * ODD_DIGITS : 2].tolist()
    story = showcase.odd_story(_model("reconstruct", REBUILDERS), digits, rows)
    odd = story.errors > story.threshold
    verdicts = ["Not a digit!" if strange else "A digit" for strange in odd]
    scene.film(
        key="tour_odd",
        label="Which picture",
        ends=("first picture", "last picture"),
        seconds=2 * len(story.pictures),
        screens=[
            scene.Screen("A picture", story.pictures),
            scene.Screen(
                "What the network can draw of it",
                story.rebuilt,
                [
                    f"{verdict} (difference {error:.0f})"
                    for verdict, error in zip(verdicts, story.errors, strict=True)
                ],
                (odd != story.is_digit).tolist(),
            ),
        ],
    )


STEPS = [
    Step(
        "A digit is 784 numbers",
        "For a computer a handwritten digit is 28\u00a0×\u00a028 grey values: "
        "784 numbers from 0 to 255.",
        pixels,
        "A picture is a **vector** $x$ of 784 numbers, one per *pixel*. Networks use them divided "
        "by 255, from 0 to 1.",
    ),
    Step(
        "Squeeze it to a few",
        "A network keeps just ten numbers of it, or two, and draws the digit again from those "
        "alone.",
        squeeze,
        "An **autoencoder**: the *encoder* $f$ gives the **latent vector** $z = f(x)$, the "
        "*decoder* $g$ gives $\\hat x = g(z)$. Training makes the **squared error** "
        "$\\lVert x - \\hat x\\rVert^2$ small. The narrow part is the **bottleneck**.",
    ),
    Step(
        "A map appears",
        "Two numbers are a place on a map, and digits that look alike find each other there.",
        gather,
        "The map is the **latent space** of two dimensions: each test digit $x$ is a point at "
        "$f(x)$. Nobody told the network which digit is which; the colours are added afterwards.",
    ),
    Step(
        "Spoil a digit, watch it come back",
        "The network has learned what digits look like, so it can tell the digit from the noise.",
        spoil,
        "A **denoising autoencoder** learns from pairs of a noisy picture "
        "$x + \\sigma\\varepsilon$ and the clean one: it minimises "
        "$\\lVert x - g(f(x + \\sigma\\varepsilon))\\rVert^2$ "
        "(Vincent et al., 2008).",
    ),
    Step(
        "Draw your own",
        "Write a digit: it is cleaned, read, and finds its neighbours among thousands of others.",
        draw,
        "Your drawing is scaled and centred like the training pictures. A **classifier** gives a "
        "probability to each class; the neighbours are the nearest points $f(x)$ on the map.",
        seconds=25,
    ),
    Step(
        "Walk from a 4 to a 9",
        "Between two digits lie others that nobody ever wrote, and the network can draw them all.",
        walk,
        "**Interpolation** in the latent space: $g((1 - t)\\,f(x_4) + t\\,f(x_9))$ for $t$ from 0 "
        "to 1. It is smooth because this network is a *variational* autoencoder.",
    ),
    Step(
        "Where it fails, it is useful",
        "It can draw only digits; whatever it draws badly is something else. That is how a network "
        "that knows only real banknotes finds a forged one.",
        fail,
        "**Anomaly detection**: a picture whose reconstruction error "
        "$\\lVert x - g(f(x))\\rVert^2$ is above a threshold counts as odd. "
        "Here the threshold refuses 1 % of real digits.",
    ),
]
