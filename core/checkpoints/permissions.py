"""Changes to the store that one visitor is allowed to make."""

from collections.abc import Collection

from core.checkpoints import bin, ownership
from core.checkpoints.bin import BinEntry
from core.checkpoints.card import Card
from core.checkpoints.store import Entry, Store
from core.errors import AccessError, CheckpointError
from core.visitors import Action, Visitor
from models import Network

SHIPPED = "{name} comes with the program and cannot be changed here."
NOT_YOURS = (
    "{name} belongs to someone else: only the person who added it, or an owner, can change it."
)
RESERVED = "'{name}' is the name of a checkpoint that comes with the program; choose another name."


class PermittedStore:
    """The changes that a visitor makes to a store.

    A checkpoint belongs to the visitor who trained or imported it. Methods that change the store
    raise `AccessError` if the visitor is not allowed to, and `CheckpointError` if they fail.
    """

    def __init__(self, store: Store, visitor: Visitor, shipped_names: Collection[str] = ()) -> None:
        """``shipped_names`` are the names of the checkpoints that come with the program."""
        self._store = store
        self._visitor = visitor
        self._shipped_names = shipped_names

    def import_bytes(self, filename: str, data: bytes) -> Entry:
        """See `Store.import_bytes`; the checkpoint belongs to the visitor."""
        if not self._visitor.may(Action.IMPORT):
            raise AccessError(self._visitor.refusal(Action.IMPORT))
        entry = self._store.import_bytes(filename, data)
        ownership.set_owner(self._store, entry, self._visitor.id)
        return entry

    def save(self, module: Network, card: Card) -> Entry:
        """Keep a network from elsewhere under a name that is free; it belongs to the visitor."""
        if not self._visitor.may(Action.IMPORT):
            raise AccessError(self._visitor.refusal(Action.IMPORT))
        entry = self._store.save(module, card, overwrite=False)
        ownership.set_owner(self._store, entry, self._visitor.id)
        return entry

    def change_refusal(self, entry: Entry) -> str:
        """Why the visitor cannot rename or delete a checkpoint, in one sentence; else empty."""
        if entry.name in self._shipped_names:
            return SHIPPED.format(name=entry.path.name)
        if not self._visitor.may_change(ownership.owner_of(self._store, entry)):
            return NOT_YOURS.format(name=entry.path.name)
        return ""

    def delete(self, name: str) -> BinEntry:
        """Move a checkpoint, usable or not, to the bin."""
        self._require_change(name)
        return bin.move_to_bin(self._store, name)

    def rename(self, name: str, new: str) -> Entry:
        """See `Store.rename`; the checkpoint keeps its owner."""
        self._require_change(name)
        if new in self._shipped_names:  # under that name it could not be changed again
            raise CheckpointError(RESERVED.format(name=new))
        renamed = self._store.rename(name, new)
        old_record = ownership.record_path(self._store, name)
        ownership.move_record(old_record, ownership.record_path(self._store, new))
        return renamed

    def bin_entries(self) -> list[BinEntry]:
        """Deleted checkpoints that the visitor can restore, the newest first."""
        return [item for item in bin.entries(self._store) if self._may_restore(item)]

    def restore(self, item: BinEntry) -> None:
        """Put a checkpoint back under its name."""
        if not self._may_restore(item):
            raise AccessError(NOT_YOURS.format(name=item.name))
        bin.restore(self._store, item)

    def _require_change(self, name: str) -> None:
        if reason := self.change_refusal(self._store.entry(name)):
            raise AccessError(reason)

    def _may_restore(self, item: BinEntry) -> bool:
        return self._visitor.may_change(bin.owner_of(item))
