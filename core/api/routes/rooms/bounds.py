"""How often phones and presenters may call."""

from limits import RateLimitItemPerHour, RateLimitItemPerMinute

OPENINGS = RateLimitItemPerHour(30, namespace="rooms")
"""Rooms that one address opens"""
GUESSES = RateLimitItemPerMinute(30, namespace="room guesses")
"""Codes without a room that one address tries"""
ENTRIES = RateLimitItemPerMinute(400, namespace="room entries")
"""Phones that enter from one address: a school often has a single one"""
PHONE_CALLS = RateLimitItemPerMinute(120, namespace="room calls")
"""Calls of one phone that ask for news, or answer the question"""
PHONE_DRAWINGS = RateLimitItemPerMinute(30, namespace="room drawings")
"""Drawings of one phone"""
ROOM_DRAWINGS = RateLimitItemPerMinute(3600, namespace="drawings of a room")
"""Drawings of one room"""
