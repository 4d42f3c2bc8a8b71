"""What a clinician does to a course: extend, revise, stop, cancel, close, plan its end, dispense, hand over."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from courses import actions
from courses.errors import Refused
from courses.models import Clinician, Dispense
from courses.rules import facts
from tracker.api import telling
from tracker.api.schema import operation
from tracker.api.serializers import courses as words
from tracker.api.serializers.steps import steps_of
from tracker.api.viewing import THROUGH, ApiView, PagedView
from tracker.api.views.courses import chosen, tell_course, tell_prescribed


class Extend(ApiView):
    """More days."""

    @operation("extend_course", "Extend a course", sent=words.StepsSent, told=words.PrescribedTold, entry_checks=True)
    def post(self, _request: Request, course_id: UUID) -> Response:
        """The steps follow the last day (or begin today, if that is past); the plan for the new end is asked for."""
        course = self.course(course_id, "extend")
        done = actions.extend(course=course, **_steps(self), **_by(self))
        return tell_prescribed(self, done)


class Revise(ApiView):
    """Other steps."""

    @operation("revise_course", "Revise a course", sent=words.StepsSent, told=words.PrescribedTold, entry_checks=True)
    def post(self, _request: Request, course_id: UUID) -> Response:
        """The steps begin today and replace all that was planned from now on."""
        course = self.course(course_id, "revise")
        done = actions.revise(course=course, **_steps(self), **_by(self))
        return tell_prescribed(self, done)


class Stop(ApiView):
    """The end, now."""

    @operation("stop_course", "Stop a course", sent=words.StopSent, told=words.CourseWholeTold)
    def post(self, _request: Request, course_id: UUID) -> Response:
        """Removes the slots at or after now."""
        course = self.course(course_id, "stop")
        sent = self.sent(words.StopSent)
        actions.stop(course=course, reason=sent["reason"], told=sent.get("told", ""), **_by(self))
        return tell_course(self, course_id)


class Cancel(ApiView):
    """Before the first dose."""

    @operation("cancel_course", "Cancel a course", sent=words.ReasonSent, told=words.CourseWholeTold)
    def post(self, _request: Request, course_id: UUID) -> Response:
        """Only while no dose is logged."""
        course = self.course(course_id, "cancel")
        actions.cancel(course=course, reason=self.sent(words.ReasonSent).get("reason", ""), **_by(self))
        return tell_course(self, course_id)


class Close(ApiView):
    """The end of the watch."""

    @operation("close_course", "Close a course", sent=words.ReasonSent, told=words.CourseWholeTold)
    def post(self, _request: Request, course_id: UUID) -> Response:
        """Of a course that is over or stopped; within 14 days of the last day with a reason."""
        course = self.course(course_id, "close")
        actions.close(course=course, reason=self.sent(words.ReasonSent).get("reason", ""), **_by(self))
        return tell_course(self, course_id)


class EndPlans(ApiView):
    """The plan for the end."""

    @operation("plan_end", "Plan the end of a course", sent=words.PlanSent, told=words.PlanTold, codes=(201,))
    def post(self, _request: Request, course_id: UUID) -> Response:
        """The newest counts. A taper or an extension is a revision."""
        course = self.course(course_id, "plan_end")
        sent = self.sent(words.PlanSent)
        plan = actions.plan_end(
            course=course,
            decision=facts.Decision(sent["decision"]),
            by_day=sent.get("by"),
            note=sent.get("note", ""),
            **_by(self),
        )
        told = {"decision": plan.decision, "by": plan.by_day, "note": plan.note, "recorded_at": plan.known_at}
        return self.tell(told, words.PlanTold, 201)


class Dispenses(PagedView):
    """Units handed out."""

    @operation("list_dispenses", "List what was dispensed", told=words.DispenseTold(many=True))
    def get(self, _request: Request, course_id: UUID) -> Response:
        """Newest first."""
        course = self.course(course_id, "read")
        return self.tell_page(Dispense.objects.visible_to(self.viewer).filter(course=course), words.DispenseTold)

    @operation("dispense", "Hand out units", sent=words.DispenseSent, told=words.DispenseTold, codes=(201,))
    def post(self, _request: Request, course_id: UUID) -> Response:
        """On a date; today, if left out."""
        course = self.course(course_id, "dispense")
        sent = self.sent(words.DispenseSent)
        row = actions.dispense(
            course=course, units=sent["units"], on=sent.get("on"), days=sent.get("days"), **_by(self)
        )
        return self.tell(row, words.DispenseTold, 201)


class HandOvers(ApiView):
    """From one prescriber to another."""

    @operation("hand_over", "Hand a course over", sent=words.HandOverSent, told=words.HandOverTold, codes=(201,))
    def post(self, _request: Request, course_id: UUID) -> Response:
        """By a prescriber or a manager. Where the course is theirs already, 409 `refused`."""
        course = self.course(course_id, "hand_over")
        sent = self.sent(words.HandOverSent)
        row = actions.hand_over(
            course=course,
            prescriber=chosen(self, "prescriber", Clinician.objects.visible_to(self.viewer), sent["prescriber"]),
            reason=sent.get("reason", ""),
            **_by(self),
        )
        if row is None:
            raise Refused("prescriber", "already_theirs", "This course is theirs already.", "Nothing is to be done.")
        return self.tell(row, words.HandOverTold, 201)


def _steps(view: ApiView) -> dict[str, Any]:
    sent = view.sent(words.StepsSent)
    return {
        "steps": steps_of(sent["steps"]),
        "reason": sent["reason"],
        "plan": telling.decision_of(sent.get("plan")),
        "by_day": sent.get("by"),
        "overrides": sent.get("overrides", {}),
        "confirmed_twice": sent.get("confirmed_twice", False),
    }


def _by(view: ApiView) -> dict[str, Any]:
    return {"by": view.viewer, "through": THROUGH, "now": view.now}
