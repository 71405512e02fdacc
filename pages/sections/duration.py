"""Spans of time in words."""


def duration(seconds: float) -> str:
    """Seconds as people say them: "50 s", "about 4 min", "about 2.5 h"."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 90 * 60:
        return f"about {seconds / 60:.0f} min"
    return f"about {seconds / 3600:.1f} h"
