"""The calendar address: made, shown once, taken back; and what it answers to a calendar that holds it."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.access import SYSTEM, Viewer
from courses.models import Patient
from tracker import clock
from tracker.accounts.feeds import feed_in_force, feed_of, make_feed, note_reading, revoke_feeds
from tracker.accounts.guards import for_patients
from tracker.accounts.limits import Limit, ip_of
from tracker.patient.calendar_feed import as_calendar
from tracker.patient.reading import read
from tracker.patient.views.page import page, reading_of

READS_A_FEED = Limit("feed-reads", 120, timedelta(hours=1))
# An address that opens nothing is asked for by calendars that still hold one taken back, and by whoever guesses.
MISSES_AN_IP = Limit("feed-misses", 120, timedelta(hours=1))
TOO_MANY = 429
KEPT_SECONDS = 15 * 60


@require_safe
@for_patients
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Whether there is an address, since when, and whether a calendar reads it. The address itself is not known."""
    return _page(request, viewer, address="")


@require_POST
@for_patients
def make(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """A new address, shown this once."""
    reading = reading_of(viewer)
    secret = make_feed(reading.patient.pk, tells_more=request.POST.get("tells_more") == "on", now=clock.now())
    return _page(request, viewer, address=settings.BASE_URL + reverse("patient:calendar_feed", args=[secret]))


@require_POST
@for_patients
def revoke(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Take the address back: a calendar that holds it finds nothing any more."""
    revoke_feeds(reading_of(viewer).patient.pk, now=clock.now())
    messages.success(request, _("The address is taken back. It opens nothing any more."))
    return redirect("patient:calendar")


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """What a calendar reads. Who holds the address reads it; no session, and nothing that sets one."""
    now = clock.now()
    found = feed_of(secret)
    patient = Patient.objects.visible_to(SYSTEM).filter(pk=found.patient_id).first() if found else None
    if found is None or patient is None:
        if not MISSES_AN_IP.allows(ip_of(request), now):
            return render(request, "429.html", status=TOO_MANY)
        raise Http404
    if not READS_A_FEED.allows(str(found.pk), now):
        return render(request, "429.html", status=TOO_MANY)
    note_reading(found, now)
    with translation.override(patient.language):
        told = as_calendar(read(patient.as_viewer(), now), tells_more=found.tells_more)
    response = HttpResponse(told, content_type="text/calendar; charset=utf-8")
    response["ETag"] = f'"{hashlib.sha256(told).hexdigest()[:32]}"'
    patch_cache_control(response, private=True, max_age=KEPT_SECONDS)
    answer: HttpResponseBase | None = get_conditional_response(request, etag=response["ETag"], response=response)
    return answer or response


def _page(request: HttpRequest, viewer: Viewer, *, address: str) -> HttpResponse:
    reading = reading_of(viewer)
    kept = feed_in_force(reading.patient.pk)
    context = {
        "address": address,
        "webcal": "webcal:" + address.partition(":")[2] if address else "",
        "kept": kept,
        "made": reading.say.moment(kept.made_at) if kept else "",
        "read": reading.say.moment(kept.last_read_at) if kept and kept.last_read_at else "",
    }
    return page(request, reading, "calendar", context)
