"""Patients: finding one, entering one, one's page, inviting."""

import zoneinfo
from datetime import date
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
from courses.access import Viewer, may
from courses.errors import ShortcourseError
from courses.models import Course, Helper, Patient, PatientNote, TalkAnswer, TalkRequest
from courses.rules.days import zone_of
from tracker import clock
from tracker.accounts.access_log import note_access
from tracker.accounts.guards import for_staff
from tracker.accounts.invitations import newest_invitation
from tracker.accounts.models import BoundTo
from tracker.clinician.birth_dates import read_birth_date
from tracker.clinician.changes import names_of_staff
from tracker.clinician.channels import channels_of
from tracker.clinician.choices import choices_of
from tracker.clinician.delivery import trouble_of
from tracker.clinician.desk import THROUGH, WRONG, done, patient_url, practice_of, require, show
from tracker.clinician.drafts import draft_of, drafts_of
from tracker.clinician.forms.people import InviteForm, NoteForm, PatientForm
from tracker.clinician.numbers import class_days
from tracker.clinician.once import SentBefore, once
from tracker.clinician.sheet import Person, Sheet, open_person
from tracker.clinician.views.invitations import make_invitation
from tracker.clinician.words import OUTCOMES
from tracker.problems import add_to_form

A_PAGE = 50
LONGEST_SEARCH = 100


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
    note_access(viewer, patient_id=None, page="patients", now=clock.now())
    context = {
        "rows": rows,
        "page": page,
        "search_text": text,
        "today": _today(viewer),
        "may_prescribe": may(viewer, "prescribe"),
        "drafts": drafts_of(viewer).count(),
        "keys_work": choices_of(viewer).keys,
        "tab": "patients",
    }
    return show(request, viewer, "patients.html", context)


def search(viewer: Viewer, text: str) -> models.QuerySet[Patient]:
    """The patients whom a birth date, or every word as a part of a name, finds; all for no text."""
    found = Patient.objects.visible_to(viewer).order_by("family_name", "given_name", "pk")
    born = read_birth_date(text)
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
    onward = ""
    try:
        with once(request), transaction.atomic():
            patient = actions.register_patient(practice=practice, by=viewer, through=THROUGH, now=clock.now, **told)
            if form.cleaned_data["email"]:
                email = form.cleaned_data["email"]
                onward = make_invitation(request, viewer, patient, bound_to=BoundTo.MAILBOX, email=email)
    except SentBefore as sent:
        done(request, sent.words("the patient is in the list, once."))
        return redirect(f"{reverse('clinician:patients')}?q={told['birth_date']}")
    except ShortcourseError as error:
        add_to_form(form, error)
        return _new(request, viewer, form, alike, status=WRONG)
    done(request, f"{patient.name} is entered.")
    return redirect(onward or patient_url(patient.pk))


@require_safe
@for_staff
def patient(request: HttpRequest, viewer: Viewer, patient_id: UUID) -> HttpResponse:
    """A patient with all courses, what they asked, what they chose, and whether messages reach them."""
    now = clock.now()
    person = open_person(viewer, patient_id, now)
    note_access(viewer, patient_id=person.row.pk, page="patient", now=now)
    return show_patient(request, viewer, person)


@require_POST
@for_staff
def patient_invite(request: HttpRequest, viewer: Viewer, patient_id: UUID) -> HttpResponse:
    """Make an invitation link, whose sheet is shown once; earlier ones that nobody used are withdrawn."""
    person = open_person(viewer, patient_id, clock.now())
    require(viewer, "change_patient", person.row)
    form = InviteForm(request.POST, practice=person.row.practice)
    if not form.is_valid():
        return show_patient(request, viewer, person, invite_form=form)
    try:
        with once(request):
            onward = make_invitation(request, viewer, person.row, **form.cleaned_data)
            done(request, "The invitation is made. It is shown this once: print it, or let it be scanned from here.")
            return redirect(onward)
    except SentBefore as sent:
        done(request, sent.words("the invitation was made once."))
    return redirect(patient_url(person.row.pk))


def show_patient(
    request: HttpRequest,
    viewer: Viewer,
    person: Person,
    *,
    invite_form: InviteForm | None = None,
    note_form: NoteForm | None = None,
) -> HttpResponse:
    """A patient's page, with a form of it that was refused."""
    rows = (
        Course.objects.visible_to(viewer)
        .filter(patient=person.row)
        .select_related("patient__practice", "medicine", "prescriber")
    )
    names = names_of_staff(viewer)
    notes = PatientNote.objects.visible_to(viewer).filter(patient=person.row).order_by("-seq")
    made = newest_invitation(person.row.pk)
    context: dict[str, Any] = {
        "person": person,
        "sheets": [Sheet(person, row) for row in rows.order_by("-first_day", "-seq")],
        "talk": _talk(viewer, person, names),
        "settings": person.known.settings,
        "class_days": class_days(person),
        "trouble": [what for _, _, what in trouble_of(viewer, person.now, only=person.row.pk)],
        "channels": channels_of(person),
        "helpers": [
            (helper, helper.in_force(person.now))
            for helper in Helper.objects.visible_to(viewer).filter(patient=person.row).order_by("-since")
        ],
        "notes": [
            (note, names.get(note.by_id, "Somebody"), names.get(note.undone_by_id, "somebody")) for note in notes
        ],
        "form": invite_form or InviteForm(practice=person.row.practice),
        "note_form": note_form or NoteForm(),
        "invitation": made,
        "invitation_is_open": made is not None and made.is_open(person.now),
        "may_prescribe": person.may("prescribe"),
        "draft": draft_of(viewer, person.row),
        "may_invite": person.may("change_patient"),
        "tab": "patients",
    }
    refused = invite_form is not None or note_form is not None
    return show(request, viewer, "patient.html", context, status=WRONG if refused else 200)


def _talk(viewer: Viewer, person: Person, names: dict[UUID | None, str]) -> list[dict[str, Any]]:
    """What was asked and answered about any course, the newest first; what waits says so. Two queries."""
    asked = TalkRequest.objects.visible_to(viewer).filter(patient=person.row).select_related("course__medicine")
    answered = TalkAnswer.objects.visible_to(viewer).filter(course__patient=person.row)
    told: list[tuple[int, dict[str, Any]]] = []
    for request in asked:
        waiting = person.known.by_id[str(request.course_id)].waiting_since
        waits = waiting is not None and request.seq >= waiting.seq and request.undone_at is None
        told.append((request.seq, {"request": request, "waits": waits}))
    for answer in answered.select_related("course__medicine", "undo"):
        who = names.get(answer.by_id, "Somebody")
        told.append((answer.seq, {"answer": answer, "outcome": OUTCOMES[answer.outcome], "who": who}))
    return [one for _, one in sorted(told, key=lambda one: -one[0])]


def _new(
    request: HttpRequest, viewer: Viewer, form: PatientForm, alike: list[Patient], *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "alike": alike, "zones": sorted(zoneinfo.available_timezones()), "tab": "patients"}
    return show(request, viewer, "patient_new.html", context, status=status)


def _alike(viewer: Viewer, family_name: str, birth_date: str) -> list[Patient]:
    """Patients of the practice with the same birth date and family name."""
    born = read_birth_date(birth_date)
    if born is None:
        return []
    # What was typed is not checked yet: a zero byte is what no database looks for.
    name = family_name.replace("\0", "").strip()[:100]
    same = Patient.objects.visible_to(viewer).filter(birth_date=born, family_name__iexact=name)
    return list(same[:5])


def _today(viewer: Viewer) -> date:
    """The date on the practice's wall."""
    return clock.now().astimezone(zone_of(practice_of(viewer).time_zone)).date()
