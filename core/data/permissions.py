"""Changes to people's own data sets that a visitor may make."""

from collections.abc import Callable

from core.data import imports, own
from core.data.catalogue import Entry
from core.data.imports import Choices
from core.data.imports.source import Progress, ignore_progress, never_cancelled
from core.data.imports.understanding import Paths
from core.data.own import OwnFile
from core.errors import AccessError, DataError
from core.visitors import Action, Visitor

NOT_YOURS = (
    "{name} belongs to someone else: only the person who added it, or an owner, can delete it."
)


class PermittedImports:
    """Adds and deletes data sets on behalf of a visitor; all visitors see the result.

    `add` and `delete` raise `AccessError` with one sentence if the visitor may not make the change,
    and `DataError` or `StorageError` if it fails.
    """

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    def addition_refusal(self) -> str:
        """Why the visitor cannot add data sets, in one sentence; empty if they can."""
        return "" if self._visitor.may(Action.IMPORT) else self._visitor.refusal(Action.IMPORT)

    def add(
        self,
        paths: Paths,
        name: str,
        choices: Choices | None = None,
        *,
        title: str = "",
        origin: str = "",
        licence: str = "",
        progress: Progress = ignore_progress,
        is_cancelled: Callable[[], bool] = never_cancelled,
    ) -> Entry:
        """See `core.data.imports.add`; the data set belongs to the visitor."""
        if reason := self.addition_refusal():
            raise AccessError(reason)
        return imports.add(
            paths,
            name,
            choices,
            title=title,
            origin=origin,
            licence=licence,
            owner=self._visitor.id,
            progress=progress,
            is_cancelled=is_cancelled,
        )

    def deletion_refusal(self, file: OwnFile) -> str:
        """Why the visitor cannot delete a data set, in one sentence; empty if they can."""
        owner = file.entry.addition.owner if file.entry and file.entry.addition else ""
        return "" if self._visitor.may_change(owner) else NOT_YOURS.format(name=file.name)

    def delete(self, name: str) -> None:
        """Delete a data set, usable or not."""
        file = next((file for file in own.files() if file.name == name), None)
        if file is None:
            raise DataError(f'There is no data set of your own called "{name}".')
        if reason := self.deletion_refusal(file):
            raise AccessError(reason)
        own.delete(name)
