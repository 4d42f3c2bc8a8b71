"""What clinicians watch: flags, answers, what was sent."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from courses import actions
from courses.errors import Refused
from courses.models import Course, Flag, Severity, TalkAnswer
from courses.rules import facts
from notifications.models import Reminder
from notifications.models.reminders import Scope
from tracker.api import judged
from tracker.api.schema import operation
from tracker.api.seen import is_clinical
from tracker.api.serializers import told as words
from tracker.api.serializers.courses import FlagTold
from tracker.api.viewing import THROUGH, ApiView, PagedView


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


class Answers(PagedView):
    """Answers to talk requests."""

    @operation("list_answers", "List answers", told=words.AnswerTold(many=True))
    def get(self, _request: Request, course_id: UUID) -> Response:
        """Newest first."""
        course = self.course(course_id, "read")
        rows = TalkAnswer.objects.visible_to(self.viewer).filter(course=course)
        return self.tell_page(rows, words.AnswerTold, lambda page: [self._told(row) for row in page])

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
        return self.tell(self._told(row), words.AnswerTold, 201)

    def _told(self, row: TalkAnswer) -> dict[str, Any]:
        names = ("id", "outcome", "known_at", "by_kind", "by_id")
        note = row.note if is_clinical(self.viewer) else None
        return {**{name: getattr(row, name) for name in names}, "note": note}


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


def flags_of(view: ApiView) -> Any:
    """The flags that the viewer may read, with what telling of them needs."""
    courses = Course.objects.visible_to(view.viewer)
    return (
        Flag.objects.visible_to(view.viewer)
        .filter(course__in=courses)
        .select_related("course__patient__practice", "course__medicine", "course__assessment")
    )
