"""Data: all data sets as cards, each with a sheet of its pictures."""

from core import data
from core.data import overview
from core.data.catalogue import Entry
from core.data.dataset import shape_text
from core.errors import LatentLabError
from core.figures.pictures import data_uri, grid_png
from core.jobs import runner
from core.jobs.kinds import fetching
from core.settings import settings
from core.text.numbers import file_size
from core.visitors import Action
from pages.data.choice import OPEN, classes_text, size_text
from pages.shared.access import visit
from pages.shared.choices import dataset
from pages.shared.widgets.cards import Card, choose_card

ROWS, COLUMNS = 4, 7  # pictures on a card
TILE = 56  # pixels: about the largest size at which a picture is shown


def show() -> None:
    """A card per data set, people's own first, then those on this machine; a click opens one."""
    entries = [data.entry_named(name) for name in data.names()]
    entries.sort(key=lambda entry: (entry.addition is None, not data.is_local(entry.name)))
    choose_card(
        [_card(entry) for entry in entries],
        key="sets",
        into=OPEN,
        label="Data sets",
    )


def _card(entry: Entry) -> Card:
    shape = f"{shape_text(entry.shape)}, {classes_text(entry)}"
    if not data.is_local(entry.name):
        size = f"a download of {file_size(entry.download_bytes)}" if entry.download_bytes else ""
        small = f"Not on this machine yet{size and ': '}{size}"
        text = f"{size_text(entry)}, {shape}"
        return Card(entry.name, entry.title, text, small, instead=_way_here(entry))
    try:
        text = f"{size_text(entry)}, {shape}"
        picture = data_uri(grid_png(overview.cover(entry.name, ROWS, COLUMNS), TILE))
    except LatentLabError as error:
        return Card(entry.name, entry.title, str(error))
    small = "Shown on every screen now" if entry.name == dataset.name() else ""
    return Card(entry.name, entry.title, text, small, picture)


def _way_here(entry: Entry) -> str:
    """How to get a data set that is not on this machine; stands in place of its pictures."""
    status = fetching.newest(runner(), entry.name)
    if status is not None and status.active:
        return "Downloading: open it to see the progress"
    if settings().offline or not visit.may(Action.FETCH):
        return "No pictures here: open it to see why"
    return "Open it to download its pictures"
