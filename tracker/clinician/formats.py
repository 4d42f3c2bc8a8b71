"""How the desk writes numbers, days, instants and waits: one place, so that a day looks the same everywhere.

Days are medication days; clock times are the patient's local ones, 24 h.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from courses.rules.days import age_on, zone_of

YESTERDAY = 1
HOURS_A_DAY = 24
HOURS_IN_WORDS = 48


def number(amount: Decimal | int | None) -> str:
    """A decimal as people write it: no exponent, no trailing zeros; "no data" where there is none."""
    if amount is None:
        return "no data"
    return format(Decimal(amount).normalize(), "f")


def units(amount: Decimal, unit: str) -> str:
    """An amount with its unit: `1 tablet`, `0.5 tablet`, `4 tablets`, `5 ml`."""
    return f"{number(amount)} {plural(unit, amount)}"


def plural(unit: str, amount: Decimal | int = 2) -> str:
    """The unit's name for an amount; abbreviations such as ml have no plural."""
    countable = len(unit) > len("ml") and unit[-1:].isalpha() and not unit.endswith("s")
    return f"{unit}s" if countable and amount > 1 else unit


def counted(count: int, thing: str) -> str:
    """A count with its noun: `1 day`, `2 days`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def day(on: date, today: date | None = None) -> str:
    """`today`, `yesterday`, or `Wed 21 Oct`; with the year where that is another than today's."""
    if today is not None and on == today:
        return "today"
    if today is not None and on == today - timedelta(days=YESTERDAY):
        return "yesterday"
    year = "" if today is not None and on.year == today.year else f" {on.year}"
    return f"{on:%a} {on.day} {on:%b}{year}"


def long_day(on: date) -> str:
    """`Monday 19 October 2026`."""
    return f"{on:%A} {on.day} {on:%B} {on.year}"


def birth(on: date) -> str:
    """`4 Feb 1952`."""
    return f"{on.day} {on:%b} {on.year}"


def age(birth_date: date, today: date) -> int:
    """Whole years of age."""
    return age_on(birth_date, today)


def clock(at: datetime, zone: str) -> str:
    """`21:10`, in a zone."""
    return f"{at.astimezone(zone_of(zone)):%H:%M}"


def wall(at: time) -> str:
    """`22:30`."""
    return f"{at:%H:%M}"


def when(at: datetime, zone: str, now: datetime | None = None) -> str:
    """The calendar day and clock of an instant in a zone: `yesterday 21:10`, `Wed 21 Oct 22:20`.

    A clock time goes with the calendar, not with the medication day: 01:57 is today's once it is past midnight.
    """
    local = at.astimezone(zone_of(zone))
    today = now.astimezone(zone_of(zone)).date() if now is not None else None
    return f"{day(local.date(), today)} {local:%H:%M}"


def wait(since: datetime, now: datetime) -> str:
    """How long: `12 min`, `5 h`, `1 d 2 h`, `9 d`."""
    minutes = max(int((now - since).total_seconds()) // 60, 0)
    hours, days = minutes // 60, minutes // 60 // HOURS_A_DAY
    if hours == 0:
        return f"{minutes} min"
    if days == 0:
        return f"{hours} h"
    left = hours - days * HOURS_A_DAY
    return f"{days} d {left} h" if left and days < HOURS_IN_WORDS // HOURS_A_DAY + 1 else f"{days} d"


def apart(gap: timedelta) -> str:
    """How far two doses lie apart: `45 min`, `4 h 10 min`, `2 h`."""
    hours, minutes = divmod(int(gap.total_seconds()) // 60, 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else ""]
    return " ".join(part for part in parts if part)


def listed(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""
