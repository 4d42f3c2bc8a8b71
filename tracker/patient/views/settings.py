"""What a patient chooses: when messages come, quiet hours, asking once more; and moving to another time zone."""

import zoneinfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses import actions
from courses.access import Viewer
from courses.errors import ShortcourseError
from courses.models import Through
from tracker import clock
from tracker.accounts.guards import for_patients
from tracker.patient.forms import SettingsForm, ZoneForm
from tracker.patient.problems import add_to_form, sentence
from tracker.patient.views.page import page, reading_of
from tracker.patient.views.today import ZONE_KEPT, place_of

KEPT_FOR = 30 * 24 * 3600


@require_http_methods(["GET", "POST"])
@for_patients
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Message hour, quiet hours, follow-ups."""
    reading = reading_of(viewer)
    chosen = reading.known.settings
    names = ("message_hour", "quiet_start", "quiet_end", "follow_up")
    initial = {name: getattr(chosen, name) for name in names}
    form = SettingsForm(request.POST) if request.method == "POST" else SettingsForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_settings(
                patient=reading.patient, **form.cleaned_data, by=viewer, through=Through.PAGE, now=clock.now
            )
        except ShortcourseError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("patient:settings")
    places = (zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    zones = [(zone, zone.replace("_", " ")) for zone in sorted(places)]
    context = {
        "form": form,
        "zone": chosen.time_zone,
        "place": place_of(chosen.time_zone),
        "zones": zones,
        "clock": reading.say.clock(reading.now),
    }
    return page(request, reading, "settings", context, status=422 if form.errors else 200)


@require_POST
@for_patients
def move(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Move what is to come to another zone: said by the patient, never done silently."""
    reading = reading_of(viewer)
    form = ZoneForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose a time zone. Nothing was changed."))
        return redirect("patient:settings")
    zone = form.cleaned_data["time_zone"]
    try:
        actions.move_zone(patient=reading.patient, time_zone=zone, by=viewer, through=Through.PAGE, now=clock.now)
    except ShortcourseError as error:
        messages.error(request, sentence(error))
        return redirect("patient:settings")
    messages.success(request, _("Your times are now those of %(place)s.") % {"place": place_of(zone)})
    return redirect("patient:today")


@require_POST
@for_patients
def keep(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001 (the guard's)
    """Keep the times as they are, and do not ask again for this zone."""
    response = redirect("patient:today")
    zone = request.POST.get("time_zone", "")
    if zone in zoneinfo.available_timezones():
        response.set_cookie(ZONE_KEPT, zone, max_age=KEPT_FOR, samesite="Lax", httponly=True)
    return response
