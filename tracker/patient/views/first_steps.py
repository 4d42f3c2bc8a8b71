"""The first steps: one idea a screen, back and on by one thumb; any of them can wait."""

import zoneinfo
from collections.abc import Callable
from datetime import time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from courses import actions
from courses.access import Viewer
from courses.errors import ShortcourseError
from courses.models import Language, Through
from notifications.channel_names import WEB_PUSH
from notifications.models import Person
from notifications.people import Someone
from notifications.preferences import may_name, show_on_lock_screen
from tracker import clock
from tracker.accounts.access import mailbox_of
from tracker.accounts.first_steps import STEPS, after, before, note_step, steps_left
from tracker.accounts.guards import for_patients
from tracker.look.say import Say
from tracker.patient import today
from tracker.patient.briefings import to_read
from tracker.patient.day import State
from tracker.patient.forms import FirstHourForm, FirstLanguageForm, FirstQuietForm, ZoneForm
from tracker.patient.problems import sentence
from tracker.patient.reading import Reading
from tracker.patient.views.page import page, reading_of
from tracker.patient.views.reminders import push_key
from tracker.patient.views.today import PHONE_ZONE, place_of
from tracker.patient.views.ways import texts_offered, ways_of

# The languages by their own names, as who cannot read this one looks for them.
LANGUAGES = {Language.EN: "English", Language.ES: "Español"}
HOURS = tuple(time(hour) for hour in (8, 10, 12, 17, 19))


@require_GET
@for_patients
def start(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The first step that is left, then what is to read. A dose that is due waits for none of it."""
    reading = reading_of(viewer)
    due = any(row.state is State.DUE for row in today.dose_rows(reading))
    left = steps_left(reading.patient.pk)
    if left and not (due and "go" not in request.GET):
        return redirect("patient:first_step", left[0])
    told = [] if due and "go" not in request.GET else to_read(reading)
    return redirect("patient:briefing", told[0].course.known.id) if told else redirect("patient:today")


@require_http_methods(["GET", "POST"])
@for_patients
def first_step(request: HttpRequest, viewer: Viewer, step: str) -> HttpResponse:
    """One step: answered, it leads to the next."""
    if step not in STEPS:
        raise Http404
    reading = reading_of(viewer)
    if request.method == "POST":
        try:
            taken = _TAKE[step](request, viewer, reading)
        except ShortcourseError as error:
            messages.warning(request, sentence(error))
            return redirect("patient:first_step", step)
        if not taken:
            messages.warning(request, _("Choose one, or tap Later. Nothing was changed."))
            return redirect("patient:first_step", step)
        # Who changes one of them later came from the settings, and goes back there.
        onward = _onward(step) if steps_left(reading.patient.pk) else reverse("patient:settings")
        note_step(reading.patient.pk, step, clock.now())
        return redirect(onward)
    earlier = before(step)
    context = {
        "step": step,
        "number": STEPS.index(step) + 1,
        "of": len(STEPS),
        "earlier": reverse("patient:first_step", args=[earlier]) if earlier else "",
        "onward": _onward(step),
        **_SHOW[step](request, viewer, reading),
    }
    return page(request, reading, f"first/{step}", context)


def _onward(step: str) -> str:
    following = after(step)
    return reverse("patient:first_step", args=[following]) if following else f"{reverse('patient:start')}?go=on"


def _show_language(_request: HttpRequest, _viewer: Viewer, reading: Reading) -> dict[str, Any]:
    return {"languages": [(code.value, name, code == reading.patient.language) for code, name in LANGUAGES.items()]}


def _take_language(request: HttpRequest, viewer: Viewer, reading: Reading) -> bool:
    form = FirstLanguageForm(request.POST)
    if not form.is_valid():
        return False
    language = form.cleaned_data["language"]
    actions.choose_language(patient=reading.patient, language=language, by=viewer, through=Through.PAGE, now=clock.now)
    return True


def _show_zone(request: HttpRequest, _viewer: Viewer, reading: Reading) -> dict[str, Any]:
    """The phone's zone where it said one that is known; else the one that the practice wrote down."""
    known = zoneinfo.available_timezones()
    phone = request.COOKIES.get(PHONE_ZONE, "")
    zone = phone if phone in known else reading.say.zone
    places = sorted(name for name in known if "/" in name and not name.startswith("Etc/"))
    return {
        "zone": zone,
        "by_phone": phone in known,
        "place": place_of(zone),
        "clock": Say(zone, reading.practice.country).clock(reading.now),
        "zones": [(name, name.replace("_", " ")) for name in places],
    }


def _take_zone(request: HttpRequest, viewer: Viewer, reading: Reading) -> bool:
    form = ZoneForm(request.POST)
    if not form.is_valid():
        return False
    zone = form.cleaned_data["time_zone"]
    actions.move_zone(patient=reading.patient, time_zone=zone, by=viewer, through=Through.PAGE, now=clock.now)
    return True


def _show_hour(_request: HttpRequest, _viewer: Viewer, reading: Reading) -> dict[str, Any]:
    chosen = reading.known.settings.message_hour
    hours = sorted({*HOURS, chosen})
    return {"hours": [(f"{hour:%H:%M}", reading.say.clock(hour), hour == chosen) for hour in hours]}


def _take_hour(request: HttpRequest, viewer: Viewer, reading: Reading) -> bool:
    form = FirstHourForm(request.POST)
    if not form.is_valid():
        return False
    actions.change_settings(
        patient=reading.patient, **form.cleaned_data, by=viewer, through=Through.PAGE, now=clock.now
    )
    return True


def _show_quiet(_request: HttpRequest, _viewer: Viewer, reading: Reading) -> dict[str, Any]:
    chosen = reading.known.settings
    return {
        "quiet_from": reading.say.clock(chosen.quiet_start),
        "quiet_until": reading.say.clock(chosen.quiet_end),
        "none": chosen.quiet_start == chosen.quiet_end,
        "form": FirstQuietForm(initial={"quiet_start": chosen.quiet_start, "quiet_end": chosen.quiet_end}),
        "kept": (f"{chosen.quiet_start:%H:%M}", f"{chosen.quiet_end:%H:%M}"),
    }


def _take_quiet(request: HttpRequest, viewer: Viewer, reading: Reading) -> bool:
    form = FirstQuietForm(request.POST)
    if not form.is_valid():
        return False
    actions.change_settings(
        patient=reading.patient, **form.cleaned_data, by=viewer, through=Through.PAGE, now=clock.now
    )
    return True


def _show_channels(request: HttpRequest, viewer: Viewer, reading: Reading) -> dict[str, Any]:
    """What is on already; where no mailbox is, texts too, and on a phone of one's own the phone itself."""
    mailbox, choices = mailbox_of(reading.patient.pk), ways_of(viewer)
    return {
        "mailbox": mailbox,
        "choices": choices,
        "sms": not mailbox and texts_offered(reading, choices),
        "can_push": bool(push_key(request)) and all(way.channel != WEB_PUSH for way in choices),
    }


def _take_channels(_request: HttpRequest, _viewer: Viewer, _reading: Reading) -> bool:
    return True


def _show_lock_screen(_request: HttpRequest, _viewer: Viewer, reading: Reading) -> dict[str, Any]:
    return {"names": may_name(Someone(Person.PATIENT, reading.patient.pk))}


def _take_lock_screen(request: HttpRequest, _viewer: Viewer, reading: Reading) -> bool:
    shown = request.POST.get("shows", "")
    if shown not in {"nothing", "names"}:
        return False
    person = Someone(Person.PATIENT, reading.patient.pk)
    show_on_lock_screen(person, details=shown == "names", now=clock.now())
    return True


_SHOW: dict[str, Callable[[HttpRequest, Viewer, Reading], dict[str, Any]]] = {
    "language": _show_language,
    "zone": _show_zone,
    "hour": _show_hour,
    "quiet": _show_quiet,
    "channels": _show_channels,
    "lock_screen": _show_lock_screen,
}
_TAKE: dict[str, Callable[[HttpRequest, Viewer, Reading], bool]] = {
    "language": _take_language,
    "zone": _take_zone,
    "hour": _take_hour,
    "quiet": _take_quiet,
    "channels": _take_channels,
    "lock_screen": _take_lock_screen,
}
