"""What the tests of the data sets share."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.data import CATALOGUE, Dataset, dataset_file, library
from core.data.catalogue import DIGITS, Entry
from core.data.fetchers import FetchedData, Fetcher
from core.settings import settings

Register = Callable[..., Path]
"""What the fixture `register` is."""


def restart() -> None:
    """Forget what a process that ends forgets."""
    settings.cache_clear()
    library._loaded.clear()
    library._own_loaded.clear()


class Source:
    """A fetcher that counts its calls and answers, or fails, as told."""

    def __init__(self, answer: FetchedData | Exception, name: str = "a source") -> None:
        self.calls = 0
        self.answer = answer
        self.name = name

    def fetch(self, folder: Path) -> FetchedData:
        self.calls += 1
        assert not list(folder.iterdir())
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def fetcher(self, *, online: bool = True) -> Fetcher:
        return Fetcher(self.name, self.fetch, online)


def forbid_network(monkeypatch: pytest.MonkeyPatch) -> list[Source]:
    """Replaces every online fetcher in the catalogue by one that fails and counts."""
    sources = []
    for name in CATALOGUE:
        entry = CATALOGUE[name]
        fetchers = []
        for fetcher in entry.fetchers:
            if fetcher.online:
                sources.append(Source(OSError("no network"), fetcher.source))
                fetcher = sources[-1].fetcher()
            fetchers.append(fetcher)
        monkeypatch.setitem(CATALOGUE, name, replace(entry, fetchers=tuple(fetchers)))
    return sources


def as_dataset(fetched: FetchedData) -> Dataset:
    return dataset_file.dataset(Entry("few", "Few", DIGITS, 40, 20, ()), fetched, "a test")
