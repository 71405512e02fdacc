"""Rooms: people draw digits on their phones, and the drawings land on the map on the wall.

`codes` creates the codes of rooms, `registry` opens and finds rooms, and `room` holds the state of
one. `reading` runs the networks on a `drawing`, `ground` is the map, `summary` has the statistics
of the drawings, `quiz` the question, `archive` the ZIP file of the drawings, and `addresses` lists
where phones find this machine. All state is in memory and belongs to one event loop. It contains
drawings, but nothing about the people who drew them.
"""

from core.rooms.drawing import Drawing
from core.rooms.registry import Rooms, rooms
from core.rooms.room import Room

__all__ = ["Drawing", "Room", "Rooms", "rooms"]
