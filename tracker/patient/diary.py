"""A course day by day for its patient: what was planned, what was logged, what else was told. Pure.

Which dose counts for which slot, what lies beyond the end and which days the window has, the rules say.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from courses.rules import facts
from courses.rules.days import DAY
from courses.rules.facts import CheckIn, Dose
from courses.rules.known import KnownCourse
from courses.rules.window import ZERO, Slot
from tracker.patient.day import logged


@dataclass(frozen=True, slots=True)
class DayTold:
    """One medication day of a course. Amounts are in units; `planned` is None on a day without slots, `most` on a day
    without an as-needed pattern. `extra` are doses that count for no slot, `needed` those of an as-needed day."""

    day: date
    is_to_come: bool
    is_today: bool
    is_last: bool
    in_window: bool
    is_beyond: bool
    slots: tuple[tuple[Slot, Dose | None], ...]
    extra: tuple[Dose, ...]
    needed: tuple[Dose, ...]
    check_ins: tuple[CheckIn, ...]
    planned: Decimal | None
    most: Decimal | None

    @property
    def doses(self) -> tuple[Dose, ...]:
        """All doses of the day, in order of time."""
        counted = [dose for _slot, dose in self.slots if dose is not None]
        return tuple(sorted([*counted, *self.extra, *self.needed], key=lambda dose: (dose.taken_at, dose.id)))

    @property
    def logged(self) -> Decimal:
        """What was logged in all."""
        return sum((dose.amount for dose in self.doses), ZERO)


class Diary:
    """All days of one course, from the first with anything to the last."""

    def __init__(self, patient: facts.Patient, course: KnownCourse, today: date) -> None:
        """Arrange what stands; `today` is the medication day of now."""
        self.course = course
        self.today = today
        self._doses: dict[date, list[Dose]] = defaultdict(list)
        for dose in logged(patient, course):
            self._doses[dose.day].append(dose)
        self._check_ins: dict[date, list[CheckIn]] = defaultdict(list)
        for made in course.check_ins:
            self._check_ins[made.day].append(made)
        told = (*self._doses, *self._check_ins)
        self.first = min([course.first_day, *told])
        # A course that was taken back before its first dose has no days but those on which something was told.
        ends = [*told, self.first] if course.cancelled is not None else [*told, course.last_day]
        self.last = max(ends)

    def __contains__(self, day: date) -> bool:
        """Whether a day lies between the first with anything and the last."""
        return self.first <= day <= self.last

    def day(self, on: date) -> DayTold:
        """One day."""
        course = self.course
        window_day = None if course.cancelled is not None else course.window.day(on)
        counted = course.counted(on) if window_day is not None else {}
        used = {dose.id for dose in counted.values()}
        others = tuple(dose for dose in self._doses.get(on, ()) if dose.id not in used)
        as_needed = window_day.as_needed if window_day is not None else None
        return DayTold(
            day=on,
            is_to_come=on > self.today,
            is_today=on == self.today,
            is_last=on == course.last_day and course.cancelled is None,
            in_window=window_day is not None,
            is_beyond=course.beyond(on),
            slots=tuple((slot, counted.get(slot)) for slot in (window_day.slots if window_day else ())),
            extra=() if as_needed else others,
            needed=others if as_needed else (),
            check_ins=tuple(self._check_ins.get(on, ())),
            planned=window_day.planned if window_day and window_day.slots else None,
            most=as_needed.max_per_day if as_needed else None,
        )

    @property
    def told_days(self) -> list[date]:
        """The days of the window and those with a dose, in order: what a record lists, however far apart they lie."""
        window = () if self.course.cancelled is not None else self.course.window.days
        return sorted({*window, *self._doses})

    def days(self, first: date, last: date) -> Iterable[DayTold]:
        """The days from one to another, both in, as far as the course has them."""
        on = max(first, self.first)
        while on <= min(last, self.last):
            yield self.day(on)
            on += DAY
