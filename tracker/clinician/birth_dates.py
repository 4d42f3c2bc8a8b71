"""Birth dates as people type them into a search: one spelling, one day, and none where it could be two."""

import re
from datetime import date

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
# A spelling, and the places of its year, month and day.
_SPELLINGS = (
    (re.compile(r"(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})"), (1, 2, 3)),
    (re.compile(r"(\d{4})(\d{2})(\d{2})"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"), (3, 1, 2)),
    (re.compile(r"(\d{1,2})[.-](\d{1,2})[.-](\d{4})"), (3, 2, 1)),
    (re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ .-]*([a-z]{3,9})[ .,-]*(\d{4})"), (3, 2, 1)),
    (re.compile(r"([a-z]{3,9})[ .-]*(\d{1,2})(?:st|nd|rd|th)?[ .,-]+(\d{4})"), (3, 1, 2)),
)


def read_birth_date(text: str) -> date | None:
    """The day that is meant; None where it is none. With slashes the month comes first, as in the US; with points the
    day does."""
    typed = text.strip().lower()
    for pattern, (year, month, day) in _SPELLINGS:
        if typed.isascii() and (found := pattern.fullmatch(typed)):
            return _day(found[year], _month(found[month]), found[day])
    return None


def _month(word: str) -> int:
    if word.isdigit():
        return int(word)
    return next((n for n, name in enumerate(MONTHS, start=1) if name.startswith(word)), 0)


def _day(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None
