"""Asking to talk, taking that back, and answering."""

from dataclasses import dataclass
from uuid import UUID

from courses import inputs
from courses.access import Viewer
from courses.actions.act import Now, acting
from courses.actions.doses import LONGEST_DEVICE
from courses.actions.sent import sent_before, undo
from courses.models import Course, TalkAnswer, TalkAnswerUndo, TalkRequest
from courses.rules import facts


@dataclass(frozen=True, slots=True)
class Asked:
    """A talk request as it stands in the record; `created` is False where the same was sent before."""

    request: TalkRequest
    created: bool


def ask_to_talk(
    *, course: Course, client_id: UUID, line: str = "", device: str = "", by: Viewer, through: str, now: Now
) -> Asked:
    """Ask to speak with the prescriber; it waits in the clinician's list until answered.

    Sending the same id again answers as the first time; raises Conflict where its content differs, WrongInput.
    """
    content = {"course_id": course.pk, "line": inputs.text("line", line, most=1000)}
    from_device = inputs.text("device", device, most=LONGEST_DEVICE)
    with acting(course.patient_id, what="ask_to_talk", by=by, through=through, now=now) as act:
        known = act.course(course.pk)
        before = sent_before(TalkRequest.objects.filter(patient=course.patient_id), client_id, content)
        if before is not None:
            return Asked(before, created=False)
        request = TalkRequest.objects.create(
            patient=act.patient,
            client_id=client_id,
            medication_day=act.today(known),
            device=from_device,
            **content,
            **act.tell(course.pk, "talk_requests"),
        )
    return Asked(request, created=True)


def undo_talk_request(
    *, request: TalkRequest, undo_id: UUID | None = None, by: Viewer, through: str, now: Now
) -> TalkRequest:
    """Take a talk request back; it stays in the record. Twice answers as once did. Raises Conflict."""
    with acting(request.patient_id, what="undo_talk_request", by=by, through=through, now=now) as act:
        undo(act, request, TalkRequest.objects.filter(patient=request.patient_id), undo_id, "talk_requests")
    return request


def answer(
    *,
    course: Course,
    outcome: facts.Outcome = facts.Outcome.SPOKE,
    note: str = "",
    by: Viewer,
    through: str,
    now: Now,
) -> TalkAnswer | None:
    """Answer all that waits of a course: *spoke* and *appointment* end the wait, the others are noted and end nothing.

    None, and nothing changed, when nobody waits. Raises WrongInput.
    """
    how = inputs.word("outcome", outcome, known=[one.value for one in facts.Outcome])
    said = inputs.text("note", note, most=2000)
    with acting(course.patient_id, what="answer", by=by, through=through, now=now) as act:
        if act.course(course.pk).waiting_since is None:
            return None
        told = act.tell(course.pk, "answers")
        return TalkAnswer.objects.create(course=course, outcome=how, note=said, **told)


def undo_answer(*, answer: TalkAnswer, by: Viewer, through: str, now: Now) -> TalkAnswerUndo | None:
    """Take an answer back: who waited for it waits again, since they asked. None, and nothing changed, where it was
    taken back before."""
    course = answer.course
    with acting(course.patient_id, what="answer", by=by, through=through, now=now) as act:
        if TalkAnswerUndo.objects.filter(answer=answer).exists():
            return None
        return TalkAnswerUndo.objects.create(course=course, answer=answer, **act.tell(course.pk, "answers"))
