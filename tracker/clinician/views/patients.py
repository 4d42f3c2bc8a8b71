"""Patients: finding one, entering one, one's page, inviting."""

import zoneinfo
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db import models, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import actions
from courses.access import Viewer
from courses.errors import ShortcourseError
from courses.models import Course, Helper, Patient, TalkRequest
from courses.rules.days import zone_of
from tracker import clock
from tracker.accounts.access_log import note_access
from tracker.accounts.guards import for_staff
from tracker.accounts.invitations import Invited, invite
from tracker.clinician.changes import names_of_staff
from tracker.clinician.delivery import trouble_of
from tracker.clinician.desk import THROUGH, WRONG, done, patient_url, practice_of, require, show
from tracker.clinician.forms.people import InviteForm, PatientForm
from tracker.clinician.numbers import class_days
from tracker.clinician.once import SentBefore, once
from tracker.clinician.sheet import Person, Sheet, open_person
from tracker.problems import add_to_form

A_PAGE = 50
LONGEST_SEARCH = 100
INVITED = "clinician_invited"
DATES = ("%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%m/%d/%Y", "%d.%m.%Y")


@require_safe
@for_staff
def patients(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """All patients of the practice, or those whom a name or a birth date finds."""
    require(viewer, "register_patient")
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    found = search(viewer, text)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    courses = (
        Course.objects.visible_to(viewer)
        .filter(patient__in=[patient.pk for patient in page.object_list], cancelled_at__isnull=True)
        .select_related("medicine")
        .order_by("first_day")
    )
    newest: dict[UUID, Course] = {course.patient_id: course for course in courses}
    rows = [(patient, newest.get(patient.pk)) for patient in page.object_list]
    context = {"rows": rows, "page": page, "search_text": text, "today": _today(viewer), "tab": "patients"}
    return show(request, viewer, "patients.html", context)


def search(viewer: Viewer, text: str) -> models.QuerySet[Patient]:
    """The patients whom a birth date, or every word as a part of a name, finds; all for no text."""
    found = Patient.objects.visible_to(viewer).order_by("family_name", "given_name", "pk")
    born = _date(text)
    if born is not None:
        return found.filter(birth_date=born)
    for word in text.replace(",", " ").replace("\0", "").split():
        found = found.filter(Q(given_name__icontains=word) | Q(family_name__icontains=word))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def patient_new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Enter a patient, and invite them."""
    require(viewer, "register_patient")
    practice = practice_of(viewer)
    if request.method != "POST":
        form = PatientForm(alike=[], initial={"time_zone": practice.time_zone})
        return _new(request, viewer, form, [])
    alike = _alike(viewer, request.POST.get("family_name", ""), request.POST.get("birth_date", ""))
    form = PatientForm(request.POST, alike=alike)
    if not form.is_valid():
        return _new(request, viewer, form, alike, status=WRONG)
    told = {
        name: form.cleaned_data[name] for name in ("given_name", "family_name", "birth_date", "language", "time_zone")
    }
    try:
        with once(request), transaction.atomic():
            patient = actions.register_patient(practice=practice, by=viewer, through=THROUGH, now=clock.now, **told)
            if form.cleaned_data["email"]:
                _keep(request, patient, _invite(viewer, patient, form.cleaned_data["email"]))
    except SentBefore as sent:
        done(request, sent.words("the patient is in the list, once."))
        return redirect(f"{reverse('clinician:patients')}?q={told['birth_date']}")
    except ShortcourseError as error:
        add_to_form(form, error)
        return _new(request, viewer, form, alike, status=WRONG)
    done(request, f"{patient.name} is entered.")
    return redirect(patient_url(patient.pk))


@require_safe
@for_staff
def patient(request: HttpRequest, viewer: Viewer, patient_id: UUID) -> HttpResponse:
    """A patient with all courses, what they asked, what they chose, and whether messages reach them."""
    now = clock.now()
    person = open_person(viewer, patient_id, now)
    note_access(viewer, patient_id=person.row.pk, page="patient", now=now)
    return _patient(request, viewer, person, InviteForm())


@require_POST
@for_staff
def patient_invite(request: HttpRequest, viewer: Viewer, patient_id: UUID) -> HttpResponse:
    """Make an invitation link, which is shown once; earlier ones that nobody used are withdrawn."""
    person = open_person(viewer, patient_id, clock.now())
    require(viewer, "change_patient", person.row)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _patient(request, viewer, person, form, status=WRONG)
    try:
        with once(request):
            _keep(request, person.row, _invite(viewer, person.row, form.cleaned_data["email"]))
            done(request, "The invitation is made. Its link is shown below, this once.")
    except SentBefore as sent:
        done(request, sent.words("the invitation was made once."))
    return redirect(patient_url(person.row.pk))


def _patient(
    request: HttpRequest, viewer: Viewer, person: Person, form: InviteForm, *, status: int = 200
) -> HttpResponse:
    rows = (
        Course.objects.visible_to(viewer)
        .filter(patient=person.row)
        .select_related("patient__practice", "medicine", "prescriber")
    )
    asked = TalkRequest.objects.visible_to(viewer).filter(patient=person.row).select_related("course__medicine")
    link = request.session.get(INVITED, {})
    context: dict[str, Any] = {
        "person": person,
        "sheets": [Sheet(person, row) for row in rows.order_by("-first_day", "-seq")],
        "talk_requests": list(asked.order_by("-seq")),
        "settings": person.known.settings,
        "class_days": class_days(person),
        "trouble": [what for patient, _, what in trouble_of(viewer, person.now) if patient.pk == person.row.pk],
        "helpers": list(Helper.objects.visible_to(viewer).filter(patient=person.row, revoked_at__isnull=True)),
        "names": names_of_staff(viewer),
        "form": form,
        "invitation": link.get("address") if link.get("patient") == str(person.row.pk) else "",
        "may_prescribe": person.may("prescribe"),
        "may_invite": person.may("change_patient"),
        "tab": "patients",
    }
    if link:
        # Whoever passes by this screen later does not find it.
        del request.session[INVITED]
    return show(request, viewer, "patient.html", context, status=status)


def _new(
    request: HttpRequest, viewer: Viewer, form: PatientForm, alike: list[Patient], *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "alike": alike, "zones": sorted(zoneinfo.available_timezones()), "tab": "patients"}
    return show(request, viewer, "patient_new.html", context, status=status)


def _invite(viewer: Viewer, patient: Patient, email: str) -> Invited:
    return invite(
        patient_id=patient.pk,
        practice_id=patient.practice_id,
        email=email,
        label=patient.given_name,
        language=patient.language,
        made_by=viewer.id,
        now=clock.now(),
    )


def _keep(request: HttpRequest, patient: Patient, invited: Invited) -> None:
    """Keep the link for the next page alone."""
    address = request.build_absolute_uri(invited.path)
    request.session[INVITED] = {"patient": str(patient.pk), "address": address}


def _alike(viewer: Viewer, family_name: str, birth_date: str) -> list[Patient]:
    """Patients of the practice with the same birth date and family name."""
    born = _date(birth_date)
    if born is None:
        return []
    # What was typed is not checked yet: a zero byte is what no database looks for.
    name = family_name.replace("\0", "").strip()[:100]
    same = Patient.objects.visible_to(viewer).filter(birth_date=born, family_name__iexact=name)
    return list(same[:5])


def _today(viewer: Viewer) -> date:
    """The date on the practice's wall."""
    return clock.now().astimezone(zone_of(practice_of(viewer).time_zone)).date()


def _date(text: str) -> date | None:
    for pattern in DATES:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 (a date alone has no zone)
        except ValueError:
            continue
    return None
