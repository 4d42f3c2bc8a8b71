"""What an error of a sweep means, and what may be kept of it."""

from pathlib import Path
from traceback import extract_tb

from django.db import DatabaseError, DataError, IntegrityError


def of_the_database(error: Exception) -> bool:
    """Whether it is the database that failed, and nobody's facts: then everything waits for the next tick."""
    return isinstance(error, DatabaseError) and not isinstance(error, (IntegrityError, DataError))


def place_of(error: Exception) -> str:
    """Type and place of an error: its text may hold personal data."""
    frames = extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"[:200]
