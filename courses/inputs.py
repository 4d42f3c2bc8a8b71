"""The limits of what may be sent: each function returns the value, or raises WrongInput that names the field.

Text is kept as it was written, right-to-left and zero-width characters included; only NUL and lone surrogates,
which no database stores, are refused.
"""

import zoneinfo
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from uuid import UUID

from courses.errors import WrongInput
from courses.rules.steps import AMOUNT_PLACES, MAX_AMOUNT

FIRST_YEAR, LAST_YEAR = 1900, 2200
# Names in the tz database that are no places.
NO_ZONES = frozenset({"Factory", "localtime", "posixrules"})
LONGEST_LIST = 100
MOST_UNITS = Decimal(10_000)


def text(field: str, value: str, *, most: int, required: bool = False) -> str:
    """Text of at most so many characters; required text is more than white space."""
    if not isinstance(value, str):
        raise WrongInput(field, "not_text", "This is no text.", "Send it as text.")
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise WrongInput(field, "not_storable", "This holds a character that cannot be stored.", "Remove it.")
    if len(value) > most:
        raise WrongInput(field, "too_long", f"This has {len(value)} characters, more than {most}.", "Shorten it.")
    if required and not value.strip():
        raise WrongInput(field, "required", "This is empty.", "Write something.")
    return value


def texts(field: str, values: Iterable[str], *, most: int) -> list[str]:
    """A list of short texts, each once, in the order given, without outer spaces; empty ones are dropped."""
    listed = [text(f"{field}[{n}]", value, most=most).strip() for n, value in enumerate(values)]
    if len(listed) > LONGEST_LIST:
        raise WrongInput(field, "too_many", f"These are more than {LONGEST_LIST}.", "Name fewer.")
    return [value for value in dict.fromkeys(listed) if value]


def words(field: str, values: Iterable[str], *, known: Iterable[str]) -> list[str]:
    """Known words, each once, in order of the alphabet."""
    allowed = frozenset(known)
    for n, value in enumerate(values := list(values)):
        if value not in allowed:
            raise WrongInput(
                f"{field}[{n}]", "unknown_word", "This word is not known.", f"Use one of: {', '.join(sorted(allowed))}."
            )
    return sorted(set(values))


def word(field: str, value: str, *, known: Iterable[str]) -> str:
    """One of the known words."""
    allowed = list(known)
    if value not in allowed:
        raise WrongInput(field, "unknown_word", "This word is not known.", f"Use one of: {', '.join(allowed)}.")
    return value


def amount(field: str, value: Decimal | int, *, most: Decimal = MAX_AMOUNT) -> Decimal:
    """An amount in units: above 0, at most `most`, with at most four decimals."""
    if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        raise WrongInput(field, "not_a_number", "This is no decimal number.", "Send a number such as 1 or 0.5.")
    number = Decimal(value)
    if not number.is_finite() or not 0 < number <= most:
        raise WrongInput(
            field, "out_of_range", f"This is not above 0 and at most {most}.", "Send a number in this range."
        )
    if number != round(number, AMOUNT_PLACES):
        raise WrongInput(field, "too_precise", f"This has more than {AMOUNT_PLACES} decimals.", "Round it.")
    return number


def whole(field: str, value: int, *, least: int, most: int) -> int:
    """A whole number in a range, both ends in."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongInput(field, "not_a_number", "This is no whole number.", f"Send one from {least} to {most}.")
    if not least <= value <= most:
        raise WrongInput(field, "out_of_range", f"This is not from {least} to {most}.", "Send a number in this range.")
    return value


def day(field: str, value: date) -> date:
    """A date within the years that records can be of."""
    # An instant is a date to Python, and none to people.
    if type(value) is not date:
        raise WrongInput(field, "not_a_date", "This is no date.", "Send one such as 2026-03-02.")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise WrongInput(field, "out_of_range", f"This is not from {FIRST_YEAR} to {LAST_YEAR}.", "Check the year.")
    return value


def wall(field: str, value: time) -> time:
    """A wall time in hours and minutes, without a zone."""
    if value.tzinfo is not None or value.second or value.microsecond:
        raise WrongInput(
            field, "not_a_wall_time", "This is no wall time in hours and minutes.", "Send one such as 08:30."
        )
    return value


def instant(field: str, value: datetime) -> datetime:
    """An instant, in UTC; one without an offset is refused, as nobody knows which it is."""
    if not isinstance(value, datetime):
        raise WrongInput(field, "not_an_instant", "This is no instant.", "Send one such as 2026-03-02T08:05:00-05:00.")
    if value.utcoffset() is None:
        raise WrongInput(
            field, "no_offset", "This has no offset from UTC.", "Send one such as 2026-03-02T08:05:00-05:00."
        )
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise WrongInput(field, "out_of_range", f"This is not from {FIRST_YEAR} to {LAST_YEAR}.", "Check the year.")
    return value.astimezone(UTC)


def client_id(field: str, value: UUID) -> UUID:
    """The id that a phone made."""
    if not isinstance(value, UUID):
        raise WrongInput(
            field, "not_a_uuid", "This is no UUID.", "Send one such as 0198c2f4-9f6a-7c1e-8d53-2b7f0c9e4a11."
        )
    return value


def zone(field: str, value: str) -> str:
    """The name of a zone of the pinned tz database."""
    if value not in _zones():
        raise WrongInput(
            field, "unknown_zone", "This is no time zone that is known here.", "Use a name such as Europe/Madrid."
        )
    return value


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones()) - NO_ZONES
