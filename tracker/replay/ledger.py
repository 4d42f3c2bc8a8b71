"""The facts of a story as they are told, and what may not be told: pure, and the same for both worlds.

The ledger knows what is planned when a slot falls due, refuses what `replay.md` calls not valid, and holds the very
facts that the pure fold judges.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from courses.rules import facts
from courses.rules.days import DAY, Zones, medication_day
from courses.rules.facts import RevisionKind
from courses.rules.known import Knowledge, KnownPatient
from courses.rules.window import Slot, Window
from tracker.replay.document import quoted
from tracker.replay.entry import unanswered_checks
from tracker.replay.errors import ScenarioError
from tracker.replay.medicines import basis_of
from tracker.replay.reading_parts import placed_steps
from tracker.replay.scenario import (
    Acknowledge,
    Answer,
    Change,
    CheckIn,
    CourseTold,
    Dispense,
    Doing,
    Dose,
    EndPlanTold,
    MoveTo,
    PlanEnd,
    Scenario,
    Stop,
    TalkRequest,
    UndoDose,
)

ACKNOWLEDGED_AT_MOST = timedelta(days=7)


@dataclass(slots=True)
class Book:
    """One course in the making."""

    told: CourseTold
    basis: facts.Basis
    enhanced_monitoring: bool
    revisions: list[facts.Revision] = field(default_factory=list)
    stop: facts.Stop | None = None
    plans: list[facts.EndPlan] = field(default_factory=list)
    dispenses: list[facts.Dispense] = field(default_factory=list)
    doses: dict[str, facts.Dose] = field(default_factory=dict)
    check_ins: list[facts.CheckIn] = field(default_factory=list)
    talk_requests: list[facts.TalkRequest] = field(default_factory=list)
    answers: list[facts.Answer] = field(default_factory=list)
    acknowledgements: list[facts.Acknowledgement] = field(default_factory=list)

    def facts(self) -> facts.Course:
        """The course as rules take it."""
        return facts.Course(
            id=self.told.id,
            first_day=self.told.first_day,
            revisions=tuple(self.revisions),
            enhanced_monitoring=self.enhanced_monitoring,
            stop=self.stop,
            plans=tuple(self.plans),
            dispenses=tuple(self.dispenses),
            doses=tuple(self.doses.values()),
            check_ins=tuple(self.check_ins),
            talk_requests=tuple(self.talk_requests),
            answers=tuple(self.answers),
            acknowledgements=tuple(self.acknowledgements),
        )


class Ledger:
    """Everything told so far of one scenario."""

    def __init__(self, scenario: Scenario, begins_at: datetime) -> None:
        """Begin with the patient's settings, and no course."""
        patient = scenario.patient
        self.scenario = scenario
        self.begins_at = begins_at
        self.boundary = scenario.practice.day_boundary
        self.seq = 1
        self.plan_version = 0
        self.settings = [
            facts.Settings(
                seq=1,
                known_at=begins_at,
                time_zone=patient.time_zone,
                message_hour=patient.message_hour,
                quiet_start=patient.quiet_start,
                quiet_end=patient.quiet_end,
                follow_up=patient.follow_up,
            )
        ]
        self.books: dict[str, Book] = {}
        # Which entry checks found something, by the path of what was entered.
        self.checks: dict[str, list[str]] = {}
        self._dose_ids: dict[str, Book] = {}
        self._check_in_ids: set[str] = set()
        self._windows: dict[str, Window] = {}

    @property
    def zone(self) -> str:
        """The zone in force."""
        return self.settings[-1].time_zone

    @property
    def zones(self) -> Zones:
        """The zones over time."""
        return Zones([(one.known_at, one.time_zone) for one in self.settings])

    def patient(self) -> facts.Patient:
        """The patient as rules take one."""
        return facts.Patient(
            id="patient",
            birth_date=self.scenario.patient.birth_date,
            settings=tuple(self.settings),
            courses=tuple(book.facts() for book in self.books.values()),
        )

    def known(self) -> KnownPatient:
        """What is known by now."""
        return Knowledge(self.patient()).upto(self.seq)

    def window(self, course: str) -> Window:
        """The window of a course, as the plan stands."""
        if course not in self._windows:
            book = self.books[course]
            self._windows[course] = Window(book.revisions, book.stop, self.zones)
        return self._windows[course]

    def slots(self, course: str, first_day: date, last_day: date) -> list[Slot]:
        """The slots of these medication days that fall due, as the plan stands."""
        window = self.window(course)
        days = [window.day(day) for day in window.days if first_day <= day <= last_day]
        return [slot for day in days if day for slot in day.slots if slot.due_at is not None]

    def enter(self, told: CourseTold) -> None:
        """A course is entered, before the story begins."""
        basis = basis_of(told.medicine, told.strength, self.boundary)
        missing = unanswered_checks(
            self, RevisionKind.PRESCRIBE, told, told.steps, told.first_day, self.begins_at, supply=told.supply
        )
        self._settle(told.path, missing, told.override)
        book = Book(told, basis, self.scenario.assessment.enhanced_monitoring)
        self.books[told.id] = book
        self._revise(book, RevisionKind.PRESCRIBE, told.first_day, told.steps, self.begins_at)
        if told.supply is not None:
            book.dispenses.append(facts.Dispense(self.seq, self.begins_at, told.supply))

    def tell(self, path: str, doing: Doing, taken_at: datetime, now: datetime) -> None:
        """Something is done at `now`; raises ScenarioError, with nothing changed, for what is not valid."""
        match doing:
            case Dose():
                self._dose(path, doing, taken_at, now)
            case UndoDose():
                self._undo(path, doing, now)
            case CheckIn():
                self._check_in(path, doing, now)
            case TalkRequest(course=course):
                self.books[course].talk_requests.append(facts.TalkRequest(self._next(), now, self.day(now)))
            case Answer(course=course, outcome=outcome):
                self.books[course].answers.append(facts.Answer(self._next(), now, outcome))
            case PlanEnd(course=course, plan=plan):
                self._plan(f"{path}.by", self.books[course], plan, self.window(course).last_day, now)
            case Change():
                self._change(path, doing, now)
            case Stop():
                self._stop(path, doing, now)
            case Acknowledge():
                self._acknowledge(path, doing, now)
            case Dispense(course=course, units=units):
                self.books[course].dispenses.append(facts.Dispense(self._next(), now, units))
            case MoveTo(time_zone=zone):
                self.settings.append(replace(self.settings[-1], seq=self._next(), known_at=now, time_zone=zone))
                self._plan_changed()

    def day(self, instant: datetime) -> date:
        """The medication day of an instant, in the zone in force."""
        return medication_day(instant, self.zone, self.boundary)

    def _next(self) -> int:
        self.seq += 1
        return self.seq

    def _plan_changed(self) -> None:
        self.plan_version += 1
        self._windows.clear()

    def _dose(self, path: str, dose: Dose, taken_at: datetime, now: datetime) -> None:
        book = self.books[dose.course]
        day = self.day(taken_at)
        if dose.id in self._dose_ids:
            # What every slot makes has no id of its own to point to.
            where = f"{path}.id" if path.endswith(".dose") else path
            raise ScenarioError(where, f"another dose has the id {quoted(dose.id)}")
        if now < taken_at:
            raise ScenarioError(f"{path}.logged_at", "told before it was taken")
        if day < book.told.first_day:
            raise ScenarioError(path, f"taken before the course's first day, {book.told.first_day}")
        self._dose_ids[dose.id] = book
        book.doses[dose.id] = facts.Dose(self._next(), now, dose.id, dose.amount, taken_at, day, dose.about)

    def _undo(self, path: str, undo: UndoDose, now: datetime) -> None:
        book = self._dose_ids.get(undo.id)
        if book is None:
            raise ScenarioError(path, "no dose with this id is there to undo")
        if book.doses[undo.id].undone:
            raise ScenarioError(path, "this dose is undone already")
        book.doses[undo.id] = replace(book.doses[undo.id], undone=facts.Mark(self._next(), now))

    def _check_in(self, path: str, told: CheckIn, now: datetime) -> None:
        if told.id in self._check_in_ids:
            raise ScenarioError(f"{path}.id", "another check-in has this id")
        self._check_in_ids.add(told.id)
        made = facts.CheckIn(self._next(), now, told.id, now, self.day(now), told.use, frozenset(told.symptoms))
        self.books[told.course].check_ins.append(made)

    def _change(self, path: str, change: Change, now: datetime) -> None:
        book = self.books[change.course]
        window, today = self.window(change.course), self.day(now)
        if book.stop is not None:
            raise ScenarioError(path, f"the course was stopped on {book.stop.on}")
        if change.kind is RevisionKind.EXTEND:
            begins_on = max(window.last_day + DAY, today)
        elif today > window.last_day:
            raise ScenarioError(path, f"a revision after the last day, {window.last_day}")
        else:
            begins_on = max(window.first_day, today)
        steps = placed_steps(f"{path}.steps", change.steps, first_day=begins_on, boundary=self.boundary)
        last_day = begins_on + timedelta(days=sum(step.days for step in steps) - 1)
        if change.plan is not None:
            _refuse_late(f"{path}.by", change.plan, last_day)
        missing = unanswered_checks(self, change.kind, book.told, steps, begins_on, now)
        self._settle(path, missing, change.override)
        self._revise(book, change.kind, begins_on, steps, now)
        if change.plan is not None:
            self._plan(f"{path}.by", book, change.plan, last_day, now, seq=self.seq)

    def _settle(self, path: str, found: list[str], override: str | None) -> None:
        """Note what entry checks found; raises ScenarioError where no reason is given."""
        if found and override is None:
            raise ScenarioError(f"{path}.override", f"entry checks ask for a reason: {', '.join(found)}")
        self.checks[path] = found

    def _revise(
        self, book: Book, kind: RevisionKind, begins_on: date, steps: tuple[facts.Step, ...], now: datetime
    ) -> None:
        book.revisions.append(facts.Revision(self._next(), now, kind, begins_on, steps, book.basis))
        self._plan_changed()

    def _plan(
        self, path: str, book: Book, plan: EndPlanTold, last_day: date, now: datetime, *, seq: int | None = None
    ) -> None:
        """A plan for the end; one that comes with a revision has its place: they are one fact."""
        _refuse_late(path, plan, last_day)
        book.plans.append(facts.EndPlan(self._next() if seq is None else seq, now, plan.decision, plan.by))

    def _stop(self, path: str, stop: Stop, now: datetime) -> None:
        book = self.books[stop.course]
        if book.stop is not None:
            raise ScenarioError(path, f"the course was stopped on {book.stop.on} already")
        book.stop = facts.Stop(self._next(), now, self.day(now))
        self._plan_changed()

    def _acknowledge(self, path: str, told: Acknowledge, now: datetime) -> None:
        if told.until is not None and told.until > self.day(now) + ACKNOWLEDGED_AT_MOST:
            raise ScenarioError(f"{path}.until", f"more than {ACKNOWLEDGED_AT_MOST.days} days ahead")
        acknowledgement = facts.Acknowledgement(self._next(), now, told.rule, told.until)
        self.books[told.course].acknowledgements.append(acknowledgement)


def _refuse_late(path: str, plan: EndPlanTold, last_day: date) -> None:
    if plan.by is not None and plan.by > last_day:
        raise ScenarioError(path, f"after the last day, {last_day}")
