"""A month of a course as a calendar: weeks of days, each with its signs. Geometry and words; no clock, no database.

The signs are those of every picture here: a filled dot is a dose, a ring an open one, a diamond one after the end.
"""

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tracker.patient import day_words
from tracker.patient.diary import DayTold, Diary

# Where a week begins on Sunday.
SUNDAY_FIRST = frozenset({"US", "CA", "MX", "BR", "CO", "PE", "JP", "KR", "IN", "PH", "IL", "ZA"})
WEEK = 7
SIGNS_A_ROW, ROWS = 3, 3
STEP, MIDDLE_X, TOP = 13, 22, 9
MOST_SIGNS = SIGNS_A_ROW * ROWS


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a day: `kind` is taken, open, extra, after or check_in; in a box of 44 by 44."""

    kind: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the grid. `told` is None for a day that the course has nothing to do with."""

    day: date
    is_of_month: bool
    told: DayTold | None = None
    words: str = ""
    signs: tuple[Sign, ...] = ()
    count: str = ""


def first_weekday(country: str) -> int:
    """The weekday on which a country's calendars begin a week; Monday is 0."""
    return calendar.SUNDAY if country in SUNDAY_FIRST else calendar.MONDAY


def weeks(diary: Diary, month: date, *, starts_on: int, amount: Callable[[Decimal], str]) -> list[list[Cell]]:
    """The month that begins on `month`, week by week."""
    grid = calendar.Calendar(starts_on).monthdatescalendar(month.year, month.month)
    return [[_cell(diary, on, month, amount) for on in week] for week in grid]


def month_after(month: date, by: int) -> date:
    """The first day of the month so many months later."""
    years, place = divmod(month.month - 1 + by, 12)
    return date(month.year + years, place + 1, 1)


def last_of(month: date) -> date:
    """The last day of a month."""
    return month_after(month, 1) - timedelta(days=1)


def _cell(diary: Diary, on: date, month: date, amount: Callable[[Decimal], str]) -> Cell:
    if on.month != month.month or on not in diary:
        return Cell(on, on.month == month.month)
    told = diary.day(on)
    kinds = list(_kinds(told))
    few = len(kinds) <= MOST_SIGNS
    return Cell(
        day=on,
        is_of_month=True,
        told=told,
        words=day_words.sentence(told, amount),
        signs=tuple(_placed(kinds)) if few else (),
        count="" if few else f"{len(told.doses)} / {len(told.slots)}",
    )


def _kinds(told: DayTold) -> Iterator[str]:
    for _slot, dose in told.slots:
        yield "taken" if dose is not None else "open"
    for _dose in told.needed:
        yield "taken"
    for _dose in told.extra:
        yield "after" if told.is_beyond else "extra"
    if told.check_ins:
        yield "check_in"


def _placed(kinds: list[str]) -> Iterator[Sign]:
    for row in range(0, len(kinds), SIGNS_A_ROW):
        found = kinds[row : row + SIGNS_A_ROW]
        left = MIDDLE_X - STEP * (len(found) - 1) // 2
        for place, kind in enumerate(found):
            yield Sign(kind, left + STEP * place, TOP + STEP * (row // SIGNS_A_ROW))
