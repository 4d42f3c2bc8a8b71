"""What patients tell: doses, check-ins, emergencies, talk requests; each under an id that the phone made."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from courses import actions
from courses.models import CheckIn, Dose, TalkRequest
from courses.rules import facts
from tracker.api.schema import operation
from tracker.api.serializers import told as words
from tracker.api.viewing import THROUGH, ApiView, PagedView

# 201 for what is new, 200 for the same sent again: the same body either way.
ONCE = (201, 200)


class Doses(PagedView):
    """Doses of a course."""

    for_helpers = True

    @operation("list_doses", "List doses", told=words.DoseInRecordTold(many=True))
    def get(self, _request: Request, course_id: UUID) -> Response:
        """Newest entries first, undone ones too."""
        course = self.course(course_id, "read")
        self.looked_at(course.patient_id, "doses")
        return self.tell_page(Dose.objects.visible_to(self.viewer).filter(course=course), words.DoseInRecordTold)

    @operation("log_dose", "Log a dose", sent=words.DoseSent, told=words.DoseTold, codes=ONCE)
    def post(self, _request: Request, course_id: UUID) -> Response:
        """Never refused for being too many or too late. The same id with other content is a conflict."""
        course = self.course(course_id, "log_dose")
        sent = self.sent(words.DoseSent)
        told = _given(sent, "amount", "taken_at", "about", "phone_instant", "phone_zone", "device")
        done = actions.log_dose(course=course, client_id=sent["id"], **told, **_by(self))
        return self.tell(done.dose, words.DoseTold, 201 if done.created else 200)


class UndoDose(ApiView):
    """A dose that was not taken after all."""

    for_helpers = True

    @operation("undo_dose", "Undo a dose", sent=words.UndoSent, told=words.DoseInRecordTold)
    def post(self, _request: Request, course_id: UUID, dose_id: UUID) -> Response:
        """It stays in the record. Twice answers as once did. A helper undoes what they logged themselves."""
        course = self.course(course_id, "undo_dose")
        undo_id = self.sent(words.UndoSent).get("id")
        row = self.find(Dose.objects.visible_to(self.viewer).filter(course=course), client_id=dose_id)
        row = actions.undo_dose(dose=row, undo_id=undo_id, **_by(self))
        return self.tell(row, words.DoseInRecordTold)


class Snoozes(ApiView):
    """Being reminded of a dose again."""

    for_helpers = True

    @operation("snooze_dose", "Be reminded later", sent=words.SnoozeSent, told=words.SnoozeTold, codes=ONCE)
    def post(self, _request: Request, course_id: UUID) -> Response:
        """It comes in half an hour, if the dose is still not taken and not too late by then."""
        course = self.course(course_id, "snooze_dose")
        sent = self.sent(words.SnoozeSent)
        done = actions.snooze_dose(course=course, client_id=sent["id"], day=sent["day"], wall=sent["wall"], **_by(self))
        return self.tell(done.snooze, words.SnoozeTold, 201 if done.created else 200)


class CheckIns(PagedView):
    """Check-ins of a course."""

    @operation("list_check_ins", "List check-ins", told=words.CheckInInRecordTold(many=True))
    def get(self, _request: Request, course_id: UUID) -> Response:
        """Newest entries first, undone ones too."""
        course = self.course(course_id, "read")
        self.looked_at(course.patient_id, "check_ins")
        return self.tell_page(CheckIn.objects.visible_to(self.viewer).filter(course=course), words.CheckInInRecordTold)

    @operation("check_in", "Check in", sent=words.CheckInSent, told=words.CheckInTold, codes=ONCE)
    def post(self, _request: Request, course_id: UUID) -> Response:
        """Each answer may be left out. An emergency symptom also raises a flag; call for help first."""
        course = self.course(course_id, "check_in")
        sent = self.sent(words.CheckInSent)
        told = _given(sent, "at", "pain", "drowsiness", "symptoms", "line", "device")
        use = None if sent.get("use") is None else facts.Use(sent["use"])
        done = actions.check_in(course=course, client_id=sent["id"], use=use, **told, **_by(self))
        return self.tell(done.check_in, words.CheckInTold, 201 if done.created else 200)


class Emergencies(ApiView):
    """Emergency symptoms."""

    for_helpers = True

    @operation("report_emergency", "Report an emergency", sent=words.EmergencySent, told=words.CheckInTold, codes=ONCE)
    def post(self, _request: Request, course_id: UUID) -> Response:
        """What a helper may report, too. It tells the practice and calls nobody: call for help first."""
        course = self.course(course_id, "report_emergency")
        sent = self.sent(words.EmergencySent)
        told = _given(sent, "at", "symptoms", "device")
        done = actions.report_emergency(course=course, client_id=sent["id"], **told, **_by(self))
        return self.tell(done.check_in, words.CheckInTold, 201 if done.created else 200)


class UndoCheckIn(ApiView):
    """A check-in taken back."""

    @operation("undo_check_in", "Undo a check-in", sent=words.UndoSent, told=words.CheckInInRecordTold)
    def post(self, _request: Request, course_id: UUID, check_in_id: UUID) -> Response:
        """It stays in the record. Twice answers as once did."""
        course = self.course(course_id, "undo_check_in")
        undo_id = self.sent(words.UndoSent).get("id")
        row = self.find(CheckIn.objects.visible_to(self.viewer).filter(course=course), client_id=check_in_id)
        row = actions.undo_check_in(check_in=row, undo_id=undo_id, **_by(self))
        return self.tell(row, words.CheckInInRecordTold)


class TalkRequests(PagedView):
    """Talk requests of a course."""

    @operation("list_talk_requests", "List talk requests", told=words.TalkRequestInRecordTold(many=True))
    def get(self, _request: Request, course_id: UUID) -> Response:
        """Newest first."""
        course = self.course(course_id, "read")
        self.looked_at(course.patient_id, "talk_requests")
        rows = TalkRequest.objects.visible_to(self.viewer).filter(course=course)
        return self.tell_page(rows, words.TalkRequestInRecordTold)

    @operation("ask_to_talk", "Ask to talk", sent=words.TalkRequestSent, told=words.TalkRequestTold, codes=ONCE)
    def post(self, _request: Request, course_id: UUID) -> Response:
        """Waits in the clinician's list until answered."""
        course = self.course(course_id, "ask_to_talk")
        sent = self.sent(words.TalkRequestSent)
        done = actions.ask_to_talk(course=course, client_id=sent["id"], **_given(sent, "line", "device"), **_by(self))
        return self.tell(done.request, words.TalkRequestTold, 201 if done.created else 200)


class UndoTalkRequest(ApiView):
    """A talk request taken back."""

    @operation("undo_talk_request", "Take a talk request back", sent=words.UndoSent, told=words.TalkRequestInRecordTold)
    def post(self, _request: Request, course_id: UUID, request_id: UUID) -> Response:
        """It stays in the record. Twice answers as once did."""
        course = self.course(course_id, "undo_talk_request")
        undo_id = self.sent(words.UndoSent).get("id")
        row = self.find(TalkRequest.objects.visible_to(self.viewer).filter(course=course), client_id=request_id)
        row = actions.undo_talk_request(request=row, undo_id=undo_id, **_by(self))
        return self.tell(row, words.TalkRequestInRecordTold)


def _given(sent: dict[str, Any], *names: str) -> dict[str, Any]:
    """What was sent of these, so that what was left out is left to the action."""
    return {name: sent[name] for name in names if name in sent}


def _by(view: ApiView) -> dict[str, Any]:
    return {"by": view.viewer, "through": THROUGH, "now": view.now}
