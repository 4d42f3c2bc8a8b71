"""Today's list: who needs someone, why, since when, and what is asked of whom. One row a person.

It reads what was judged and told, never judges; a constant number of queries however many patients there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery

from courses.access import Viewer
from courses.load import load_patients, load_records
from courses.models import Course, Flag, Patient, Severity, TalkAnswer, TalkRequest
from courses.rules import facts, record
from courses.rules.known import Knowledge
from tracker.clinician import formats
from tracker.clinician.delivery import trouble_of
from tracker.clinician.findings import Told, evidence_lines, sentence
from tracker.clinician.sheet import Person, Sheet
from tracker.clinician.words import MOST_TELLING, RULES

SHAPES = {
    # what a row is headed by, in the order of the list: (sign, word)
    "emergency": ("emergency", "Emergency"),
    "high": ("high", "High"),
    "talk": ("talk", "Talk"),
    "no-plan": ("no_plan", "No plan"),
    "warning": ("warning", "Warning"),
    "delivery": ("delivery", "Delivery"),
    "info": ("info", "Info"),
}
RANKS = {shape: rank for rank, shape in enumerate(SHAPES)}
ASKED = {
    "emergency": ("Call now", "Anyone"),
    "high": ("Contact", "Prescriber"),
    "talk": ("Answer", "Anyone"),
    "no-plan": ("Plan", "Prescriber"),
    "warning": ("Look", "Reviewer"),
    "delivery": ("Call", "Reviewer"),
    "info": ("Look", "Reviewer"),
}
ENDS_WAIT = (facts.Outcome.SPOKE.value, facts.Outcome.APPOINTMENT.value)


@dataclass(slots=True)
class Item:
    """One thing that somebody is asked for: a flag, a talk request, or messages that do not arrive."""

    shape: str
    since: datetime
    course_id: UUID | None
    rule: str = ""
    sentence: str = ""
    words: str = ""
    rule_words: str = ""
    evidence: Sequence[str] = ()

    @property
    def sign(self) -> str:
        """The name of its icon."""
        return SHAPES[self.shape][0]

    @property
    def word(self) -> str:
        """The word beside it."""
        return SHAPES[self.shape][1]

    @property
    def waits(self) -> bool:
        """Whether it is a patient who asked to talk."""
        return self.rule == "talk_request_waiting" or (self.shape == "talk" and not self.rule)

    @property
    def asked(self) -> tuple[str, str]:
        """What is asked, and of whom: a request wants its answer and an end its plan, however urgent."""
        if self.waits:
            return ASKED["talk"]
        return ASKED["no-plan" if self.rule == "ending_without_plan" else self.shape]

    @property
    def order(self) -> tuple[int, datetime]:
        """Among people: by urgency, then by wait."""
        return (RANKS[self.shape], self.since)

    @property
    def weight(self) -> tuple[int, int, datetime]:
        """Among what is asked for one person: by urgency, then what tells most."""
        told = MOST_TELLING.index(self.rule) if self.rule else len(MOST_TELLING)
        return (RANKS[self.shape], told, self.since)


@dataclass(slots=True)
class Row:
    """One person with all that is asked for them, the most urgent first."""

    patient: Patient
    items: list[Item] = field(default_factory=list)
    sheet: Sheet | None = None
    wait: str = ""

    @property
    def top(self) -> Item:
        """What the row is headed by."""
        return self.items[0]

    @property
    def others(self) -> list[Item]:
        """What else there is."""
        return self.items[1:]

    @property
    def ask(self) -> str:
        """What is asked."""
        return self.top.asked[0]

    @property
    def of_whom(self) -> str:
        """Of whom: a prescriber is named."""
        whom = self.top.asked[1]
        return self.sheet.row.prescriber.name if whom == "Prescriber" and self.sheet else whom


def find_rows(viewer: Viewer, now: datetime) -> list[Row]:
    """Every person who needs someone, in order; nothing of them is spelt out yet."""
    rows: dict[UUID, Row] = {}
    for patient, item in [*_flags(viewer), *_talk(viewer), *trouble(viewer, now)]:
        rows.setdefault(patient.pk, Row(patient)).items.append(item)
    for row in rows.values():
        _drop_doubles(row)
        row.items.sort(key=lambda item: item.weight)
        row.wait = formats.wait(row.top.since, now)
    return sorted(rows.values(), key=lambda row: row.top.order)


def spell_out(viewer: Viewer, rows: Sequence[Row], now: datetime) -> None:
    """Give the rows of a page their courses and sentences."""
    ids = [row.patient.pk for row in rows]
    patients, records = load_patients(ids), load_records(ids)
    courses = _courses(viewer, rows)
    for row in rows:
        person = Person(viewer, row.patient, patients[row.patient.pk], now)
        shown = row.top.course_id or _newest(person.knowledge, now)
        if shown in courses:
            row.sheet = Sheet(person, courses[shown])
        flags = records[row.patient.pk].flags
        for item in row.items:
            flag = flags.get((str(item.course_id), item.rule))
            if flag is not None and item.course_id in courses:
                _spell_out(item, flag, Sheet(person, courses[item.course_id]), now)


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


def _flags(viewer: Viewer) -> Iterable[tuple[Patient, Item]]:
    """The flags that ask for somebody. Those of a cancelled course outlived it."""
    for row in Flag.objects.visible_to(viewer).waiting().select_related("course__patient__practice"):
        yield row.course.patient, Item(_shape(row), row.waiting_since, row.course_id, rule=row.rule)


def _shape(flag: Flag) -> str:
    if flag.rule == "emergency_symptoms":
        return "emergency"
    if flag.severity == Severity.HIGH:
        return "high"
    if flag.rule == "talk_request_waiting":
        return "talk"
    if flag.rule == "ending_without_plan":
        return "no-plan"
    return "warning" if flag.severity == Severity.WARNING else "info"


def _talk(viewer: Viewer) -> Iterable[tuple[Patient, Item]]:
    """Talk requests that no talk or appointment has answered, with the patient's own words."""
    ended = TalkAnswer.objects.filter(course=OuterRef("course"), outcome__in=ENDS_WAIT).order_by("-seq")
    rows = (
        TalkRequest.objects.visible_to(viewer)
        .filter(undone_at__isnull=True)
        .annotate(ended=Subquery(ended.values("seq")[:1]))
        .filter(Q(ended__isnull=True) | Q(seq__gt=F("ended")))
        .select_related("patient__practice")
        .order_by("seq")
    )
    for row in rows:
        said = "Asked to talk." if not row.line else ""
        yield row.patient, Item("talk", row.known_at, row.course_id, sentence=said, words=row.line)


def trouble(viewer: Viewer, now: datetime) -> Iterable[tuple[Patient, Item]]:
    """Patients whom messages do not reach."""
    for patient, since, what in trouble_of(viewer, now):
        yield patient, Item("delivery", since, None, sentence=what)


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
    told = Course.objects.visible_to(viewer).filter(patient__in=[row.patient.pk for row in rows])
    return {course.pk: course for course in told.select_related("patient__practice", "medicine", "prescriber")}


def _newest(knowledge: Knowledge, now: datetime) -> UUID | None:
    courses = knowledge.at(now).courses
    return UUID(max(courses, key=lambda course: course.first_day).id) if courses else None
