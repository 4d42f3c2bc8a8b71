"""Today's list: who needs someone, why, since when, and what is asked of whom. One row a person.

It reads what was judged and told, never judges. Who is on the list follows from stored findings and open requests
alone, of which no more is read than orders and counts them: a practice has thousands. People, courses and facts are
loaded for the rows of one page. The number of queries is the same however many patients there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery

from courses.access import Viewer, may
from courses.load import load_flags, load_patients
from courses.models import Assignment, Course, Flag, Helper, Patient, Practice, Severity, TalkAnswer, TalkRequest
from courses.rules import facts, record
from courses.rules.days import zone_of
from courses.rules.known import Knowledge
from tracker.clinician import formats
from tracker.clinician.delivery import planned_ends, trouble_of
from tracker.clinician.findings import Told, evidence_lines, sentence
from tracker.clinician.rows import Item, Row
from tracker.clinician.sheet import Person, Sheet
from tracker.clinician.words import RULES

A_WEEK = timedelta(days=7)
ENDS_WAIT = (facts.Outcome.SPOKE.value, facts.Outcome.APPOINTMENT.value)


def find_rows(viewer: Viewer, now: datetime, *, only: UUID | None = None) -> list[Row]:
    """Every person who needs someone (or the one with that id, if they do), in order; nothing is spelt out yet."""
    rows: dict[UUID, Row] = {}
    for patient, item in [*_flags(viewer, only), *_talk(viewer, only), *trouble(viewer, now, only)]:
        rows.setdefault(patient, Row(patient)).items.append(item)
    assigned = _assigned(viewer, rows)
    for row in rows.values():
        if len(row.items) > 1:
            _drop_doubles(row)
            row.items.sort(key=lambda item: item.weight)
        given = assigned.get(row.patient_id)
        # What came up after it was given to somebody is nobody's yet.
        if given is not None and any(item.since <= given.known_at for item in row.items):
            row.assigned = given
    return sorted(rows.values(), key=lambda row: row.top.order)


def name(viewer: Viewer, rows: Sequence[Row], now: datetime) -> list[Row]:
    """The same rows with their people, and how long they wait. One query."""
    visible = Patient.objects.visible_to(viewer).select_related("practice")
    people = visible.in_bulk([row.patient_id for row in rows]) if rows else {}
    for row in rows:
        row.patient, row.wait = people[row.patient_id], formats.wait(row.top.since, now)
    return list(rows)


def what_may_be_done(viewer: Viewer) -> dict[str, bool]:
    """What the viewer may do from a row of the list."""
    return {
        "may_acknowledge": may(viewer, "acknowledge"),
        "may_assign": may(viewer, "assign"),
        "may_plan": may(viewer, "plan_end"),
        "may_prescribe": may(viewer, "prescribe"),
    }


def ending_soon(viewer: Viewer, rows: Sequence[Row], now: datetime) -> set[UUID]:
    """Of the people of these rows those with a course whose last day is one of the next seven, as the practice
    counts days. Two queries."""
    open_ones = Course.objects.visible_to(viewer).filter(cancelled_at__isnull=True, stopped_at__isnull=True)
    zone = Practice.objects.visible_to(viewer).values_list("time_zone", flat=True).get()
    today = now.astimezone(zone_of(zone)).date()
    ending = {patient for patient, day in planned_ends(open_ones).values() if today <= day < today + A_WEEK}
    return {row.patient_id for row in rows if row.patient_id in ending}


def _assigned(viewer: Viewer, patients: Iterable[UUID]) -> dict[UUID, Assignment]:
    """The newest assignment of each, where it is to somebody who works here still. One query."""
    newest = Assignment.objects.filter(patient=OuterRef("patient")).order_by("-seq").values("pk")[:1]
    rows = Assignment.objects.visible_to(viewer).filter(patient__in=list(patients), pk=Subquery(newest))
    given = rows.filter(to__is_active=True).select_related("to")
    return {one.patient_id: one for one in given}


def spell_out(viewer: Viewer, rows: Sequence[Row], now: datetime) -> None:
    """Give the rows of a page, whose people are named, their courses and sentences."""
    if not rows:
        return
    ids = [row.patient_id for row in rows]
    patients, flags = load_patients(ids), load_flags(ids)
    courses = _courses(viewer, rows)
    helped = {one.patient_id for one in Helper.objects.visible_to(viewer).filter(patient__in=ids) if one.in_force(now)}
    for row in rows:
        row.has_helper = row.patient_id in helped
        person = Person(viewer, row.patient, patients[row.patient_id], now)
        sheets = {
            UUID(one.id): Sheet(person, courses[UUID(one.id)])
            for one in person.facts.courses
            if UUID(one.id) in courses
        }
        shown = row.top.course_id or _newest(person.knowledge, now)
        row.sheet = None if shown is None else sheets.get(shown)
        for item in row.items:
            flag = flags[row.patient_id].get((str(item.course_id), item.rule))
            if flag is not None and item.course_id in sheets:
                _spell_out(item, flag, sheets[item.course_id], now)


def _spell_out(item: Item, flag: record.Flag, sheet: Sheet, now: datetime) -> None:
    told = Told(
        known=sheet.known,
        course=sheet.facts,
        evidence=flag.evidence,
        unit=sheet.row.unit,
        today=sheet.today,
        zone=sheet.person.zone,
        now=now,
    )
    item.sentence = sentence(item.rule, told)
    item.evidence = evidence_lines(told)
    item.rule_words = RULES[item.rule][1]


def _flags(viewer: Viewer, only: UUID | None) -> Iterable[tuple[UUID, Item]]:
    """The flags that ask for somebody. Those of a cancelled course outlived it."""
    rows = Flag.objects.visible_to(viewer).waiting().filter(**_of("course__patient", only))
    columns = ("course__patient", "rule", "severity", "waiting_since", "course", "course__prescriber")
    for patient, rule, severity, since, course, prescriber in rows.values_list(*columns):
        yield patient, Item(_shape(rule, severity), since, course, rule=rule, prescriber=prescriber)


def _of(path: str, only: UUID | None) -> dict[str, Any]:
    return {} if only is None else {path: only}


def _shape(rule: str, severity: int) -> str:
    if rule == "emergency_symptoms":
        return "emergency"
    if severity == Severity.HIGH.value:
        return "high"
    if rule == "talk_request_waiting":
        return "talk"
    if rule == "ending_without_plan":
        return "no-plan"
    return "warning" if severity == Severity.WARNING.value else "info"


def _talk(viewer: Viewer, only: UUID | None) -> Iterable[tuple[UUID, Item]]:
    """Talk requests that no talk or appointment has answered, with the patient's own words."""
    ended = TalkAnswer.objects.filter(course=OuterRef("course"), outcome__in=ENDS_WAIT, undo=None).order_by("-seq")
    rows = (
        TalkRequest.objects.visible_to(viewer)
        .filter(undone_at__isnull=True, **_of("patient", only))
        .annotate(ended=Subquery(ended.values("seq")[:1]))
        .filter(Q(ended__isnull=True) | Q(seq__gt=F("ended")))
        .order_by("seq")
    )
    for patient, at, course, line, by in rows.values_list(
        "patient", "known_at", "course", "line", "course__prescriber"
    ):
        yield patient, Item("talk", at, course, sentence="" if line else "Asked to talk.", words=line, prescriber=by)


def trouble(viewer: Viewer, now: datetime, only: UUID | None = None) -> Iterable[tuple[UUID, Item]]:
    """Patients whom messages do not reach."""
    for patient, since, what in trouble_of(viewer, now, only=only):
        yield patient.pk, Item("delivery", since, None, sentence=what)


def _drop_doubles(row: Row) -> None:
    """A talk request that waits and its flag are one thing: the flag's urgency, the patient's words."""
    by_course: dict[UUID | None, list[Item]] = defaultdict(list)
    for item in row.items:
        if item.shape == "talk" and not item.rule:
            by_course[item.course_id].append(item)
    for item in list(row.items):
        asked = by_course.get(item.course_id, [])
        if item.rule == "talk_request_waiting" and asked:
            item.words, item.since = asked[0].words, asked[0].since
            row.items = [other for other in row.items if other not in asked]
        elif item in asked[1:]:
            row.items.remove(item)


def _courses(viewer: Viewer, rows: Sequence[Row]) -> dict[UUID, Course]:
    people = {row.patient_id: row.patient for row in rows}
    told = Course.objects.visible_to(viewer).filter(patient__in=list(people)).select_related("medicine", "prescriber")
    found = {course.pk: course for course in told}
    for course in found.values():
        course.patient = people[course.patient_id]
    return found


def _newest(knowledge: Knowledge, now: datetime) -> UUID | None:
    courses = knowledge.at(now).courses
    return UUID(max(courses, key=lambda course: course.first_day).id) if courses else None
