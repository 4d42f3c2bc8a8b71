"""What clinicians watch: flags, answers, what was sent; what they did about it, and what of it was taken back."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from courses import actions
from courses.errors import Refused
from courses.models import Acknowledgement, Assignment, Clinician, Course, Flag, PatientNote, Severity, TalkAnswer
from courses.rules import facts
from notifications.models import Reminder
from notifications.models.reminders import Scope
from tracker.api import judged
from tracker.api.schema import operation
from tracker.api.seen import is_clinical
from tracker.api.serializers import told as words
from tracker.api.serializers.courses import FlagTold
from tracker.api.strict import Nothing
from tracker.api.viewing import THROUGH, ApiView, PagedView
from tracker.api.views.people import patient_of


class Flags(PagedView):
    """Flags of the practice."""

    asks = words.FlagsAsked

    @operation("list_flags", "List flags", told=FlagTold(many=True), asks=words.FlagsAsked)
    def get(self, _request: Request) -> Response:
        """Newest first, as they were last judged: what is told counts at once, what time alone makes true with the
        sweep, within a minute or so. One course's own flags (`read_course`) are judged up to now."""
        self.allow("acknowledge")
        rows = flags_of(self)
        if "course" in self.query:
            rows = rows.filter(course=self.query["course"])
        if "patient" in self.query:
            rows = rows.filter(course__patient=self.query["patient"])
        if "status" in self.query:
            rows = rows.filter(status=self.query["status"])
        if "severity" in self.query:
            rows = rows.filter(severity=Severity[self.query["severity"].upper()])
        return self.tell_page(rows, FlagTold, judged.flags_told)


class Acknowledge(ApiView):
    """That a flag was seen."""

    @operation("acknowledge_flag", "Acknowledge a flag", sent=words.AcknowledgementSent, told=FlagTold)
    def post(self, _request: Request, flag_id: UUID) -> Response:
        """A flag that is not open answers 409 `refused`: the note would be kept nowhere."""
        self.allow("acknowledge")
        flag = self.find(flags_of(self), pk=flag_id)
        sent = self.sent(words.AcknowledgementSent)
        done = actions.acknowledge(
            course=flag.course,
            rule=flag.rule,
            note=sent.get("note", ""),
            until=sent.get("until"),
            by=self.viewer,
            through=THROUGH,
            now=self.now,
        )
        if done is None:
            raise Refused("", "not_open", "This flag is not open.", "Read it again.")
        return self.tell(judged.flag_told(self.find(flags_of(self), pk=flag_id)), FlagTold)


class UndoAcknowledgement(ApiView):
    """An acknowledgement taken back."""

    @operation("undo_acknowledgement", "Take an acknowledgement back", sent=Nothing, told=FlagTold)
    def post(self, _request: Request, flag_id: UUID) -> Response:
        """Both stay in the record, and the flag is open as it was. One that is not acknowledged: 409 `refused`."""
        self.allow("acknowledge")
        flag = self.find(flags_of(self), pk=flag_id)
        self.sent(Nothing)
        rows = Acknowledgement.objects.visible_to(self.viewer).select_related("course")
        newest = rows.filter(course=flag.course, rule=flag.rule).order_by("-seq").first()
        if newest is None or actions.undo_acknowledgement(acknowledgement=newest, **_by(self)) is None:
            raise Refused("", "not_acknowledged", "This flag is not acknowledged.", "Read it again.")
        return self.tell(judged.flag_told(self.find(flags_of(self), pk=flag_id)), FlagTold)


class Answers(PagedView):
    """Answers to talk requests."""

    @operation("list_answers", "List answers", told=words.AnswerTold(many=True))
    def get(self, _request: Request, course_id: UUID) -> Response:
        """Newest first."""
        course = self.course(course_id, "read")
        rows = answers_of(self, course)
        return self.tell_page(rows, words.AnswerTold, lambda page: [answer_told(self, row) for row in page])

    @operation("answer", "Answer talk requests", sent=words.AnswerSent, told=words.AnswerTold, codes=(201,))
    def post(self, _request: Request, course_id: UUID) -> Response:
        """Answers all that waits of the course; where nobody waits, 409 `refused`."""
        course = self.course(course_id, "answer")
        sent = self.sent(words.AnswerSent)
        row = actions.answer(
            course=course,
            outcome=facts.Outcome(sent["outcome"]),
            note=sent.get("note", ""),
            by=self.viewer,
            through=THROUGH,
            now=self.now,
        )
        if row is None:
            raise Refused("", "nobody_waits", "Nobody waits for an answer.", "Read the talk requests again.")
        return self.tell(answer_told(self, row), words.AnswerTold, 201)


class UndoAnswer(ApiView):
    """An answer taken back."""

    @operation("undo_answer", "Take an answer back", sent=Nothing, told=words.AnswerTold)
    def post(self, _request: Request, course_id: UUID, answer_id: UUID) -> Response:
        """Both stay in the record, and who waited waits again, since they asked. Twice answers as once did."""
        course = self.course(course_id, "answer")
        answer = self.find(answers_of(self, course), pk=answer_id)
        self.sent(Nothing)
        actions.undo_answer(answer=answer, **_by(self))
        return self.tell(answer_told(self, self.find(answers_of(self, course), pk=answer_id)), words.AnswerTold)


class Assignments(PagedView):
    """To whom what is asked for a patient was given."""

    @operation("list_assignments", "List assignments", told=words.AssignmentTold(many=True))
    def get(self, _request: Request, patient_id: UUID) -> Response:
        """Newest first: that one holds, for what waited then."""
        patient = patient_of(self, patient_id, "assign")
        return self.tell_page(Assignment.objects.visible_to(self.viewer).filter(patient=patient), words.AssignmentTold)

    @operation("assign", "Give a patient", sent=words.AssignmentSent, told=words.AssignmentTold, codes=(201,))
    def post(self, _request: Request, patient_id: UUID) -> Response:
        """To an active prescriber or reviewer, or (`to` null) to nobody in particular; undone by giving to whoever had
        it before. Where it is nobody's already, 409 `refused`."""
        patient = patient_of(self, patient_id, "assign")
        to = self.sent(words.AssignmentSent)["to"]
        colleague = None if to is None else self.find(Clinician.objects.visible_to(self.viewer), pk=to)
        made = actions.assign(patient=patient, to=colleague, **_by(self))
        if made is None:
            raise Refused("", "nobodys", "It is nobody's already.", "Nothing needs doing.")
        return self.tell(made, words.AssignmentTold, 201)


class Notes(PagedView):
    """What clinicians wrote down about a patient."""

    @operation("list_notes", "List notes", told=words.NoteTold(many=True))
    def get(self, _request: Request, patient_id: UUID) -> Response:
        """Newest first, those that were taken back too; for clinicians alone."""
        patient = patient_of(self, patient_id, "write_note")
        self.looked_at(patient.pk, "notes")
        return self.tell_page(PatientNote.objects.visible_to(self.viewer).filter(patient=patient), words.NoteTold)

    @operation("write_note", "Write a note", sent=words.NoteSent, told=words.NoteTold, codes=(201, 200))
    def post(self, _request: Request, patient_id: UUID) -> Response:
        """Neither the patient nor a helper is ever shown it."""
        patient = patient_of(self, patient_id, "write_note")
        sent = self.sent(words.NoteSent)
        made = actions.write_note(patient=patient, client_id=sent["id"], text=sent["text"], **_by(self))
        return self.tell(made.note, words.NoteTold, 201 if made.created else 200)


class UndoNote(ApiView):
    """A note taken back."""

    @operation("undo_note", "Take a note back", sent=words.UndoSent, told=words.NoteTold)
    def post(self, _request: Request, patient_id: UUID, note_id: UUID) -> Response:
        """It stays in the record. Twice answers as once did."""
        patient = patient_of(self, patient_id, "write_note")
        undo_id = self.sent(words.UndoSent).get("id")
        rows = PatientNote.objects.visible_to(self.viewer).filter(patient=patient)
        note = self.find(rows, client_id=note_id)
        return self.tell(actions.undo_note(note=note, undo_id=undo_id, **_by(self)), words.NoteTold)


class Reminders(PagedView):
    """What was sent of a course."""

    @operation("list_reminders", "List reminders", told=words.ReminderTold(many=True))
    def get(self, _request: Request, course_id: UUID) -> Response:
        """What fell due so far and what became of it, newest first; a patient reads what went to patients."""
        course = self.course(course_id, "read")
        self.looked_at(course.patient_id, "reminders")
        rows = Reminder.objects.filter(scope_kind=Scope.COURSE, scope_id=course.pk)
        if not is_clinical(self.viewer):
            rows = rows.filter(recipient="patient")
        return self.tell_page(rows, words.ReminderTold)


def answers_of(view: ApiView, course: Course) -> Any:
    """The answers of a course, with whether each was taken back."""
    return TalkAnswer.objects.visible_to(view.viewer).filter(course=course).select_related("course", "undo")


def answer_told(view: ApiView, row: TalkAnswer) -> dict[str, Any]:
    """What `AnswerTold` says; the note is for clinicians alone."""
    names = ("id", "outcome", "known_at", "by_kind", "by_id")
    undone = getattr(row, "undo", None)
    told = {name: getattr(row, name) for name in names}
    note = row.note if is_clinical(view.viewer) else None
    return {**told, "note": note, "undone_at": undone.known_at if undone else None}


def flags_of(view: ApiView) -> Any:
    """The flags that the viewer may read, with what telling of them needs."""
    courses = Course.objects.visible_to(view.viewer)
    return (
        Flag.objects.visible_to(view.viewer)
        .filter(course__in=courses)
        .select_related("course__patient__practice", "course__medicine", "course__assessment")
    )


def _by(view: ApiView) -> dict[str, Any]:
    return {"by": view.viewer, "through": THROUGH, "now": view.now}
