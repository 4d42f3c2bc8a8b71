"""The frame of every action: one transaction, the lock of the patient's row, judging before and after, the signal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from courses import inputs
from courses.access import Viewer, may
from courses.errors import NotAllowed, NotFound, WrongInput
from courses.load import keep_told, know, load_again, load_patient, record_of, save_record, with_facts
from courses.load.told import PARTS
from courses.models import Patient, Through
from courses.models.row import ByKind
from courses.rules.judging import advance
from courses.rules.known import Knowledge, KnownCourse, KnownPatient
from courses.rules.record import Record
from courses.signals import course_changed

# An edge hands in its clock, which is read once the lock is held; a test or a replay hands in the instant itself.
Now = datetime | Callable[[], datetime]

EVERYTHING = "everything"


@dataclass(slots=True)
class Act:
    """One action on one patient: the locked row, the instant, what is known, and what has been told by it so far."""

    patient: Patient
    now: datetime
    what: str
    by: Viewer
    through: str
    loaded: Record
    record: Record
    knowledge: Knowledge
    first_seq: int
    courses: set[UUID] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    fresh: list[tuple[UUID, str, Any]] = field(default_factory=list)

    @property
    def known(self) -> KnownPatient:
        """What was known before this action told anything."""
        return self.knowledge.upto(self.first_seq)

    def course(self, course_id: UUID) -> KnownCourse:
        """One course as known; raises NotFound for another patient's."""
        try:
            return self.known.by_id[str(course_id)]
        except KeyError:
            raise NotFound("course", "no_such_course", "This patient has no such course.") from None

    def today(self, course: KnownCourse) -> date:
        """The medication day of now, in the zone in force and by the course's boundary."""
        return course.window.medication_day(self.now)

    def next_seq(self) -> int:
        """The next place in the patient's order."""
        self.patient.last_seq += 1
        return self.patient.last_seq

    def has(self, part: str, client_id: UUID) -> bool:
        """Whether something of a part whose facts have ids (doses, check-ins) was told under this id: all of the
        patient's are loaded, those of other courses and undone ones too."""
        told = (fact for course in self.knowledge.patient.courses for fact in getattr(course, part))
        return any(fact.id == str(client_id) for fact in told)

    def tell(
        self, course_id: UUID | None = None, part: str | None = EVERYTHING, *, seq: int | None = None
    ) -> dict[str, Any]:
        """The columns of a new fact: place, instant, who and through what. `part` is what is to be loaded again for it,
        None where `know` is told the fact itself; `seq` puts it in a place that this action has already (told in one
        breath, judged as one)."""
        self.touch(course_id, part)
        return {
            "seq": self.next_seq() if seq is None else seq,
            "known_at": self.now,
            "by_kind": ByKind(self.by.kind.value),
            "by_id": self.by.id,
            "through": self.through,
        }

    def know(self, course_id: UUID, part: str, fact: object) -> None:
        """Take the fact that was just written as the rules know it, so that nothing is loaded again for it."""
        self.fresh.append((course_id, part, fact))

    def touch(self, course_id: UUID | None = None, part: str | None = EVERYTHING) -> None:
        """Note what this action changes: of this course, or of all."""
        self.courses |= {UUID(course.id) for course in self.known.courses} if course_id is None else {course_id}
        if part is not None:
            self.parts.add(part)

    @property
    def told_anything(self) -> bool:
        """Whether this action has told a fact."""
        return self.patient.last_seq > self.first_seq


@contextmanager
def acting(patient_id: UUID, *, what: str, by: Viewer, through: str, now: Now) -> Iterator[Act]:
    """Lock the patient, read the clock, judge up to it; after the body judge by what it told, save and announce.

    A body that tells nothing (the same dose sent again) leaves everything as it was. Raises NotFound, NotAllowed.
    """
    inputs.word("through", through, known=Through.values)
    with transaction.atomic():
        patient = lock_patient(patient_id)
        if not may(by, what, patient):
            raise NotAllowed("", "not_allowed", "This is not yours to do.", "Ask somebody whose role it is.")
        # The clock is read under the lock, and an instant before what was judged already is raised to it: two phones, a
        # late sweep or a clock set back never take a finding away.
        instant = max(read_clock(now), patient.judged_to)
        knowledge, loaded = know({patient_id: patient.last_seq})[patient_id], record_of(patient)
        act = Act(
            patient=patient,
            now=instant,
            what=what,
            by=by,
            through=through,
            loaded=loaded,
            record=advance(loaded, knowledge, until=instant, facts_only=True),
            knowledge=knowledge,
            first_seq=patient.last_seq,
        )
        yield act
        if act.told_anything:
            _judge_and_announce(act)


def lock_patient(patient_id: UUID) -> Patient:
    """The patient's row, locked; raises NotFound.

    FOR NO KEY UPDATE on PostgreSQL, as plain FOR UPDATE would block foreign keys; on SQLite the transaction holds the
    one write lock already.
    """
    try:
        return Patient.objects.select_for_update(no_key=True).get(pk=patient_id)
    except Patient.DoesNotExist:
        raise NotFound("patient", "no_such_patient", "There is no such patient.") from None


def read_clock(now: Now) -> datetime:
    """The instant that `now` is or gives."""
    instant = now() if callable(now) else now
    if instant.utcoffset() is None:
        raise WrongInput("now", "no_offset", "An instant needs an offset from UTC.")
    return instant


def _judge_and_announce(act: Act) -> None:
    patient_id = act.patient.pk
    told_parts = act.parts <= PARTS.keys()
    if told_parts:
        facts = load_again(with_facts(act.knowledge.patient, act.fresh), act.parts)
    else:
        facts = load_patient(patient_id)
    knowledge = Knowledge(facts)
    record = advance(act.record, knowledge, until=act.now, facts_only=True)
    save_record(patient_id, act.loaded, record, last_seq=act.patient.last_seq)
    keep_told(patient_id, act.patient.last_seq, knowledge)
    act.patient.judged_to, act.patient.judged_seq = record.judged_to, record.judged_seq
    act.knowledge = knowledge
    course_changed.send(
        sender=Act,
        patient_id=patient_id,
        course_ids=frozenset(act.courses),
        now=act.now,
        what=act.what,
        facts=facts,
        knowledge=knowledge,
        record=record,
    )
