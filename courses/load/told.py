"""Rows -> facts: what was told of one patient or many."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from courses.models import (
    Acknowledgement,
    CheckIn,
    Course,
    Dispense,
    Dose,
    EndPlan,
    PatientSettings,
    Revision,
    Snooze,
    Step,
    TalkAnswer,
    TalkRequest,
)
from courses.models.check_ins import NAMES_DROWSY
from courses.rules import facts

Told = dict[UUID, tuple[Any, ...]]


def load_patient(patient_id: UUID) -> facts.Patient:
    """Everything told of one patient; raises KeyError for one who is not there."""
    return load_patients([patient_id])[patient_id]


def load_patients(ids: Collection[UUID]) -> dict[UUID, facts.Patient]:
    """Everything told of each of these patients, in twelve queries at most however many they are."""
    settings: dict[UUID, list[facts.Settings]] = defaultdict(list)
    born: dict[UUID, date] = {}
    # Every patient has settings, so these tell the birth date, too.
    rows = PatientSettings.objects.filter(patient__in=ids).order_by("seq")
    columns = ("seq", "known_at", "time_zone", "message_hour", "quiet_start", "quiet_end", "follow_up")
    for pk, born[pk], *chosen in rows.values_list("patient", "patient__birth_date", *columns):
        settings[pk].append(facts.Settings(*chosen))
    courses = _courses(ids)
    return {pk: facts.Patient(str(pk), born[pk], tuple(settings[pk]), courses.get(pk, ())) for pk in settings}


def load_again(patient: facts.Patient, parts: Collection[str]) -> facts.Patient:
    """The same patient with these parts of every course (names in `PARTS`) as they now stand: one query a part."""
    ids = [UUID(course.id) for course in patient.courses]
    fresh = {name: PARTS[name](ids) for name in parts}

    def again(course: facts.Course) -> facts.Course:
        told: dict[str, Any] = {name: by_course.get(UUID(course.id), ()) for name, by_course in fresh.items()}
        return replace(course, **told)

    courses = tuple(again(course) for course in patient.courses)
    return replace(patient, courses=courses)


def with_facts(patient: facts.Patient, fresh: Iterable[tuple[UUID, str, Any]]) -> facts.Patient:
    """The same patient with newer facts, each of a course and a part (names in `PARTS`), as if loaded."""
    courses = {course.id: course for course in patient.courses}
    for course_id, part, fact in fresh:
        course = courses[str(course_id)]
        newer: dict[str, Any] = {part: (*getattr(course, part), fact)}
        courses[course.id] = replace(course, **newer)
    return replace(patient, courses=tuple(courses.values()))


def _by_first(rows: Iterable[tuple[Any, ...]], build: Callable[..., Any]) -> Told:
    """What `build` makes of each row but its first column, by this column, in the order of the rows."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    for key, *rest in rows:
        found[key].append(build(*rest))
    return {key: tuple(items) for key, items in found.items()}


_MARKS = ("cancel_seq", "cancelled_at", "close_seq", "closed_at")


def _courses(patient_ids: Collection[UUID]) -> Told:
    # To look whether there is any costs less than a query of its own, which would mostly find none.
    seldom = {f"has_{name}": Exists(model.objects.filter(course=OuterRef("pk"))) for name, model in SELDOM.items()}
    columns = ("first_day", "enhanced_monitoring", "stop_seq", "stopped_at", "stopped_on", *_MARKS)
    found = Course.objects.filter(patient__in=patient_ids).order_by("seq").annotate(**seldom)
    rows = list(found.values_list("patient", "pk", *columns, *seldom))
    ids = [row[1] for row in rows]
    revisions = revisions_of(ids)
    absent = {name for place, name in enumerate(SELDOM) if not any(row[place - len(SELDOM)] for row in rows)}
    told = {name: load(ids) for name, load in PARTS.items() if name not in absent}

    def course(pk: UUID, *columns: Any) -> facts.Course:
        first_day, enhanced, stop_seq, stopped_at, stopped_on, *marks = columns[: -len(SELDOM)]
        return facts.Course(
            id=str(pk),
            first_day=first_day,
            revisions=revisions[pk],
            enhanced_monitoring=enhanced,
            stop=None if stop_seq is None else facts.Stop(stop_seq, stopped_at, stopped_on),
            cancelled=_mark(*marks[:2]),
            closed=_mark(*marks[2:]),
            **{name: by_course.get(pk, ()) for name, by_course in told.items()},
        )

    return _by_first(rows, course)


def _mark(seq: int | None, known_at: datetime | None) -> facts.Mark | None:
    return None if seq is None or known_at is None else facts.Mark(seq, known_at)


def revisions_of(course_ids: Collection[UUID]) -> Told:
    """The revisions of each of these courses, in order, with their steps. Two queries."""
    steps = _steps(course_ids)
    basis = (
        "medicine_code", "medicine_class", "day_boundary", "mg_per_unit", "label_max_daily_mg", "abrupt_stop",
        "sedating", "days_limit",
    )  # fmt: skip

    def revision(pk: UUID, seq: int, known_at: datetime, kind: str, begins_on: Any, *columns: Any) -> facts.Revision:
        judged_by = facts.Basis(*columns)
        boundary = judged_by.day_boundary
        ordered = tuple(
            replace(step, slots=tuple(sorted(step.slots, key=lambda slot: (slot.wall < boundary, slot.wall))))
            for step in steps[pk]
        )
        return facts.Revision(seq, known_at, facts.RevisionKind(kind), begins_on, ordered, judged_by)

    rows = Revision.objects.filter(course__in=course_ids).order_by("number")
    return _by_first(rows.values_list("course", "pk", "seq", "known_at", "kind", "begins_on", *basis), revision)


def _steps(course_ids: Collection[UUID]) -> dict[UUID, list[facts.Step]]:
    """The steps of each revision, in order: steps and slots in one query, a row a slot (or an as-needed step)."""
    as_needed = ("as_needed_amount", "as_needed_min_interval_minutes", "as_needed_max_per_day")
    rows = (
        Step.objects.filter(revision__course__in=course_ids)
        .order_by("revision", "position")
        .values_list("revision", "position", "days", *as_needed, "slots__wall", "slots__amount")
    )
    steps: dict[UUID, list[facts.Step]] = defaultdict(list)
    for (revision, _, days, *needed), group in groupby(rows, key=itemgetter(0, 1, 2, 3, 4, 5)):
        slots = tuple(facts.StepSlot(wall, amount) for *_, wall, amount in group if wall is not None)
        pattern = None if needed[0] is None else facts.AsNeeded(*needed)
        steps[revision].append(facts.Step(days, slots, pattern))
    return steps


def _dispenses(course_ids: Collection[UUID]) -> Told:
    rows = Dispense.objects.filter(course__in=course_ids).order_by("seq")
    return _by_first(rows.values_list("course", "seq", "known_at", "units"), facts.Dispense)


_UNDOABLE = ("undone_seq", "undone_at", "client_id", "seq", "known_at")
_DOSE = (*_UNDOABLE, "amount", "taken_at", "medication_day", "about")
_CHECK_IN = (*_UNDOABLE, "at", "medication_day", "use", "drowsiness", "symptoms")


def dose_of(row: Dose) -> facts.Dose:
    """A dose that was just written, as loading it would give it."""
    return _dose(*(getattr(row, column) for column in _DOSE))


def check_in_of(row: CheckIn) -> facts.CheckIn:
    """A check-in that was just written, as loading it would give it."""
    return _check_in(*(getattr(row, column) for column in _CHECK_IN))


def _doses(course_ids: Collection[UUID]) -> Told:
    rows = Dose.objects.filter(course__in=course_ids).order_by("seq")
    return _by_first(rows.values_list("course", *_DOSE), _dose)


def _dose(undone_seq: int | None, undone_at: datetime | None, client_id: UUID, *columns: Any) -> facts.Dose:
    seq, known_at, amount, taken_at, day, about = columns
    undone = _mark(undone_seq, undone_at)
    return facts.Dose(seq, known_at, str(client_id), amount, taken_at, day, about, undone)


def _check_ins(course_ids: Collection[UUID]) -> Told:
    rows = CheckIn.objects.filter(course__in=course_ids).order_by("seq")
    return _by_first(rows.values_list("course", *_CHECK_IN), _check_in)


def _check_in(undone_seq: int | None, undone_at: datetime | None, client_id: UUID, *columns: Any) -> facts.CheckIn:
    seq, known_at, at, day, use, drowsiness, symptoms = columns
    named = frozenset(symptoms) | ({"drowsy"} if drowsiness is not None and drowsiness >= NAMES_DROWSY else set())
    told_use = None if use is None else facts.Use(use)
    return facts.CheckIn(seq, known_at, str(client_id), at, day, told_use, named, _mark(undone_seq, undone_at))


def _talk_requests(course_ids: Collection[UUID]) -> Told:
    def request(undone_seq: int | None, undone_at: datetime | None, *columns: Any) -> facts.TalkRequest:
        seq, known_at, day = columns
        return facts.TalkRequest(seq, known_at, day, _mark(undone_seq, undone_at))

    rows = TalkRequest.objects.filter(course__in=course_ids).order_by("seq")
    return _by_first(
        rows.values_list("course", "undone_seq", "undone_at", "seq", "known_at", "medication_day"), request
    )


def _answers(course_ids: Collection[UUID]) -> Told:
    def answer(undone_seq: int | None, undone_at: datetime | None, *columns: Any) -> facts.Answer:
        seq, known_at, outcome = columns
        return facts.Answer(seq, known_at, facts.Outcome(outcome), _mark(undone_seq, undone_at))

    rows = TalkAnswer.objects.filter(course__in=course_ids).order_by("seq")
    return _by_first(rows.values_list("course", "undo__seq", "undo__known_at", "seq", "known_at", "outcome"), answer)


def _plans(course_ids: Collection[UUID]) -> Told:
    rows = EndPlan.objects.filter(course__in=course_ids).order_by("seq")
    return _by_first(
        rows.values_list("course", "seq", "known_at", "decision", "by_day"),
        lambda seq, known_at, decision, by: facts.EndPlan(seq, known_at, facts.Decision(decision), by),
    )


def _acknowledgements(course_ids: Collection[UUID]) -> Told:
    def seen(undone_seq: int | None, undone_at: datetime | None, *columns: Any) -> facts.Acknowledgement:
        seq, known_at, rule, until = columns
        return facts.Acknowledgement(seq, known_at, rule, until, _mark(undone_seq, undone_at))

    rows = Acknowledgement.objects.filter(course__in=course_ids).order_by("seq")
    return _by_first(
        rows.values_list("course", "undo__seq", "undo__known_at", "seq", "known_at", "rule", "until"), seen
    )


def _snoozes(course_ids: Collection[UUID]) -> Told:
    rows = Snooze.objects.filter(course__in=course_ids).order_by("seq")
    return _by_first(rows.values_list("course", "seq", "known_at", "medication_day", "wall"), facts.Snooze)


PARTS: Mapping[str, Callable[[Collection[UUID]], Told]] = {
    "plans": _plans,
    "dispenses": _dispenses,
    "doses": _doses,
    "check_ins": _check_ins,
    "talk_requests": _talk_requests,
    "answers": _answers,
    "acknowledgements": _acknowledgements,
    "snoozes": _snoozes,
}
# What most courses have none of most of the time.
SELDOM: Mapping[str, Any] = {
    "plans": EndPlan,
    "check_ins": CheckIn,
    "talk_requests": TalkRequest,
    "answers": TalkAnswer,
    "acknowledgements": Acknowledgement,
    "snoozes": Snooze,
}
