"""What is about to be prescribed, and what was known of the patient then: all that an entry check may read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from courses.rules.days import DAY
from courses.rules.entry_checks.medicine import MedicineFacts
from courses.rules.facts import RevisionKind, Step


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Medication days that follow each other, from the first to the last, both in."""

    first: date
    last: date

    def overlaps(self, other: "DaySpan") -> bool:
        """Whether a day stands in both."""
        return self.first <= other.last and other.first <= self.last

    def days(self) -> Iterator[date]:
        """Every day, in order."""
        for n in range((self.last - self.first).days + 1):
            yield self.first + n * DAY


def spans_of(days: Iterable[date]) -> tuple[DaySpan, ...]:
    """The days of a window as spans, in order: one, or several where days lie between."""
    spans: list[DaySpan] = []
    for day in sorted(days):
        if spans and day <= spans[-1].last + DAY:
            spans[-1] = DaySpan(spans[-1].first, day)
        else:
            spans.append(DaySpan(day, day))
    return tuple(spans)


@dataclass(frozen=True, slots=True)
class OtherCourse:
    """Another course of the patient that is not cancelled: its medicine, and its window.

    The window is one span, or several where a late extension left a gap; a stop ends it on its day.
    """

    medicine: MedicineFacts
    window: tuple[DaySpan, ...]

    @property
    def days(self) -> frozenset[date]:
        """Every day of the window."""
        return frozenset(day for span in self.window for day in span.days())

    def overlapping(self, span: DaySpan) -> tuple[DaySpan, ...]:
        """The parts of the window that share a day with a span."""
        return tuple(part for part in self.window if part.overlaps(span))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A course to be entered, extended or revised at `now`, on the medication day `today`.

    `steps` are the new ones, `first_day` is their first. `earlier_window` is the course's window so
    far, with an extension or a revision. `class_days_of_use` are the medication days with use of the
    medicine's class in any course of the patient, this one included. `supply` counts the units at
    hand (dispensed so far, less those taken), None while unknown; `still_planned` counts those that
    an extended course plans from now on before the new steps. `other_medicines` are the
    assessment's: names, or `class:` and a class.
    """

    kind: RevisionKind
    medicine: MedicineFacts
    mg_per_unit: Decimal | None
    steps: tuple[Step, ...]
    first_day: date
    now: datetime
    today: date
    time_zone: str
    day_boundary: time
    birth_date: date
    earlier_window: tuple[DaySpan, ...] = ()
    other_courses: tuple[OtherCourse, ...] = ()
    risk_factors: frozenset[str] = frozenset()
    other_medicines: frozenset[str] = frozenset()
    days_limit: int | None = None
    class_days_of_use: frozenset[date] = frozenset()
    supply: Decimal | None = None
    still_planned: Decimal = Decimal(0)
    quiet_start: time = time(22)
    quiet_end: time = time(7)

    @property
    def span(self) -> DaySpan:
        """The days of the new steps."""
        return DaySpan(self.first_day, self.first_day + timedelta(days=sum(step.days for step in self.steps) - 1))

    @property
    def course_days(self) -> frozenset[date]:
        """The days of the whole course: those before the new steps, and theirs."""
        before = (day for span in self.earlier_window for day in span.days() if day < self.first_day)
        return frozenset(before) | frozenset(self.span.days())

    def step_days(self) -> Iterator[tuple[date, Step]]:
        """Each day of the new steps with its step, in order."""
        days = self.span.days()
        for step in self.steps:
            for _ in range(step.days):
                yield next(days), step
