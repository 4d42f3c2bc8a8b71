"""All that a phone keeps of its patient: pages, limits, words, numbers. On a phone that is shared it keeps no page."""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from courses.access import Viewer
from tracker.accounts.sessions import Place, place_of
from tracker.patient.offline import files
from tracker.patient.offline.instants import last_kept
from tracker.patient.offline.limits import course_limits
from tracker.patient.offline.pages import kept_pages, marks
from tracker.patient.reading import Reading

HOURS_AS_ONE = 6


def version_of(request: HttpRequest, reading: Reading) -> str:
    """What changes when anything that is kept does: facts, settings, numbers, the files, and every few hours."""
    practice = reading.practice
    told = (
        reading.patient.pk, reading.patient.last_seq, reading.patient.judged_seq, reading.patient.language,
        reading.say.local(reading.now).date(), reading.now.hour // HOURS_AS_ONE, place_of(request),
        practice.name, practice.phone, practice.hours, practice.out_of_hours_phone, practice.emergency_number,
        practice.crisis_line, practice.poison_line, practice.answer_promise, practice.hours_in_spanish,
        practice.answer_promise_in_spanish, files.version(), settings.BASE_URL,
    )  # fmt: skip
    return sha256(repr(told).encode()).hexdigest()[:20]


def kept_plan(request: HttpRequest, viewer: Viewer, reading: Reading) -> dict[str, Any]:
    """What `/me/kept.json` says."""
    always = {
        "version": version_of(request, reading),
        "owner": str(reading.patient.pk),
        "language": reading.patient.language,
        "zone": reading.say.zone,
        "halves": [pgettext("before noon", "am"), pgettext("after noon", "pm")] if reading.say.is_twelve_hour else None,
        "words": words(),
        "marks": marks(reading),
    }
    if place_of(request) is Place.SHARED_PHONE:
        return always
    return {
        **always,
        "until": last_kept(reading).isoformat(),
        "courses": {course.known.id: course_limits(reading, course) for course in reading.on_today},
        **kept_pages(request, viewer, reading),
    }


def words() -> dict[str, str]:
    """Sentences that the phone fills in: `#` a number, the others by name."""
    return {
        "asked": _("You asked to talk: %(when)s.") % {"when": "{time}"},
        "near": _("You logged one at %(time)s.") % {"time": "{time}"},
        "just": _("You logged one a few minutes ago."),
        "so_far": _("Logged so far: %(amount)s.") % {"amount": "{amount}"},
        "needed": _("You logged %(amount)s at %(time)s. Not sent yet.") % {"amount": "{amount}", "time": "{time}"},
        "dose": _("%(amount)s, %(time)s") % {"amount": "{amount}", "time": "{time}"},
        "check_in": _("Your check-in"),
        "talk": _("Your wish to talk"),
        "tick": _("What you ticked"),
        "undo": _("What you took back"),
        "sign_in_one": ngettext(
            "Sign in to send %(n)d dose. It is safe on this phone.",
            "Sign in to send %(n)d doses. They are safe on this phone.",
            1,
        )
        % {"n": 1},
        "sign_in_many": ngettext(
            "Sign in to send %(n)d dose. It is safe on this phone.",
            "Sign in to send %(n)d doses. They are safe on this phone.",
            2,
        ).replace("%(n)d", "#"),
        "sign_in": _("Sign in to send what you told us. It is safe on this phone."),
        "leave": _("Not all is sent yet. If you sign out now, it is lost. Sign out all the same?"),
        "saving": _("Saving"),
    }
