"""A mailbox for who came in face to face: named, and confirmed by a code. Later ones come by an invitation."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.access import Viewer
from tracker import clock
from tracker.accounts import codes, limits
from tracker.accounts.access import accepted_invitation, confirm_mailbox
from tracker.accounts.first_steps import note_step
from tracker.accounts.forms import AddressForm, OnlyCodeForm
from tracker.accounts.guards import for_patients
from tracker.accounts.models import Invitation
from tracker.patient.views.page import page, reading_of
from tracker.patient.views.ways import back_of

ASKED = "mailbox_asked"


@require_http_methods(["GET", "POST"])
@for_patients
def name(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Which mailbox it is; a code goes there."""
    reading = reading_of(viewer)
    invitation = _without_mailbox(reading.patient.pk)
    if invitation is None:
        return redirect("patient:settings")
    form = AddressForm(request.POST or None)
    form.fields["email"].help_text = ""
    if request.method == "POST" and form.is_valid():
        now, email = clock.now(), form.cleaned_data["email"].strip().lower()
        within = limits.CODES_AN_IP.allows(limits.ip_of(request), now)
        if limits.CODES_AN_ADDRESS.allows(email, now) and within:
            asked = codes.ask_for_codes(email, [invitation], now)
            request.session[ASKED] = {"request": str(asked.pk), "email": email}
            return redirect("patient:mailbox_code")
        form.add_error("email", _("Too many codes were asked for. Try again in an hour."))
    return page(
        request, reading, "mailbox", {"form": form, "back": back_of(reading)}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@for_patients
def confirm(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The code that came there."""
    reading = reading_of(viewer)
    invitation = _without_mailbox(reading.patient.pk)
    asked = request.session.get(ASKED)
    if invitation is None or asked is None:
        return redirect("patient:settings" if invitation is None else "patient:mailbox")
    form = OnlyCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        accepted = codes.try_code(UUID(asked["request"]), form.cleaned_data["code"], clock.now())
        if accepted is not None and accepted.invitation == invitation:
            confirm_mailbox(invitation, asked["email"], clock.now())
            note_step(reading.patient.pk, "channels", clock.now())
            del request.session[ASKED]
            messages.success(request, _("Your messages go there now."))
            return redirect("patient:start")
        form.add_error("code", _("This code does not fit. Look at the newest email, or ask for a new code."))
    context = {"form": form, "mailbox": asked["email"], "back": back_of(reading)}
    return page(request, reading, "mailbox_code", context, status=422 if form.errors else 200)


def _without_mailbox(patient_id: UUID) -> Invitation | None:
    """The invitation by which the patient came in, if no mailbox is confirmed yet."""
    invitation = accepted_invitation(patient_id)
    return invitation if invitation is not None and not invitation.email else None
