"""A course's window as known: its days, the steps on them, the slots that exist, what is prescribed.

Built from the revisions in order and the stop. A revision in the middle of a day keeps what was
planned before its instant and brings its own from that instant on.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property

from courses.rules.boundaries import boundaries_of
from courses.rules.days import DAY, Zones
from courses.rules.facts import AsNeeded, Basis, Revision, RevisionKind, Step, Stop

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """A step on one day, holding for slots from `since` up to, not at, `until`."""

    step: Step
    first_day: date
    revision: Revision
    since: datetime
    until: datetime | None = None

    def ended(self, at: datetime) -> "Part":
        """The same, up to an instant at the latest."""
        until = at if self.until is None else min(self.until, at)
        return Part(self.step, self.first_day, self.revision, self.since, until)


@dataclass(frozen=True, slots=True)
class Slot:
    """One planned dose. `at` places it among the doses; `due_at` is None where a move jumped over it."""

    day: date
    wall: time
    amount: Decimal
    at: datetime
    due_at: datetime | None


@dataclass(frozen=True)
class WindowDay:
    """One medication day of the window: its parts in the order in which they were prescribed."""

    day: date
    parts: tuple[Part, ...]
    slots: tuple[Slot, ...]

    @property
    def step(self) -> Step:
        """The step in force at the end of the day."""
        return self.parts[-1].step

    @property
    def basis(self) -> Basis:
        """What the newest revision of the day is judged by."""
        return self.parts[-1].revision.basis

    @cached_property
    def planned(self) -> Decimal:
        """The amounts of the slots that exist, in units."""
        return sum((slot.amount for slot in self.slots), ZERO)

    @cached_property
    def prescribed(self) -> Decimal:
        """The most that is prescribed for the day, in units: the larger step's whole amount."""
        return max(part.step.daily_amount for part in self.parts)

    @property
    def as_needed(self) -> AsNeeded | None:
        """The as-needed pattern of a day without slots."""
        return None if self.slots else self.step.as_needed

    def step_at(self, instant: datetime) -> Step:
        """The step in force at an instant of the day."""
        holding = [part for part in self.parts if part.since <= instant]
        return (holding or self.parts[:1])[-1].step


class Window:
    """The days of a course, as the given revisions and stop have them."""

    def __init__(self, revisions: Sequence[Revision], stop: Stop | None, zones: Zones) -> None:
        """Lay the revisions over one another in order of `seq`, then cut at the stop."""
        self.zones = zones
        self.basis = revisions[-1].basis
        self.boundaries = boundaries_of(revisions, zones)
        self._starts: dict[date, datetime] = {}
        self.first_day = revisions[0].begins_on
        layout: dict[date, tuple[Part, ...]] = {}
        for revision in revisions:
            _lay(layout, revision, self.start(revision.begins_on))
        self.planned_last_day = max(layout)
        self._planned = layout
        self.last_day = self.planned_last_day
        if stop is not None and stop.on <= self.planned_last_day:
            self.last_day = stop.on
            layout = _cut(layout, stop)
        self._layout = layout
        self._days: dict[date, WindowDay] = {}

    def __contains__(self, day: date) -> bool:
        """Whether a day is of the window."""
        return day in self._layout

    def __len__(self) -> int:
        """How many days the window has."""
        return len(self._layout)

    def number(self, day: date) -> int:
        """How many days of the window have begun on a day: its place among them, were it one; those of a gap count
        for none."""
        return bisect_right(self.days, day)

    @cached_property
    def closes(self) -> tuple[datetime, ...]:
        """The instants at which the days of the window are full, in order."""
        return tuple(self.close(day) for day in self.days)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days of the window in order."""
        return tuple(sorted(self._layout))

    def day(self, day: date) -> WindowDay | None:
        """A day of the window, None for any other."""
        parts = self._layout.get(day)
        if parts is None:
            return None
        if day not in self._days:
            self._days[day] = WindowDay(day, parts, self._slots(day, parts))
        return self._days[day]

    def start(self, day: date) -> datetime:
        """The instant at which a medication day begins."""
        if day not in self._starts:
            self._starts[day] = self.zones.start(day, self.boundaries.at(day))
        return self._starts[day]

    def close(self, day: date) -> datetime:
        """The instant at which a medication day is full."""
        return self.start(day + DAY)

    def medication_day(self, instant: datetime, zone: str | None = None) -> date:
        """The medication day that contains an instant, in the zone then in force unless one is named."""
        return self.boundaries.day(instant, self.zones.at(instant) if zone is None else zone)

    def steps(self) -> tuple[tuple[date, Step], ...]:
        """Each step that stands, with the first of its days, in order."""
        starts: list[tuple[date, Step]] = []
        previous: tuple[int, date] | None = None
        for day in self.days:
            part = self._layout[day][-1]
            if previous != (part.revision.seq, part.first_day):
                starts.append((day, part.step))
            previous = (part.revision.seq, part.first_day)
        return tuple(starts)

    def lowered(self, day: date) -> bool:
        """Whether the step of a day has a lower daily amount than the step before its first day, gap or not."""
        parts = self._layout.get(day)
        if parts is None:
            return False
        place = bisect_left(self.days, parts[-1].first_day)
        return place > 0 and parts[-1].step.daily_amount < self._layout[self.days[place - 1]][-1].step.daily_amount

    @property
    def ends_in_taper(self) -> bool:
        """Whether the last step is a taper: lower than the step of the day before its first."""
        return bool(self.days) and self.lowered(self.days[-1])

    @cached_property
    def days_with_slots_in_plan(self) -> int:
        """How many days with slots stand in the plan, those that a stop cut off included."""
        return sum(1 for day, parts in self._planned.items() if self._slots(day, parts))

    def beyond(self, day: date) -> bool:
        """Whether a day lies after the window's last, or in a gap of it."""
        return day > self.last_day or (self.first_day <= day and day not in self._layout)

    def _slots(self, day: date, parts: tuple[Part, ...]) -> tuple[Slot, ...]:
        found: list[Slot] = []
        for part in parts:
            for planned in part.step.slots:
                on = self.boundaries.calendar_date(day, planned.wall)
                if on is None:
                    continue
                due_at = self.zones.falls(on, planned.wall)
                # A slot that a move jumped over stands among the others at the instant of the move.
                at = due_at or self.zones.comes(on, planned.wall)
                if part.since <= at and (part.until is None or at < part.until):
                    found.append(Slot(day, planned.wall, planned.amount, at, due_at))
        return tuple(sorted(found, key=lambda slot: (slot.at, slot.wall)))


def _lay(layout: dict[date, tuple[Part, ...]], revision: Revision, start: datetime) -> None:
    """Lay one revision, whose first day starts then, over what stands."""
    begins_on = revision.begins_on
    if revision.kind is RevisionKind.REVISE:
        for day in [day for day in layout if day > begins_on]:
            del layout[day]
    if begins_on in layout:
        # What began before the revision's instant stays; a day that had not begun is all the revision's.
        layout[begins_on] = tuple(
            part.ended(revision.known_at) for part in layout[begins_on] if start < revision.known_at
        )
    first_day = begins_on
    for step in revision.steps:
        for offset in range(step.days):
            day = first_day + timedelta(days=offset)
            part = Part(step, first_day, revision, revision.known_at)
            layout[day] = (*layout.get(day, ()), part)
        first_day += timedelta(days=step.days)


def _cut(layout: dict[date, tuple[Part, ...]], stop: Stop) -> dict[date, tuple[Part, ...]]:
    """The layout up to a stop: its day keeps its parts, but for the slots at or after its instant."""
    return {
        day: tuple(part.ended(stop.known_at) for part in parts) if day == stop.on else parts
        for day, parts in layout.items()
        if day <= stop.on
    }
