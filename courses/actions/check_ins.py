"""Checking in, reporting an emergency, and undoing either."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from courses import inputs
from courses.access import Viewer
from courses.actions.act import Now, acting
from courses.actions.doses import LONGEST_DEVICE
from courses.actions.sent import sent_before, undo
from courses.load import check_in_of
from courses.models import CheckIn, Course
from courses.models.check_ins import WORST_DROWSINESS, WORST_PAIN
from courses.rules import facts


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A check-in as it stands in the record; `created` is False where the same was sent before."""

    check_in: CheckIn
    created: bool


def check_in(
    *,
    course: Course,
    client_id: UUID,
    at: datetime | None = None,
    use: facts.Use | None = None,
    pain: int | None = None,
    drowsiness: int | None = None,
    symptoms: Collection[str] = (),
    line: str = "",
    device: str = "",
    by: Viewer,
    through: str,
    now: Now,
) -> CheckedIn:
    """Record a set of answers, each of which may be missing, made at `at` (when received, if left out).

    Sending the same id again answers as the first time; raises Conflict where its content differs, WrongInput.
    """
    content = {
        "use": None if use is None else inputs.word("use", use, known=[one.value for one in facts.Use]),
        "pain": None if pain is None else inputs.whole("pain", pain, least=0, most=WORST_PAIN),
        "drowsiness": None
        if drowsiness is None
        else inputs.whole("drowsiness", drowsiness, least=0, most=WORST_DROWSINESS),
        "symptoms": inputs.words("symptoms", symptoms, known=facts.SYMPTOMS),
        "line": inputs.text("line", line, most=1000),
    }
    return _record("check_in", course, client_id, at, content, device, by=by, through=through, now=now)


def report_emergency(
    *,
    course: Course,
    client_id: UUID,
    symptoms: Collection[str],
    at: datetime | None = None,
    device: str = "",
    by: Viewer,
    through: str,
    now: Now,
) -> CheckedIn:
    """A check-in that names emergency symptoms and nothing else: what a helper may report, too."""
    named = inputs.words("symptoms", symptoms, known=facts.EMERGENCY_SYMPTOMS)
    content = {"use": None, "pain": None, "drowsiness": None, "symptoms": named, "line": ""}
    return _record("report_emergency", course, client_id, at, content, device, by=by, through=through, now=now)


def undo_check_in(*, check_in: CheckIn, undo_id: UUID | None = None, by: Viewer, through: str, now: Now) -> CheckIn:
    """Undo a check-in; it stays in the record. Undoing it twice answers as the first time did. Raises Conflict."""
    with acting(check_in.patient_id, what="undo_check_in", by=by, through=through, now=now) as act:
        undo(act, check_in, CheckIn.objects.filter(patient=check_in.patient_id), undo_id, "check_ins")
    return check_in


def _record(
    what: str,
    course: Course,
    client_id: UUID,
    at: datetime | None,
    content: Mapping[str, object],
    device: str,
    *,
    by: Viewer,
    through: str,
    now: Now,
) -> CheckedIn:
    told_at = None if at is None else inputs.instant("at", at)
    from_device = inputs.text("device", device, most=LONGEST_DEVICE)
    with acting(course.patient_id, what=what, by=by, through=through, now=now) as act:
        known = act.course(course.pk)
        same = {"course_id": course.pk, **content, **({} if told_at is None else {"told_at": told_at})}
        rows = CheckIn.objects.filter(patient=course.patient_id)
        before = sent_before(rows, client_id, same, may_be=act.has("check_ins", client_id))
        if before is not None:
            return CheckedIn(before, created=False)
        made_at = act.now if told_at is None else min(told_at, act.now)
        row = CheckIn(
            patient=act.patient,
            course=course,
            client_id=client_id,
            at=made_at,
            told_at=told_at or made_at,
            medication_day=known.window.medication_day(made_at, act.known.settings.time_zone),
            device=from_device,
        )
        for column, value in {**content, **act.tell(course.pk, None)}.items():
            setattr(row, column, value)
        row.save(force_insert=True)
        act.know(course.pk, "check_ins", check_in_of(row))
    return CheckedIn(row, created=True)
