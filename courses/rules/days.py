"""Medication days and wall times: where a local clock meets an instant.

A medication day is the 24 h from the day boundary; a wall time before the boundary stands on the
next calendar date. A wall time that a DST change skips is the first instant that exists after it;
one that occurs twice is its first occurrence. Zones come from the pinned tz database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
T = TypeVar("T")


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The zone of that name in the tz database."""
    return ZoneInfo(name)


@lru_cache(maxsize=65536)
def instant_of(on: date, wall: time, zone: str) -> datetime:
    """The instant (UTC) of a wall time on a calendar date; a skipped one is the first instant after the gap."""
    local = datetime.combine(on, wall, tzinfo=zone_of(zone))
    found = local.astimezone(UTC)
    if found.astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None):
        return found
    return _end_of_gap(local)


def _end_of_gap(local: datetime) -> datetime:
    """The instant of the transition that skips `local`.

    With fold 0 the zone's offset before the gap is used, so the result lies after the transition
    by as much as the wall time lies inside the gap; the offset after it (fold 1) gives the other side.
    """
    after = local.astimezone(UTC)
    before = local.replace(fold=1).astimezone(UTC)
    low, high = min(before, after), max(before, after)
    old = low.astimezone(local.tzinfo).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if middle.astimezone(local.tzinfo).utcoffset() == old:
            low = middle
        else:
            high = middle
    return high


def calendar_date(day: date, wall: time, boundary: time) -> date:
    """The calendar date on which a wall time of a medication day stands."""
    return day + DAY if wall < boundary else day


def wall_instant(day: date, wall: time, boundary: time, zone: str) -> datetime:
    """The instant of a wall time of a medication day in one zone."""
    return instant_of(calendar_date(day, wall, boundary), wall, zone)


@lru_cache(maxsize=65536)
def medication_day(instant: datetime, zone: str, boundary: time) -> date:
    """The medication day that contains an instant: the last that has begun, were the clock set back over its start."""
    day = instant.astimezone(zone_of(zone)).date() + DAY
    while instant < instant_of(day, boundary, zone):
        day -= DAY
    return day


def age_on(birth_date: date, on: date) -> int:
    """Whole years of age on a date; who was born on 29 February has the birthday on 1 March in a common year."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def runs(days: Iterable[date]) -> list[list[date]]:
    """Days in order, cut wherever one does not follow on the other."""
    found: list[list[date]] = []
    for day in sorted(days):
        if found and day - DAY == found[-1][-1]:
            found[-1].append(day)
        else:
            found.append([day])
    return found


@dataclass(frozen=True, slots=True)
class Stay:
    """A zone in force from `since` (None: always) up to, not at, `until` (None: still)."""

    zone: str
    since: datetime | None
    until: datetime | None

    def begun(self, instant: datetime) -> bool:
        """Whether an instant does not lie before."""
        return self.since is None or self.since <= instant

    def ended(self, instant: datetime) -> bool:
        """Whether an instant lies after."""
        return self.until is not None and self.until <= instant

    def holds(self, instant: datetime) -> bool:
        """Whether an instant lies within."""
        return self.begun(instant) and not self.ended(instant)


class Zones:
    """The zones of a patient over time, as known: where each wall time falls."""

    def __init__(self, moves: Sequence[tuple[datetime, str]]) -> None:
        """Take (from which instant, zone) in order; the first holds for all time before, too."""
        self.stays = tuple(Stay(zone, since, until) for zone, since, until in held(moves))

    def at(self, instant: datetime) -> str:
        """The zone in force at an instant."""
        return next(stay.zone for stay in reversed(self.stays) if stay.begun(instant))

    def falls(self, on: date, wall: time) -> datetime | None:
        """The first instant at which a wall time of a calendar date occurs; None where a move jumped over it."""
        return falls(on, [(stay, wall) for stay in self.stays])

    def comes(self, on: date, wall: time) -> datetime:
        """The first instant at which a wall time of a date is there or past: the move's, where one jumped over it."""
        return comes(on, [(stay, wall) for stay in self.stays])

    def start(self, day: date, boundary: time) -> datetime:
        """The first instant of a medication day or of a later one, where a move jumped over its start."""
        return self.comes(day, boundary)

    def day(self, instant: datetime, boundary: time) -> date:
        """The medication day that contains an instant, in the zone then in force."""
        return medication_day(instant, self.at(instant), boundary)


class MessageHours:
    """The patient's chosen hour for messages over time: when it falls on each calendar date."""

    def __init__(self, choices: Sequence[tuple[datetime, str, time]]) -> None:
        """Take (from which instant, zone, hour) in order; the first holds for all time before, too."""
        spans = held([(at, (zone, hour)) for at, zone, hour in choices])
        self._stays = tuple((Stay(zone, since, until), hour) for (zone, hour), since, until in spans)

    def falls(self, on: date) -> datetime | None:
        """The first instant at which the hour of a date occurs; None where a move or another choice jumped over it."""
        return falls(on, self._stays)

    def comes(self, on: date) -> datetime:
        """The first instant at which the hour of a date is there or past."""
        return comes(on, self._stays)


def falls(on: date, walls: Iterable[tuple[Stay, time]]) -> datetime | None:
    """The first instant of a date at which a wall time occurs during its stay, None if there is none."""
    for stay, wall in walls:
        instant = instant_of(on, wall, stay.zone)
        if stay.holds(instant):
            return instant
    return None


def comes(on: date, walls: Iterable[tuple[Stay, time]]) -> datetime:
    """The first instant of a date at which the wall time of the stay then in force is there or past."""
    found = ((stay, instant_of(on, wall, stay.zone)) for stay, wall in walls)
    stay, instant = next((stay, instant) for stay, instant in found if not stay.ended(instant))
    return instant if stay.since is None else max(instant, stay.since)


def held(changes: Iterable[tuple[datetime, T]]) -> list[tuple[T, datetime | None, datetime | None]]:
    """Each value with the span it held (None: no end), the first from always; of one instant the last counts."""
    kept: list[tuple[datetime, T]] = []
    for at, value in changes:
        if kept and kept[-1][0] == at:
            kept.pop()
        if not kept or kept[-1][1] != value:
            kept.append((at, value))
    starts = [None, *(at for at, _ in kept[1:])]
    return [(value, since, until) for (_, value), since, until in zip(kept, starts, [*starts[1:], None], strict=True)]
