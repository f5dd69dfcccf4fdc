"""Moments as they are stored and as people read them."""

from datetime import UTC, date, datetime


def timestamp(seconds: float) -> str:
    """A moment as it is stored: ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def for_people(stored: str) -> str:
    moment = datetime.fromisoformat(stored)
    return f"{day(stored[:10])}, {moment:%H:%M} UTC"


def day(stored: str) -> str:
    """A day as people read it, from yyyy-MM-dd."""
    moment = date.fromisoformat(stored)
    return f"{moment.day} {moment:%B %Y}"
