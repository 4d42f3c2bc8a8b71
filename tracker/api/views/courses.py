"""Courses: reading them, entering one, and what it would send."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from courses import actions
from courses.catalogue import read_strength
from courses.errors import NotFound, WrongInput
from courses.load import load_patient
from courses.models import Assessment, Clinician, Course, Medicine, Patient
from courses.models.row import Row, Rows
from courses.rules.known import Knowledge
from tracker.api import telling
from tracker.api.schema import operation
from tracker.api.seen import see
from tracker.api.serializers import courses as words
from tracker.api.serializers.steps import steps_of
from tracker.api.viewing import THROUGH, ApiView, PagedView
from tracker.proposed import preview_of_course


def courses_of(view: ApiView) -> Any:
    """The courses that the viewer may read, with what telling of them needs."""
    return Course.objects.visible_to(view.viewer).select_related(
        "patient__practice", "medicine", "prescriber", "assessment"
    )


def tell_course(view: ApiView, course_id: UUID, status: int = 200) -> Response:
    """A course as it stands now, whole."""
    row = view.find(courses_of(view), pk=course_id)
    seen = see([row], view.now())[0]
    return view.tell(telling.course_whole(seen, view.viewer), words.CourseWholeTold, status)


class CourseList(PagedView):
    """The courses that the viewer may see, newest first."""

    asks = words.CoursesAsked

    @operation("list_courses", "List courses", told=words.CourseTold(many=True), asks=words.CoursesAsked)
    def get(self, _request: Request) -> Response:
        """Each with what is derived of it now."""
        self.allow("read")
        rows = courses_of(self)
        if "patient" in self.query:
            rows = rows.filter(patient=self.query["patient"])
        return self.tell_page(
            rows,
            words.CourseTold,
            lambda page: [telling.course_told(one, self.viewer) for one in see(page, self.now())],
        )

    @operation(
        "prescribe",
        "Enter a course",
        sent=words.CourseSent,
        told=words.PrescribedTold,
        codes=(201,),
        entry_checks=True,
    )
    def post(self, _request: Request) -> Response:
        """Entry checks that find something answer 409 `entry_refused`, until `overrides` has a reason for each."""
        self.allow("prescribe")
        sent = self.sent(words.CourseSent)
        done = actions.prescribe(
            **entered(self, sent),
            prescriber=prescriber_of(self, sent.get("prescriber")),
            indication=sent.get("indication", ""),
            instructions=sent.get("instructions", ""),
            enhanced_monitoring=sent.get("enhanced_monitoring", False),
            overrides=sent.get("overrides", {}),
            confirmed_twice=sent.get("confirmed_twice", False),
            by=self.viewer,
            through=THROUGH,
            now=self.now,
        )
        return tell_prescribed(self, done, 201)


class CoursePreview(ApiView):
    """What a course would send."""

    @operation("preview_course", "Preview a course", sent=words.CourseSent, told=words.PreviewTold)
    def post(self, _request: Request) -> Response:
        """The entry checks' findings and all that would be sent; nothing is stored."""
        self.allow("prescribe")
        sent = self.sent(words.CourseSent)
        course, now = entered(self, sent), self.now()
        findings = actions.check_new_course(**course, now=now)
        given = sent.get("overrides", {})
        missing = [one.check for one in findings if one.needs_reason and not given.get(one.check, "").strip()]
        drawn = preview_of_course(
            course["patient"],
            Knowledge(load_patient(course["patient"].pk)),
            medicine=course["medicine"],
            mg_per_unit=read_strength(course["strength"]).mg_per_unit,
            steps=course["steps"],
            first_day=course["first_day"],
            enhanced_monitoring=sent.get("enhanced_monitoring", False),
            supply=course["supply"],
            now=now,
        )
        told = {"findings": findings, "missing": missing, **telling.preview_told(drawn)}
        return self.tell(told, words.PreviewTold)


class CourseWhole(ApiView):
    """One course."""

    @operation("read_course", "Read a course", told=words.CourseWholeTold)
    def get(self, _request: Request, course_id: UUID) -> Response:
        """With its plan by day, revisions, numbers and flags."""
        course = self.course(course_id, "read")
        self.looked_at(course.patient_id, "course")
        return tell_course(self, course_id)


class PrescribedOn(ApiView):
    """What was prescribed on a day."""

    asks = words.DayAsked

    @operation("read_prescribed_on", "What was prescribed on a day", told=words.PrescribedOnTold, asks=words.DayAsked)
    def get(self, _request: Request, course_id: UUID) -> Response:
        """Any medication day, past or to come: revisions are never overwritten."""
        course = self.course(course_id, "read")
        self.looked_at(course.patient_id, "prescribed_on")
        seen = see([course], self.now())[0]
        return self.tell(telling.prescribed_on(seen, self.query["on"], self.viewer), words.PrescribedOnTold)


def entered(view: ApiView, sent: dict[str, Any]) -> dict[str, Any]:
    """The rows and steps that a course is entered with; raises WrongInput for an id that the viewer cannot see."""
    assessment = sent.get("assessment")
    return {
        "patient": chosen(
            view, "patient", Patient.objects.visible_to(view.viewer).select_related("practice"), sent["patient"]
        ),
        "medicine": chosen(view, "medicine", Medicine.objects.visible_to(view.viewer), sent["medicine"]),
        "assessment": None
        if assessment is None
        else chosen(view, "assessment", Assessment.objects.visible_to(view.viewer), assessment),
        "strength": sent["strength"],
        "first_day": sent["first_day"],
        "steps": steps_of(sent["steps"]),
        "supply": sent.get("supply"),
    }


def prescriber_of(view: ApiView, named: UUID | None) -> Clinician:
    """Who the course is of: the clinician named, or whoever enters it; raises WrongInput where that is nobody."""
    clinicians = Clinician.objects.visible_to(view.viewer)
    if named is not None:
        found: Clinician = chosen(view, "prescriber", clinicians, named)
        return found
    key = clinician_of(view)
    own = None if key is None else clinicians.filter(pk=key).first()
    if own is None:
        raise WrongInput("prescriber", "required", "A token is no prescriber.", "Name the prescriber.")
    return own


def clinician_of(view: ApiView) -> UUID | None:
    """The clinician who looks, or whose token it is."""
    return getattr(view.request.user, "clinician_id", None) or view.viewer.id


def chosen(view: ApiView, field: str, rows: "Rows[Any]", key: UUID) -> Any:
    """The row whose id was sent in a field; raises WrongInput for one that the viewer cannot see."""
    try:
        row: Row = view.find(rows, pk=key)
    except NotFound:
        raise WrongInput(field, "unknown_id", "There is no such thing here.", "Use an id that the API gave.") from None
    return row


def tell_prescribed(view: ApiView, done: actions.Prescribed, status: int = 200) -> Response:
    """A course that was entered or changed, with what the entry checks had to say."""
    row = view.find(courses_of(view), pk=done.course.pk)
    seen = see([row], view.now())[0]
    told = {"course": telling.course_whole(seen, view.viewer), "findings": done.findings}
    return view.tell(told, words.PrescribedTold, status)
