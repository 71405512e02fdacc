"""Rooms: people draw digits on their phones, and the drawings land on the map on the wall.

`codes` names a room, `registry` opens and finds it, `room` is what happens in it. `reading` is what
the networks make of a `drawing`, `ground` is the map, `summary` is what the room drew, `quiz` asks
it a question, `archive` saves the drawings and `addresses` says where phones find this machine. All
state is in memory and belongs to one event loop. Only drawings are kept, no person.
"""

from core.rooms.drawing import Drawing
from core.rooms.registry import Rooms, rooms
from core.rooms.room import Room

__all__ = ["Drawing", "Room", "Rooms", "rooms"]
