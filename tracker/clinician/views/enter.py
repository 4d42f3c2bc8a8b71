"""Entering a course: the form with its draft, its checks and its preview, and signing it."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from courses.access import Viewer
from courses.models import Course
from tracker import clock
from tracker.accounts.access_log import note_access
from tracker.accounts.guards import for_staff
from tracker.accounts.invitations import newest_invitation
from tracker.accounts.viewer import viewer_of
from tracker.clinician.alike import alike
from tracker.clinician.choices import choices_of
from tracker.clinician.desk import WRONG, clinician_of, course_url, done, not_ready, patient_url, require, show
from tracker.clinician.drafts import draft_key, draft_of, keep_draft, keep_signed_out, typed_before
from tracker.clinician.entering import Entering
from tracker.clinician.fillings import Filling, filled, from_template, last_time, same_answers, templates_of
from tracker.clinician.models import Draft
from tracker.clinician.once import SentBefore, once, was_sent
from tracker.clinician.sheet import Person, open_person
from tracker.clinician.views.invitations import make_invitation
from tracker.clinician.words import TAPER_GUIDANCE
from tracker.stale import when_stale

# What leads back to the form by a redirect, so that Back of the browser never asks to send it again.
FILLS = ("use", "pick", "also", "draft")


def _keep_and_return(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The form of somebody who signed in anew since: what they typed is their draft."""
    if keep_signed_out(request, patient_id):
        done(request, "This form was older than your sign-in. Nothing was signed; what you typed is here.")
    return redirect(_url(patient_id))


@when_stale(_keep_and_return)
@require_http_methods(["GET", "HEAD", "POST"])
def enter_course(request: HttpRequest, patient_id: UUID) -> HttpResponseBase:
    """The form, its checks and its preview; signed, the new course's page. What was typed outlives the session."""
    if request.method == "POST" and viewer_of(request) is None:
        keep_signed_out(request, patient_id)
    return _enter(request, patient_id=patient_id)


@for_staff
def _enter(request: HttpRequest, viewer: Viewer, patient_id: UUID) -> HttpResponse:
    now = clock.now()
    person = open_person(viewer, patient_id, now)
    require(viewer, "prescribe", person.row)
    missing = not_ready(person.row.practice)
    if missing:
        return show(request, viewer, "not_ready.html", {"person": person, "missing": missing, "tab": "patients"})
    if request.method != "POST":
        note_access(viewer, patient_id=person.row.pk, page="enter_course", now=now)
        draft = draft_of(viewer, person.row)
        page = Entering(person, typed_before(draft) if draft else None)
        page.look()
        return _show(request, viewer, page, draft)
    data = request.POST
    if any(name in data for name in FILLS):
        return _fill(viewer, person, data)
    if data.get("do") == "sign":
        return _sign(request, viewer, Entering(person, data))
    # What arrives late of a form that is signed already is no draft any more.
    draft = None if was_sent(request) else keep_draft(viewer, person.row, data, now)
    page = Entering(person, data)
    whole = page.look()
    # More rows and a look at the label ask nothing of what is not typed yet.
    asked = data.get("do") == "check"
    return _show(request, viewer, page, draft, status=WRONG if asked and not whole else 200)


def _fill(viewer: Viewer, person: Person, data: QueryDict) -> HttpResponse:
    """Put a medicine, a template or last time's course into the form, and keep it as a draft."""
    page = Entering(person, data)
    filling, at = _filling(viewer, person, page, data)
    typed = filled(data, filling) if filling else data.copy()
    # A form that was opened on another day, or never shown: what is filled in begins today.
    if filling and typed.get("first_day", "") < person.today.isoformat():
        typed["first_day"] = person.today.isoformat()
    keep_draft(viewer, person.row, typed, person.now)
    return redirect(_url(person.row.pk) + at)


def _filling(viewer: Viewer, person: Person, page: Entering, data: QueryDict) -> tuple[Filling | None, str]:
    """What is asked for, and where in the page one goes on."""
    if picked := data.get("pick"):
        medicine = next((one for one in page.medicines if str(one.pk) == picked), None)
        return (Filling("", {"medicine": medicine.code}) if medicine else None), "#id_strength"
    if also := data.get("also"):
        return Filling("", {"other_medicines": also}), "#id_other_medicines"
    use = data.get("use", "")
    if use == "last":
        return last_time(person, page.medicine), ""
    if use == "answers":
        return same_answers(person), "#assessment"
    if use == "template":
        chosen = next((one for one in templates_of(viewer) if str(one.pk) == data.get("template")), None)
        return (from_template(chosen, person) if chosen else None), ""
    return None, ""


def _sign(request: HttpRequest, viewer: Viewer, page: Entering) -> HttpResponse:
    prescriber = clinician_of(viewer)
    onward = ""
    try:
        with once(request) as not_done, transaction.atomic():
            course = page.sign(prescriber)
            if course is None:
                not_done()
            else:
                onward = _invite(request, viewer, page, course)
    except SentBefore as sent:
        done(request, sent.words("what it entered is in the list below, once."))
        return redirect(patient_url(page.person.row.pk))
    if course is None:
        draft = keep_draft(viewer, page.person.row, request.POST, page.person.now)
        return _show(request, viewer, page, draft, status=WRONG)
    done(request, f"The course for {page.person.row.name} is entered.")
    return redirect(onward)


def _invite(request: HttpRequest, viewer: Viewer, page: Entering, course: Course) -> str:
    """Make the invitation that was asked for with the course; where one goes on."""
    told = page.invite.cleaned_data
    if told["bound_to"] is None:
        return course_url(course.pk)
    require(viewer, "change_patient", page.person.row)
    return make_invitation(request, viewer, page.person.row, **told)


def _show(
    request: HttpRequest, viewer: Viewer, page: Entering, draft: Draft | None, *, status: int = 200
) -> HttpResponse:
    person = page.person
    mg = page.strength.mg_per_unit if page.strength else None
    context: dict[str, Any] = {"page": page, "person": person, "draft": draft, "guidance": TAPER_GUIDANCE, "mg": mg}
    # As one types, only what follows from it is drawn anew; what one types in is left alone.
    if getattr(request, "htmx", False):
        return show(request, viewer, "parts/enter/live.html", {**context, "live": True})
    made = newest_invitation(person.row.pk)
    context |= {
        "problems": list(page.problems) if status == WRONG else [],
        "draft_key": draft_key(viewer, person.row.pk),
        "alike": alike(viewer, person.row),
        "last_time": last_time(person, page.medicine),
        "same_answers": same_answers(person),
        "templates": templates_of(viewer),
        "invitation_is_open": made is not None and made.is_open(person.now),
        "keys_work": choices_of(viewer).keys,
        "tab": "patients",
    }
    return show(request, viewer, "enter.html", context, status=status)


def _url(patient_id: UUID) -> str:
    return reverse("clinician:enter_course", args=[patient_id])
