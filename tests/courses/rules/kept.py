"""How a story of the tests is kept: what was told of one patient, as the facts that it makes."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Self

from courses.rules import facts
from courses.rules.days import instant_of, medication_day
from courses.rules.facts import RevisionKind, Step

FIRST = date(2026, 6, 1)
BOUNDARY = time(4)

Build = Callable[[int, facts.Patient], facts.Patient]


def on(day: int) -> date:
    """The date of a day of the story; day 1 is the first."""
    return FIRST + timedelta(days=day - 1)


def clock_time(wall: str) -> time:
    """08:00 as a wall time."""
    return time.fromisoformat(wall)


@dataclass
class Kept:
    """What was told of one patient, in the order of telling; of one instant in the order of the calls."""

    zone: str = "UTC"
    hour: str = "10:00"
    quiet: tuple[str, str] = ("22:00", "07:00")
    follow_up: bool = True
    birth_date: date = date(1984, 5, 1)
    boundary: time = BOUNDARY
    moves: list[tuple[datetime, str]] = field(default_factory=list)
    builds: list[tuple[datetime, Build]] = field(default_factory=list)
    began: datetime | None = None

    def at(self, day: int, wall: str) -> datetime:
        """The instant of a wall time on a day's calendar date, in the zone that the moves told so far give it."""
        zone = self.zone
        found = instant_of(on(day), clock_time(wall), zone)
        for moved_at, to in self.moves:
            if found <= moved_at:
                break
            found = instant_of(on(day), clock_time(wall), to)
        return found

    def zone_at(self, instant: datetime) -> str:
        """The zone in force at an instant."""
        return [self.zone, *(zone for at, zone in self.moves if at <= instant)][-1]

    def day_of(self, instant: datetime, known_at: datetime | None = None) -> date:
        """The medication day of an instant, in the zone in force when it is told."""
        return medication_day(instant, self.zone_at(known_at or instant), self.boundary)

    @property
    def patient(self) -> facts.Patient:
        """The facts, numbered in order of telling."""
        began = self.began or min([at for at, _ in self.builds], default=self.at(0, "12:00")) - timedelta(days=1)
        patient = facts.Patient("p", self.birth_date, (self._first_settings(began),))
        for seq, (_, build) in enumerate(sorted(self.builds, key=lambda told: told[0]), start=2):
            patient = build(seq, patient)
        return patient

    @property
    def start(self) -> datetime:
        """An instant before anything was told."""
        return self.patient.settings[0].known_at

    def _first_settings(self, known_at: datetime) -> facts.Settings:
        quiet_start, quiet_end = map(clock_time, self.quiet)
        return facts.Settings(1, known_at, self.zone, clock_time(self.hour), quiet_start, quiet_end, self.follow_up)

    def _settings(self, at: datetime, **chosen: Any) -> Self:
        def build(seq: int, patient: facts.Patient) -> facts.Patient:
            newest = replace(patient.settings[-1], seq=seq, known_at=at, **chosen)
            return replace(patient, settings=(*patient.settings, newest))

        return self._tell(at, build)

    def _dispense(self, at: datetime, units: str, of: str) -> Self:
        return self._add(at, of, "dispenses", lambda seq: facts.Dispense(seq, at, Decimal(units)))

    def _revise(self, at: datetime, kind: RevisionKind, begins: date, steps: tuple[Step, ...], of: str) -> Self:
        def build(seq: int, course: facts.Course) -> facts.Course:
            revision = facts.Revision(seq, at, kind, begins, steps, course.revisions[-1].basis)
            return replace(course, revisions=(*course.revisions, revision))

        return self._tell(at, lambda seq, patient: _on_course(patient, of, lambda course: build(seq, course)))

    def _one(self, at: datetime, of: str, fact: Callable[[int], dict[str, object]]) -> Self:
        return self._tell(
            at,
            lambda seq, patient: _on_course(patient, of, lambda course: changed(course, **fact(seq))),
        )

    def _add(self, at: datetime, of: str, kind: str, fact: Callable[[int], object]) -> Self:
        def build(seq: int, course: facts.Course) -> facts.Course:
            return changed(course, **{kind: (*getattr(course, kind), fact(seq))})

        return self._tell(at, lambda seq, patient: _on_course(patient, of, lambda course: build(seq, course)))

    def _tell(self, at: datetime, build: Build) -> Self:
        self.builds.append((at, build))
        return self


def _on_course(patient: facts.Patient, of: str, change: Callable[[facts.Course], facts.Course]) -> facts.Patient:
    return replace(patient, courses=tuple(change(course) if course.id == of else course for course in patient.courses))


def changed(course: facts.Course, **changes: Any) -> facts.Course:
    """The course with these facts instead."""
    return replace(course, **changes)
