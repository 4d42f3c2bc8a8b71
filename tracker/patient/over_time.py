"""Pain and use over time as one picture: the pain as a line above, what was logged each day as columns below, the end
as a post. Geometry in a box of 400 by 262; a table after it says all of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from courses.rules.days import DAY
from tracker.patient.diary import DayTold, Diary

WIDTH, HEIGHT = 400, 262
LEFT, RIGHT = 34, 388
PAIN_TOP, PAIN_BOTTOM = 32, 108
USE_TOP, USE_BOTTOM = 148, 232
WORST_PAIN = 10
WIDEST_COLUMN = 22
MOST_DAYS = 62
MOST_DATES = 6
MOST_NUMBERS = 10


@dataclass(frozen=True, slots=True)
class Column:
    """A day: what was logged (filled), what was planned (an outline); heights in the box."""

    x: float
    middle: float
    width: float
    logged: float
    planned: float | None
    is_beyond: bool

    @property
    def top(self) -> float:
        """Where the logged column ends."""
        return round(USE_BOTTOM - self.logged, 1)

    @property
    def planned_top(self) -> float:
        """Where the outline ends."""
        return round(USE_BOTTOM - (self.planned or 0), 1)


@dataclass(frozen=True, slots=True)
class Point:
    """One answer about pain."""

    x: float
    y: float
    pain: int
    is_numbered: bool


@dataclass(frozen=True, slots=True)
class OverTime:
    """The picture, and the days it is of."""

    days: tuple[DayTold, ...]
    columns: tuple[Column, ...]
    points: tuple[Point, ...]
    line: str
    dates: tuple[tuple[float, str], ...]
    post: float | None
    today: float | None
    highest: Decimal
    pains: Mapping[date, tuple[int, ...]]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw yet."""
        return not self.points and not any(day.doses for day in self.days)


def over_time(diary: Diary, pains: Mapping[date, tuple[int, ...]]) -> OverTime:
    """The picture of a course, of a longer one the newest 62 days. `pains` are the answers of each day."""
    last = min(diary.last, max(diary.today, diary.first + (MOST_DAYS - 1) * DAY))
    first = max(diary.first, last - (MOST_DAYS - 1) * DAY)
    days = tuple(diary.days(first, last))
    pitch = (RIGHT - LEFT) / len(days)
    highest = max([Decimal(1), *(max(day.logged, day.planned or day.most or Decimal(0)) for day in days)])
    columns = tuple(_column(place, day, pitch, highest) for place, day in enumerate(days))
    points = tuple(_points(days, columns, pains))
    ends = [column for day, column in zip(days, columns, strict=True) if day.is_last]
    now = [column for day, column in zip(days, columns, strict=True) if day.is_today]
    every = -(-len(days) // MOST_DATES)
    return OverTime(
        days=days,
        columns=columns,
        points=points,
        line=" ".join(f"{point.x},{point.y}" for point in points) if len(points) > 1 else "",
        dates=tuple((columns[place].middle, str(days[place].day.day)) for place in range(0, len(days), every)),
        post=round(ends[0].middle + pitch / 2 - 3, 1) if ends else None,
        today=now[0].middle if now else None,
        highest=highest,
        pains=pains,
    )


def _column(place: int, day: DayTold, pitch: float, highest: Decimal) -> Column:
    middle = LEFT + pitch * (place + 0.5)
    width = min(WIDEST_COLUMN, pitch * 0.7)
    planned = day.planned if day.planned is not None else day.most
    logged = _height(day.logged, highest)
    return Column(
        x=round(middle - width / 2, 1),
        middle=round(middle, 1),
        width=round(width, 1),
        logged=logged,
        planned=None if planned is None else _height(planned, highest),
        is_beyond=day.is_beyond and bool(day.doses),
    )


def _height(amount: Decimal, highest: Decimal) -> float:
    return round(float(amount / highest) * (USE_BOTTOM - USE_TOP), 1)


def _points(
    days: tuple[DayTold, ...], columns: tuple[Column, ...], pains: Mapping[date, tuple[int, ...]]
) -> list[Point]:
    told = [
        (column.middle, pain) for day, column in zip(days, columns, strict=True) for pain in pains.get(day.day, ())[-1:]
    ]
    return [
        Point(x, round(PAIN_BOTTOM - (PAIN_BOTTOM - PAIN_TOP) * pain / WORST_PAIN, 1), pain, len(told) <= MOST_NUMBERS)
        for x, pain in told
    ]
