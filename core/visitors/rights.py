"""The roles, and the one table of what each action requires. Pages and routes obey it alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum, auto


class Role(IntEnum):
    """Role of a visitor. Each role may do everything that the roles before it may."""

    STRANGER = 0
    """Has to log in first."""
    AUDIENCE = 1
    """Takes part in a room, from a phone for example."""
    GUEST = 2
    """Sees everything and brings pictures into the visit, but leaves nothing on the server."""
    MEMBER = 3
    """Also trains networks, makes maps, imports files, and deletes what is theirs."""
    OWNER = 4
    """Runs the dashboard: everything."""


class Action(Enum):
    """Something that a visitor does, on a page or by a route."""

    ENTER = auto()
    """Load the program's own scripts, log in, and ask whether the server is alive."""
    DRAW_IN_ROOM = auto()
    READ = auto()
    """Anything that only reads or computes: pages, figures, gestures, downloads."""
    UPLOAD = auto()
    """Bring pictures, which are kept only during the visit."""
    OPEN_ROOM = auto()
    TRAIN = auto()
    MAKE_MAP = auto()
    GROUP = auto()
    IMPORT = auto()
    FETCH = auto()
    """Download a data set of the catalogue to the server."""
    CHANGE_OWN = auto()
    """Stop, rename, repeat and delete what the visitor has started or imported."""
    CHANGE_ANY = auto()
    """The same for what belongs to others or to nobody."""
    METRICS = auto()


@dataclass(frozen=True)
class Right:
    """What an action requires."""

    role: Role
    """The lowest role that has the right."""
    words: str
    """The action as a verb, for sentences."""


RIGHTS: Mapping[Action, Right] = {
    Action.ENTER: Right(Role.STRANGER, "open the login page"),
    Action.DRAW_IN_ROOM: Right(Role.AUDIENCE, "draw in a room"),
    Action.READ: Right(Role.GUEST, "use these pages"),
    Action.UPLOAD: Right(Role.GUEST, "upload pictures"),
    Action.OPEN_ROOM: Right(Role.MEMBER, "open a room"),
    Action.TRAIN: Right(Role.MEMBER, "train networks"),
    Action.MAKE_MAP: Right(Role.MEMBER, "make maps"),
    Action.GROUP: Right(Role.MEMBER, "group pictures"),
    Action.IMPORT: Right(Role.MEMBER, "import files"),
    Action.FETCH: Right(Role.MEMBER, "fetch data sets"),
    Action.CHANGE_OWN: Right(Role.MEMBER, "change what is stored"),
    Action.CHANGE_ANY: Right(Role.OWNER, "change what belongs to others"),
    Action.METRICS: Right(Role.OWNER, "read the server's metrics"),
}
