"""Inviting a patient: the link, the sheet to hand over, and taking it back."""

from typing import Any
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from courses.access import Viewer
from courses.models import Patient
from tracker import clock
from tracker.accounts.guards import for_staff
from tracker.accounts.invitations import invite, newest_invitation, withdraw
from tracker.accounts.models import BoundTo
from tracker.clinician.desk import done, patient_url, require, show
from tracker.clinician.once import SentBefore, once
from tracker.clinician.sheet import open_person
from tracker.look.say import Say

# In the session, for the next page alone: whoever passes by this screen later does not find the link.
INVITED = "clinician_invited"
QR_SCALE = 6


def make_invitation(
    request: HttpRequest, viewer: Viewer, patient: Patient, *, bound_to: BoundTo, email: str = "", number: str = ""
) -> str:
    """Make a link for a patient, and keep it for the sheet that shows it once; the sheet's address."""
    invited = invite(
        patient_id=patient.pk,
        practice_id=patient.practice_id,
        email=email,
        number=number,
        bound_to=bound_to,
        label=patient.given_name,
        language=patient.language,
        made_by=viewer.id,
        now=clock.now(),
    )
    request.session[INVITED] = {"patient": str(patient.pk), "address": request.build_absolute_uri(invited.path)}
    return reverse("clinician:invitation", args=[patient.pk])


@require_safe
@for_staff
def invitation(request: HttpRequest, viewer: Viewer, patient_id: UUID) -> HttpResponse:
    """The sheet for the patient, in their language and large print: one page of paper. It names no medicine."""
    now = clock.now()
    person = open_person(viewer, patient_id, now)
    require(viewer, "change_patient", person.row)
    kept: dict[str, Any] = request.session.pop(INVITED, {})
    made = newest_invitation(person.row.pk)
    if kept.get("patient") != str(person.row.pk) or made is None or not made.is_open(now):
        return redirect(patient_url(person.row.pk))
    address = kept["address"]
    with translation.override(person.row.language):
        # Of the practice's own zone: the paper is handed over there.
        told = Say(person.row.practice.time_zone, person.row.practice.country)
        by_birth_date = made.bound_to == BoundTo.BIRTH_DATE
        by_sms = made.bound_to == BoundTo.NUMBER
        words = {
            "patient": person.row,
            # The part that is not the same for all has a line of its own.
            "address": (address[: -len(made_path(address))], made_path(address)),
            "qr": mark_safe(qr_of(address)),  # noqa: S308 (drawn by ourselves from signs of an address)
            "by_birth_date": by_birth_date,
            "by_sms": by_sms,
            "until": told.moment(made.expires_at),
            "practice": person.row.practice,
            "language": person.row.language,
        }
        sheet = render_to_string("clinician/parts/invitation_sheet.html", words)
    context = {"person": person, "sheet": sheet, "by_birth_date": by_birth_date, "tab": "patients"}
    return show(request, viewer, "invitation.html", context)


def made_path(address: str) -> str:
    """The last part of an address, which is the invitation's own: `abcd-efgh-jkmn-pqrs/`."""
    return f"{address.rstrip('/').rpartition('/')[2]}/"


def qr_of(address: str) -> str:
    """The address as a QR code: an SVG without styles, black on its own white ground, as cameras want it."""
    drawn: str = segno.make(address, error="m", micro=False).svg_inline(
        scale=QR_SCALE, border=4, light="#fff", dark="#000", svgclass="qr", omitsize=True
    )
    return drawn


@require_POST
@for_staff
def withdraw_invitation(request: HttpRequest, viewer: Viewer, patient_id: UUID) -> HttpResponse:
    """Take the link back: it opens nothing any more."""
    person = open_person(viewer, patient_id, clock.now())
    require(viewer, "change_patient", person.row)
    try:
        with once(request):
            taken = withdraw(person.row.pk, clock.now())
    except SentBefore as sent:
        done(request, sent.words("the invitation was taken back."))
    else:
        done(request, "The invitation is taken back." if taken else "There was no open invitation.")
    return redirect(patient_url(person.row.pk))
