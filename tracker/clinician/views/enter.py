"""Entering a course."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from courses.access import Viewer
from tracker import clock
from tracker.accounts.access_log import note_access
from tracker.accounts.guards import for_staff
from tracker.clinician.desk import WRONG, clinician_of, course_url, done, not_ready, patient_url, require, show
from tracker.clinician.entering import Entering
from tracker.clinician.once import SentBefore, once
from tracker.clinician.sheet import open_person
from tracker.clinician.words import TAPER_GUIDANCE


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def enter_course(request: HttpRequest, viewer: Viewer, patient_id: UUID) -> HttpResponse:
    """The form, its checks and its preview; signed, the new course's page."""
    now = clock.now()
    person = open_person(viewer, patient_id, now)
    require(viewer, "prescribe", person.row)
    missing = not_ready(person.row.practice)
    if missing:
        return show(request, viewer, "not_ready.html", {"person": person, "missing": missing, "tab": "patients"})
    if request.method != "POST":
        note_access(viewer, patient_id=person.row.pk, page="enter_course", now=now)
        return _show(request, viewer, Entering(person, None))
    page = Entering(person, request.POST)
    do = request.POST.get("do", "")
    if do == "sign":
        return _sign(request, viewer, page)
    # More rows and a look at the label ask nothing of what is not typed yet.
    if do == "check" and not page.look():
        return _show(request, viewer, page, status=WRONG)
    return _show(request, viewer, page)


def _sign(request: HttpRequest, viewer: Viewer, page: Entering) -> HttpResponse:
    prescriber = clinician_of(viewer)
    try:
        with once(request) as not_done:
            course = page.sign(prescriber)
            if course is None:
                not_done()
    except SentBefore as sent:
        done(request, sent.words("what it entered is in the list below, once."))
        return redirect(patient_url(page.person.row.pk))
    if course is None:
        return _show(request, viewer, page, status=WRONG)
    done(request, f"The course for {page.person.row.name} is entered.")
    return redirect(course_url(course.pk))


def _show(request: HttpRequest, viewer: Viewer, page: Entering, *, status: int = 200) -> HttpResponse:
    context = {
        "page": page,
        "person": page.person,
        "problems": list(page.problems) if status == WRONG else [],
        "guidance": TAPER_GUIDANCE,
        "tab": "patients",
    }
    return show(request, viewer, "enter.html", context, status=status)
