"""A patient's story told in a few words, and judged: what the tests of the rules speak with.

Day 1 is 1 June 2026, a course has the id `c1` and is entered at noon of the day before, unless a test says otherwise.
Times are wall times of a calendar date, in the zone then in force.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from courses.rules import facts
from courses.rules.facts import (
    AsNeeded,
    Basis,
    Decision,
    Outcome,
    RevisionKind,
    Step,
    StepSlot,
    Use,
)
from courses.rules.flags import RULES
from courses.rules.judging import advance
from courses.rules.known import Clock, Knowledge, KnownCourse
from courses.rules.record import Finding, Flag, Record
from tests.courses.rules.kept import BOUNDARY, FIRST, Kept, changed, clock_time, on

# What tests speak with, from one place.
__all__ = [
    "BOUNDARY", "FIRST", "Told", "basis", "clock_time", "dates", "needed", "on", "slots", "told_by", "units", "utc",
]  # fmt: skip


def slots(days: int, *walls: str, amount: str = "1", boundary: time = BOUNDARY) -> Step:
    """A step with one amount at each wall time."""
    planned = [StepSlot(clock_time(wall), Decimal(amount)) for wall in walls]
    return Step(days, tuple(sorted(planned, key=lambda slot: (slot.wall < boundary, slot.wall))))


def needed(days: int, amount: str = "1", minutes: int = 240, most: str = "4") -> Step:
    """An as-needed step."""
    return Step(days, as_needed=AsNeeded(Decimal(amount), minutes, Decimal(most)))


def basis(
    *,
    medicine: str = "m",
    medicine_class: str = "k",
    mg: str | None = None,
    label_mg: str | None = None,
    days_limit: int | None = None,
    risk: str = "",
    sedating: bool = False,
    boundary: time = BOUNDARY,
) -> Basis:
    """What a revision is judged by."""
    return Basis(
        medicine,
        medicine_class,
        boundary,
        mg_per_unit=None if mg is None else Decimal(mg),
        label_max_daily_mg=None if label_mg is None else Decimal(label_mg),
        abrupt_stop=risk,
        sedating=sedating,
        days_limit=days_limit,
    )


@dataclass
class Told(Kept):
    """The story itself: what can be told, and what follows from it."""

    # What can be told.

    def course(
        self,
        *steps: Step,
        of: str = "c1",
        first: int = 1,
        entered: tuple[int, str] | None = None,
        enhanced: bool = False,
        supply: str | None = None,
        basis: Basis | None = None,
        risk: str = "",
        sedating: bool = False,
        medicine: str = "m",
    ) -> "Told":
        """A course is entered."""
        known_at = self.at(*(entered or (first - 1, "12:00")))
        judged_by = basis or Basis(medicine, "k", self.boundary, abrupt_stop=risk, sedating=sedating)

        def build(seq: int, patient: facts.Patient) -> facts.Patient:
            revision = facts.Revision(seq, known_at, RevisionKind.PRESCRIBE, on(first), steps, judged_by)
            return replace(patient, courses=(*patient.courses, facts.Course(of, on(first), (revision,), enhanced)))

        self._tell(known_at, build)
        return self if supply is None else self._dispense(known_at, supply, of)

    def extend(self, day: int, wall: str, *steps: Step, begins: int, of: str = "c1") -> "Told":
        """The course is extended by steps from a day on."""
        return self._revise(self.at(day, wall), RevisionKind.EXTEND, on(begins), steps, of)

    def revise(self, day: int, wall: str, *steps: Step, begins: int | None = None, of: str = "c1") -> "Told":
        """The course is revised from today on, or from a later day."""
        at = self.at(day, wall)
        return self._revise(at, RevisionKind.REVISE, on(begins) if begins else self.day_of(at), steps, of)

    def stop(self, day: int, wall: str, of: str = "c1") -> "Told":
        """A clinician stops the course."""
        at = self.at(day, wall)
        return self._one(at, of, lambda seq: {"stop": facts.Stop(seq, at, self.day_of(at))})

    def cancel(self, day: int, wall: str, of: str = "c1") -> "Told":
        """The course is cancelled."""
        at = self.at(day, wall)
        return self._one(at, of, lambda seq: {"cancelled": facts.Mark(seq, at)})

    def close(self, day: int, wall: str, of: str = "c1") -> "Told":
        """A clinician closes the course."""
        at = self.at(day, wall)
        return self._one(at, of, lambda seq: {"closed": facts.Mark(seq, at)})

    def plan(self, day: int, wall: str, *, see_by: int | None = None, of: str = "c1") -> "Told":
        """A plan for the end: stop as planned, or see the patient by a day."""
        at = self.at(day, wall)
        decision = Decision.STOP_AS_PLANNED if see_by is None else Decision.SEE_PATIENT
        by = None if see_by is None else on(see_by)
        return self._add(at, of, "plans", lambda seq: facts.EndPlan(seq, at, decision, by))

    def dispense(self, day: int, wall: str, units: str, of: str = "c1") -> "Told":
        """Units are handed out."""
        return self._dispense(self.at(day, wall), units, of)

    def dose(
        self,
        day: int,
        wall: str,
        amount: str = "1",
        *,
        key: str | None = None,
        told: tuple[int, str] | None = None,
        about: bool = False,
        of: str = "c1",
    ) -> "Told":
        """A dose is taken, and told at once or later; its id is `key`, or `day/wall`."""
        taken_at = self.at(day, wall)
        known_at = self.at(*told) if told else taken_at
        key = key or f"{day}/{wall}"
        return self._add(
            known_at,
            of,
            "doses",
            lambda seq: facts.Dose(
                seq, known_at, key, Decimal(amount), taken_at, self.day_of(taken_at, known_at), about
            ),
        )

    def takes(self, days: Iterable[int], *walls: str, amount: str = "1", of: str = "c1") -> "Told":
        """Doses at the same wall times on many days."""
        for day in days:
            for wall in walls:
                self.dose(day, wall, amount, of=of, key=f"{of}/{day}/{wall}")
        return self

    def later(self, day: int, wall: str, slot: str, *, of: str = "c1") -> "Told":
        """The patient taps "Later" on the reminder of a slot of that medication day."""
        at = self.at(day, wall)
        return self._add(at, of, "snoozes", lambda seq: facts.Snooze(seq, at, self.day_of(at), clock_time(slot)))

    def says(
        self,
        day: int,
        wall: str,
        use: Use | None = None,
        *symptoms: str,
        key: str | None = None,
        told: tuple[int, str] | None = None,
        of: str = "c1",
    ) -> "Told":
        """A check-in; its id is `key`, or `k` and the day."""
        at = self.at(day, wall)
        known_at = self.at(*told) if told else at
        key = key or f"k{day}"
        return self._add(
            known_at,
            of,
            "check_ins",
            lambda seq: facts.CheckIn(seq, known_at, key, at, self.day_of(at, known_at), use, frozenset(symptoms)),
        )

    def asks_to_talk(self, day: int, wall: str, of: str = "c1") -> "Told":
        """A talk request."""
        at = self.at(day, wall)
        return self._add(at, of, "talk_requests", lambda seq: facts.TalkRequest(seq, at, self.day_of(at)))

    def answer(self, day: int, wall: str, outcome: Outcome = Outcome.SPOKE, of: str = "c1") -> "Told":
        """An answer to what waits."""
        at = self.at(day, wall)
        return self._add(at, of, "answers", lambda seq: facts.Answer(seq, at, outcome))

    def acknowledge(self, day: int, wall: str, rule: str, until: int | None = None, of: str = "c1") -> "Told":
        """A clinician acknowledges a flag."""
        at = self.at(day, wall)
        to = None if until is None else on(until)
        return self._add(at, of, "acknowledgements", lambda seq: facts.Acknowledgement(seq, at, rule, to))

    def take_back(self, day: int, wall: str, rule: str, place: int = -1) -> "Told":
        """An acknowledgement of course c1 is taken back: of those of a rule the last, or that in another place."""
        at = self.at(day, wall)

        def build(seq: int, patient: facts.Patient) -> facts.Patient:
            of, *others = patient.courses
            meant = [told for told in of.acknowledgements if told.rule == rule][place]
            told = [replace(one, undone=facts.Mark(seq, at)) if one is meant else one for one in of.acknowledgements]
            return replace(patient, courses=(changed(of, acknowledgements=tuple(told)), *others))

        return self._tell(at, build)

    def undo(self, day: int, wall: str, key: str, kind: str = "doses") -> "Told":
        """A dose (check-in, talk request) with that id is undone."""
        at = self.at(day, wall)

        def build(seq: int, patient: facts.Patient) -> facts.Patient:
            courses = []
            for course in patient.courses:
                items = [
                    replace(item, undone=facts.Mark(seq, at)) if getattr(item, "id", "talk") == key else item
                    for item in getattr(course, kind)
                ]
                courses.append(changed(course, **{kind: tuple(items)}))
            return replace(patient, courses=tuple(courses))

        return self._tell(at, build)

    def move(self, day: int, wall: str, zone: str) -> "Told":
        """The patient is in another zone from now on; `wall` is of the zone left."""
        at = self.at(day, wall)
        self.moves.append((at, zone))
        return self._settings(at, time_zone=zone)

    def choose(self, day: int, wall: str, **chosen: Any) -> "Told":
        """The patient chooses otherwise: message hour, quiet hours, follow-ups."""
        return self._settings(self.at(day, wall), **chosen)

    # What follows.

    @property
    def knowledge(self) -> Knowledge:
        """The facts, arranged."""
        return Knowledge(self.patient)

    def known(self, day: int, wall: str, of: str = "c1") -> KnownCourse:
        """The course as known at an instant."""
        return self.knowledge.at(self.at(day, wall)).by_id[of]

    def record(self, day: int, wall: str) -> Record:
        """The record judged up to an instant."""
        return advance(Record(self.start), self.patient, self.at(day, wall))

    def flag(self, rule: str, day: int, wall: str, of: str = "c1") -> Flag | None:
        """The flag of a rule as it stands at an instant."""
        return self.record(day, wall).flags.get((of, rule))

    def find(self, rule: str, day: int, wall: str, of: str = "c1") -> Finding | None:
        """What a rule finds at an instant by the facts known then."""
        return RULES[rule](self.known(day, wall, of), Clock(self.at(day, wall)))


def utc(text: str) -> datetime:
    """An instant written in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def told_by(finding: Finding | Flag | None) -> tuple[str, list[str]] | None:
    """The word of the severity and the keys of the evidence, None for no finding."""
    return (finding.severity.word, [item.key for item in finding.evidence]) if finding else None


def units(*amounts: str) -> tuple[Decimal, ...]:
    """Amounts in units."""
    return tuple(map(Decimal, amounts))


def dates(*days: int) -> list[str]:
    """Days of the story as evidence names them."""
    return [on(day).isoformat() for day in days]
