"""The care besides the medicine, and what the patient was told before it: activities, their ticks, briefings."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from courses import actions
from courses.models import Activity, ActivityTick, Briefing, Course
from tracker.api.schema import operation
from tracker.api.serializers import care as words
from tracker.api.serializers.told import UndoSent
from tracker.api.strict import Nothing
from tracker.api.viewing import THROUGH, ApiView, PagedView
from tracker.api.views.courses import chosen
from tracker.api.views.people import patient_of


class Activities(PagedView):
    """Activities of a course."""

    @operation("list_activities", "List activities", told=words.ActivityTold(many=True))
    def get(self, _request: Request, course_id: UUID) -> Response:
        """Newest first, ended ones too."""
        course = self.course(course_id, "read")
        self.looked_at(course.patient_id, "activities")
        return self.tell_page(activities_of(self, course), words.ActivityTold)

    @operation("add_activity", "Add an activity", sent=words.ActivitySent, told=words.ActivityTold, codes=(201,))
    def post(self, _request: Request, course_id: UUID) -> Response:
        """The patient sees and ticks it."""
        course = self.course(course_id, "add_activity")
        sent = self.sent(words.ActivitySent)
        row = actions.add_activity(course=course, kind=sent["kind"], text=sent["text"], on=sent.get("on"), **_by(self))
        return self.tell(row, words.ActivityTold, 201)


class EndActivity(ApiView):
    """An activity that is done with."""

    @operation("end_activity", "End an activity", sent=Nothing, told=words.ActivityTold)
    def post(self, _request: Request, course_id: UUID, activity_id: UUID) -> Response:
        """It stays in the record. Twice answers as once did."""
        course = self.course(course_id, "add_activity")
        activity = self.find(activities_of(self, course), pk=activity_id)
        self.sent(Nothing)
        return self.tell(actions.end_activity(activity=activity, **_by(self)), words.ActivityTold)


class Ticks(PagedView):
    """That an activity was done."""

    @operation("list_ticks", "List ticks", told=words.TickInRecordTold(many=True))
    def get(self, _request: Request, course_id: UUID, activity_id: UUID) -> Response:
        """Newest first, undone ones too."""
        course = self.course(course_id, "read")
        self.looked_at(course.patient_id, "ticks")
        activity = self.find(activities_of(self, course), pk=activity_id)
        rows = ActivityTick.objects.visible_to(self.viewer).filter(activity=activity)
        return self.tell_page(rows, words.TickInRecordTold)

    @operation("tick_activity", "Tick an activity", sent=words.TickSent, told=words.TickTold, codes=(201, 200))
    def post(self, _request: Request, course_id: UUID, activity_id: UUID) -> Response:
        """For a medication day up to today. The same id with other content is a conflict."""
        course = self.course(course_id, "tick_activity")
        activity = self.find(activities_of(self, course), pk=activity_id)
        sent = self.sent(words.TickSent)
        done = actions.tick_activity(
            activity=activity,
            client_id=sent["id"],
            day=sent.get("day"),
            device=sent.get("device", ""),
            **_by(self),
        )
        return self.tell(done.tick, words.TickTold, 201 if done.created else 200)


class UndoTick(ApiView):
    """A tick taken back."""

    @operation("undo_tick", "Undo a tick", sent=UndoSent, told=words.TickInRecordTold)
    def post(self, _request: Request, course_id: UUID, activity_id: UUID, tick_id: UUID) -> Response:
        """It stays in the record. Twice answers as once did."""
        course = self.course(course_id, "tick_activity")
        undo_id = self.sent(UndoSent).get("id")
        rows = ActivityTick.objects.visible_to(self.viewer).filter(activity=activity_id, activity__course=course)
        row = actions.undo_tick(tick=self.find(rows, client_id=tick_id), undo_id=undo_id, **_by(self))
        return self.tell(row, words.TickInRecordTold)


class Briefings(PagedView):
    """What a patient was told before starting."""

    @operation("list_briefings", "List briefings", told=words.BriefingTold(many=True))
    def get(self, _request: Request, patient_id: UUID) -> Response:
        """Newest first, each word by word."""
        patient = patient_of(self, patient_id, "read")
        self.looked_at(patient.pk, "briefings")
        return self.tell_page(Briefing.objects.visible_to(self.viewer).filter(patient=patient), words.BriefingTold)

    @operation("brief", "Brief a patient", sent=words.BriefingSent, told=words.BriefingTold, codes=(201,))
    def post(self, _request: Request, patient_id: UUID) -> Response:
        """Keeps what the patient was told, with its version."""
        patient = patient_of(self, patient_id, "brief")
        sent = self.sent(words.BriefingSent)
        key = sent.pop("course", None)
        courses = Course.objects.visible_to(self.viewer)
        course = None if key is None else chosen(self, "course", courses, key)
        row = actions.brief(patient=patient, course=course, **sent, **_by(self))
        return self.tell(row, words.BriefingTold, 201)


class AcknowledgeBriefing(ApiView):
    """That the patient read it."""

    @operation("acknowledge_briefing", "Acknowledge a briefing", sent=Nothing, told=words.BriefingTold)
    def post(self, _request: Request, patient_id: UUID, briefing_id: UUID) -> Response:
        """The first time counts."""
        patient = patient_of(self, patient_id, "acknowledge_briefing")
        briefing = self.find(Briefing.objects.visible_to(self.viewer).filter(patient=patient), pk=briefing_id)
        self.sent(Nothing)
        return self.tell(actions.acknowledge_briefing(briefing=briefing, **_by(self)), words.BriefingTold)


def activities_of(view: ApiView, course: Course) -> Any:
    """The activities of a course that the viewer may read."""
    return Activity.objects.visible_to(view.viewer).filter(course=course).select_related("course")


def _by(view: ApiView) -> dict[str, Any]:
    return {"by": view.viewer, "through": THROUGH, "now": view.now}
