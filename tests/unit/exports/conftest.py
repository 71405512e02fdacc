"""Shared by the tests of exports."""

from tests.unit.exports.worlds import colours

__all__ = ["colours"]
