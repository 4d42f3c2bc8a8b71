"""What is known at some point of a patient's story: the facts up to it, arranged for the rules.

`Knowledge` answers for any point; what it answers is built once for each point and kept, because
between two facts only the clock moves.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Protocol, TypeVar

from courses.rules import facts
from courses.rules.days import DAY, MessageHours, Zones, age_on, medication_day
from courses.rules.facts import Answer, CheckIn, Dose, EndPlan, Mark, Outcome, Settings, TalkRequest, Use
from courses.rules.window import ZERO, Slot, Window

TWICE = 2
RISK_AFTER_DAYS = re.compile(r"after (\d+) days")


class _Fact(Protocol):
    @property
    def seq(self) -> int: ...


F = TypeVar("F", bound=_Fact)


@dataclass(frozen=True, slots=True)
class Clock:
    """The instant of judging. While facts of `now` are judged, what time makes true at `now` is still to come."""

    now: datetime
    facts_only: bool = False

    def passed(self, instant: datetime) -> bool:
        """Whether time has made true what it makes true at an instant."""
        return instant < self.now if self.facts_only else instant <= self.now


class KnownCourse:
    """One course as known: its window, its live doses and check-ins, and what follows from them by day."""

    def __init__(self, course: facts.Course, patient: "KnownPatient", upto: int) -> None:
        """Arrange the course's facts with `seq` up to `upto`."""
        self.id = course.id
        self.patient = patient
        self.enhanced_monitoring = course.enhanced_monitoring
        self.revisions = _upto(course.revisions, upto)
        self.stop = course.stop if course.stop and course.stop.seq <= upto else None
        self.cancelled = course.cancelled if course.cancelled and course.cancelled.seq <= upto else None
        self.closed = course.closed if course.closed and course.closed.seq <= upto else None
        self.plans = _upto(course.plans, upto)
        self.dispenses = _upto(course.dispenses, upto)
        self.answers = _live(course.answers, upto)
        self.snoozes = _upto(course.snoozes, upto)
        self.talk_requests = _live(course.talk_requests, upto)
        self.check_ins = tuple(sorted(_live(course.check_ins, upto), key=lambda told: (told.at, told.id)))
        self.doses = tuple(
            sorted(
                (dose for dose in _live(course.doses, upto) if dose.day >= course.first_day),
                key=lambda dose: (dose.taken_at, dose.id),
            )
        )
        self.window: Window = patient.window(self.revisions, self.stop)

    @property
    def basis(self) -> facts.Basis:
        """What the newest revision is judged by."""
        return self.window.basis

    @property
    def first_day(self) -> date:
        """The first day of the window."""
        return self.window.first_day

    @property
    def last_day(self) -> date:
        """The last day of the window."""
        return self.window.last_day

    @cached_property
    def doses_by_day(self) -> dict[date, list[Dose]]:
        """The live doses of each medication day, in order of time."""
        return _by_day(self.doses)

    @cached_property
    def use_days(self) -> frozenset[date]:
        """The days of use: with a dose, or a check-in that says so."""
        told = {check_in.day for check_in in self.check_ins if says_use(check_in)}
        return frozenset(self.doses_by_day.keys() | {day for day in told if day >= self.first_day})

    def amount(self, day: date) -> Decimal:
        """Units logged on a day."""
        return self._amounts.get(day, ZERO)

    @cached_property
    def _amounts(self) -> dict[date, Decimal]:
        return {day: sum((dose.amount for dose in doses), ZERO) for day, doses in self.doses_by_day.items()}

    def regular(self, day: date) -> bool:
        """Whether a day of the window is one of regular use: at least half of the planned amount, by doses."""
        window_day = self.window.day(day)
        if window_day is None or day not in self.doses_by_day:
            return False
        as_needed = window_day.as_needed
        whole = as_needed.max_per_day if as_needed else window_day.planned
        return self.amount(day) * TWICE >= whole

    @cached_property
    def regular_days(self) -> tuple[date, ...]:
        """The days of regular use of the window, in order."""
        return tuple(sorted(day for day in self.doses_by_day if self.regular(day)))

    def full(self, day: date, clock: Clock) -> bool:
        """Whether a medication day's closing boundary has passed."""
        return clock.passed(self.window.close(day))

    def silent(self, day: date, clock: Clock) -> bool:
        """Whether a day of the window is full and has no use."""
        return day in self.window and day not in self.use_days and self.full(day, clock)

    def counted(self, day: date) -> dict[Slot, Dose]:
        """Which dose counts for which slot of a day: the first one taken in the slot's time."""
        window_day = self.window.day(day)
        if window_day is None or not window_day.slots:
            return {}
        slots = window_day.slots
        middles = [earlier.at + (later.at - earlier.at) / 2 for earlier, later in pairwise(slots)]
        counted: dict[Slot, Dose] = {}
        for dose in self.doses_by_day.get(day, ()):
            counted.setdefault(slots[bisect_right(middles, dose.taken_at)], dose)
        return counted

    @cached_property
    def abrupt_stop_risk(self) -> bool:
        """Whether stopping suddenly is a risk, as the catalogue says it."""
        if self.basis.abrupt_stop == "yes":
            return True
        after = RISK_AFTER_DAYS.fullmatch(self.basis.abrupt_stop)
        if after is None:
            return False
        days = int(after[1])
        return self.window.days_with_slots_in_plan >= days or len(self.regular_days) >= days

    @cached_property
    def continuations(self) -> "tuple[KnownCourse, ...]":
        """The later courses of the same medicine that take over from this one."""
        own = (self.first_day, self.revisions[0].seq)
        return tuple(
            other
            for other in self.patient.courses
            if other.cancelled is None
            and other.basis.medicine == self.basis.medicine
            and own < (other.first_day, other.revisions[0].seq)
            and other.first_day <= self.last_day + DAY
            and other.last_day > self.last_day
        )

    def beyond(self, day: date) -> bool:
        """Whether use on a day is beyond the window: after it or in a gap, and not in a window that continues it."""
        return self.window.beyond(day) and not any(day in later.window for later in self.continuations)

    def plan_in_force(self, clock: Clock) -> EndPlan | None:
        """The newest plan for the end, if it came with or after the last revision and has not lapsed."""
        if not self.plans:
            return None
        newest = self.plans[-1]
        if newest.seq < self.revisions[-1].seq:
            return None
        if newest.by is not None and self.full(newest.by, clock):
            return None
        return newest

    @cached_property
    def waiting_since(self) -> TalkRequest | None:
        """The oldest talk request that no talk or appointment has answered."""
        ended = max((answer.seq for answer in self.answers if ends_wait(answer)), default=0)
        return next((request for request in self.talk_requests if request.seq > ended), None)


class KnownPatient:
    """A patient as known at one point: settings, zones, courses."""

    def __init__(self, patient: facts.Patient, upto: int, windows: dict[object, Window]) -> None:
        """Arrange the patient's facts with `seq` up to `upto`; windows are shared between points."""
        self.id = patient.id
        self.birth_date = patient.birth_date
        self._windows = windows
        told = _upto(patient.settings, upto) or patient.settings[:1]
        self.settings: Settings = told[-1]
        self.told_settings = told
        self.courses = tuple(
            KnownCourse(course, self, upto) for course in patient.courses if course.revisions[0].seq <= upto
        )
        self.by_id = {course.id: course for course in self.courses}

    @cached_property
    def zones(self) -> Zones:
        """The zones over time."""
        return Zones([(told.known_at, told.time_zone) for told in self.told_settings])

    @cached_property
    def message_hours(self) -> MessageHours:
        """The patient's hour for messages over time; one before the day boundary is on the day's calendar date."""
        return MessageHours([(told.known_at, told.time_zone, told.message_hour) for told in self.told_settings])

    def window(self, revisions: Sequence[facts.Revision], stop: facts.Stop | None) -> Window:
        """The window that revisions and a stop make under the zones known."""
        key = (tuple(r.seq for r in revisions), stop and stop.seq, len(self.told_settings))
        if key not in self._windows:
            self._windows[key] = Window(revisions, stop, self.zones)
        return self._windows[key]

    def age(self, on: date) -> int:
        """Whole years of age on a date."""
        return age_on(self.birth_date, on)

    def today(self, now: datetime, boundary: time) -> date:
        """The medication day that contains an instant."""
        return medication_day(now, self.settings.time_zone, boundary)


class Knowledge:
    """Everything told of one patient, and what was known of it at any point."""

    def __init__(self, patient: facts.Patient) -> None:
        """Take the facts in any order."""
        self.patient = in_order(patient)
        self.marks = _marks(self.patient)
        self._instants = [at for _, at in self.marks]
        self._known: dict[int, KnownPatient] = {}
        self._windows: dict[object, Window] = {}

    def upto(self, seq: int) -> KnownPatient:
        """What was known once the fact `seq` was told."""
        if seq not in self._known:
            self._known[seq] = KnownPatient(self.patient, seq, self._windows)
        return self._known[seq]

    def seq_at(self, instant: datetime) -> int:
        """The last fact told at or before an instant; 0 where there is none."""
        place = bisect_right(self._instants, instant)
        return self.marks[place - 1][0] if place else 0

    def at(self, instant: datetime) -> KnownPatient:
        """What was known at an instant."""
        return self.upto(self.seq_at(instant))


def in_order(patient: facts.Patient) -> facts.Patient:
    """The same patient with all facts in order of `seq`."""

    def by_seq(items: Iterable[F]) -> tuple[F, ...]:
        return tuple(sorted(items, key=lambda item: item.seq))

    courses = tuple(
        replace(
            course,
            revisions=by_seq(course.revisions),
            plans=by_seq(course.plans),
            dispenses=by_seq(course.dispenses),
            doses=by_seq(course.doses),
            check_ins=by_seq(course.check_ins),
            talk_requests=by_seq(course.talk_requests),
            answers=by_seq(course.answers),
            acknowledgements=by_seq(course.acknowledgements),
            snoozes=by_seq(course.snoozes),
        )
        for course in patient.courses
    )
    ordered = tuple(sorted(courses, key=lambda course: course.revisions[0].seq))
    return replace(patient, settings=by_seq(patient.settings), courses=ordered)


def says_use(check_in: CheckIn) -> bool:
    """Whether a check-in says that the medicine is used: any answer but `stopped`."""
    return check_in.use is not None and check_in.use is not Use.STOPPED


def ends_wait(answer: Answer) -> bool:
    """Whether an answer ends the wait."""
    return answer.outcome in (Outcome.SPOKE, Outcome.APPOINTMENT)


def _marks(patient: facts.Patient) -> list[tuple[int, datetime]]:
    """Each fact's (seq, known_at), in order."""
    marks = {(setting.seq, setting.known_at) for setting in patient.settings}
    for course in patient.courses:
        singles: list[facts.Stop | Mark | None] = [course.stop, course.cancelled, course.closed]
        marks |= {(one.seq, one.known_at) for one in singles if one}
        for undoable in (
            course.doses, course.check_ins, course.talk_requests, course.answers, course.acknowledgements,
        ):  # fmt: skip
            marks |= {(one.undone.seq, one.undone.known_at) for one in undoable if one.undone}
            marks |= {(one.seq, one.known_at) for one in undoable}
        for told in (course.revisions, course.plans, course.dispenses):
            marks |= {(one.seq, one.known_at) for one in told}
        marks |= {(one.seq, one.known_at) for one in course.snoozes}
    return sorted(marks)


def _upto(items: tuple[F, ...], upto: int) -> tuple[F, ...]:
    return items if not items or items[-1].seq <= upto else tuple(item for item in items if item.seq <= upto)


def _live(items: Sequence[F], upto: int) -> tuple[F, ...]:
    """Those told by then and not undone by then."""
    return tuple(
        item
        for item in items
        if item.seq <= upto and not ((undone := getattr(item, "undone", None)) and undone.seq <= upto)
    )


def _by_day(items: Iterable[F]) -> dict[date, list[F]]:
    days: dict[date, list[F]] = defaultdict(list)
    for item in items:
        days[item.day].append(item)  # type: ignore[attr-defined]
    return days
