"""One dose from a form to the record: at once where nothing is to be said, else after a kind word. Never refused."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from courses import actions
from courses.errors import Conflict, ShortcourseError
from courses.models import Dose, Through
from courses.rules.known import Knowledge, KnownCourse
from notifications.rules.schedule import wall_key
from tracker import clock
from tracker.look import say
from tracker.patient.problems import sentence
from tracker.patient.prospect import Prospect, Word, far_too_much, prospect
from tracker.patient.reading import CourseReading, Reading, read
from tracker.patient.views.page import page

PHONE_ZONE = "phone_zone"
LONGEST_ZONE = 64


@dataclass(frozen=True, slots=True)
class Sent:
    """A dose as a form sends it. `said` are the kind words that its page has shown, `time_said` whether the patient
    has named the time."""

    id: UUID
    amount: Decimal
    taken_at: datetime
    about: bool = False
    said: tuple[str, ...] = ()
    slot: tuple[date, str] | None = None
    time_said: bool = False


def log_or_say(request: HttpRequest, reading: Reading, course: CourseReading, sent: Sent) -> HttpResponse:
    """Log a dose, or say first what is to be said. The same id twice is one dose."""
    before = Dose.objects.visible_to(reading.viewer).filter(client_id=sent.id).first()
    if before is not None:
        return _after(request, reading, course, before)
    asks = words_before(reading, course, sent)
    return _log(request, reading, course, sent) if asks is None else page(request, reading, "before_logging", asks)


def words_before(reading: Reading, course: CourseReading, sent: Sent) -> dict[str, object] | None:
    """What the page before logging says; None where nothing is to be said that was not said before."""
    seen = prospect(
        reading.facts,
        course.known.id,
        amount=sent.amount,
        taken_at=sent.taken_at,
        about=sent.about,
        slot=sent.slot,
        now=reading.now,
        time_said=sent.time_said,
    )
    return _kind_words(course, seen, sent) if set(seen.words) - set(sent.said) else None


def _log(request: HttpRequest, reading: Reading, course: CourseReading, sent: Sent) -> HttpResponse:
    try:
        logged = actions.log_dose(
            course=course.row,
            client_id=sent.id,
            amount=sent.amount,
            taken_at=sent.taken_at,
            about=sent.about,
            phone_zone=request.COOKIES.get(PHONE_ZONE, "")[:LONGEST_ZONE],
            by=reading.viewer,
            through=Through.PAGE,
            now=clock.now,
        )
    except Conflict:
        # Two taps at once: the other one came first, and is the dose.
        twin = Dose.objects.visible_to(reading.viewer).get(client_id=sent.id)
        return _after(request, reading, course, twin)
    except ShortcourseError as error:
        messages.error(request, sentence(error))
        return redirect("patient:today")
    return _after(request, reading, course, logged.dose, logged.knowledge)


def known_with(reading: Reading, course: CourseReading, dose: Dose, knowledge: Knowledge | None) -> KnownCourse:
    """The course as known once a dose stands; `knowledge` is what logging it left, if it was logged now."""
    now = max(reading.now, dose.known_at)
    if knowledge is None:
        return read(reading.viewer, now).course(course.known.id).known
    return knowledge.at(now).by_id[course.known.id]


def _after(
    request: HttpRequest, reading: Reading, course: CourseReading, dose: Dose, knowledge: Knowledge | None = None
) -> HttpResponse:
    """Where one is led once a dose stands: to the number if its day is far too high, else back."""
    if dose.course_id != course.row.pk:
        raise Http404
    if dose.undone_at is not None:
        messages.info(request, _("This dose was logged before and undone. It stays undone."))
        return redirect("patient:today")
    known = known_with(reading, course, dose, knowledge)
    if far_too_much(known, dose.medication_day):
        return redirect("patient:too_much", dose.client_id)
    words = {"amount": course.amount(dose.amount), "time": reading.say.clock(dose.taken_at)}
    messages.success(request, _("Logged: %(amount)s, %(time)s.") % words)
    return redirect("patient:end", course.known.id) if known.beyond(dose.medication_day) else redirect("patient:today")


def _kind_words(course: CourseReading, seen: Prospect, sent: Sent) -> dict[str, object]:
    """The facts beside the plan, and the form that logs it all the same."""
    asks_when = Word.JUST_LOGGED in seen.words
    # Whatever time is chosen, that it is soon, or for a time that has its dose, is in sight here.
    said = (*seen.words, *((Word.TOO_SOON, Word.SLOT_TAKEN) if asks_when else ()))
    hidden = {
        "id": sent.id,
        "course": course.known.id,
        "amount": str(sent.amount),
        "when": "at",
        "at": sent.taken_at.isoformat(),
        "about": "on" if sent.about else "",
        "said": ",".join(dict.fromkeys(said)),
    }
    return {
        "course": course,
        "far": Word.FAR_OVER in seen.words,
        "lines": _lines(course, seen),
        "hidden": hidden,
        "times": _times(course, sent, hidden) if asks_when else [],
        "amount": course.amount(sent.amount),
        "time": course.reading.say.clock(sent.taken_at),
        "offer_talk": bool({Word.OVER_DAY, Word.AFTER_END, Word.FAR_OVER} & set(seen.words)),
    }


def _times(course: CourseReading, sent: Sent, hidden: dict[str, object]) -> list[dict[str, object]]:
    """When a second dose within a few minutes may have been taken: about its slot's time, or just now."""
    told, now = course.reading.say, course.reading.now
    choices: list[dict[str, object]] = []
    slot_at = sent.taken_at if sent.about else _slot_at(course, sent.slot)
    if slot_at is not None and slot_at <= now:
        label = _("About %(time)s") % {"time": told.clock(slot_at)}
        choices.append({"label": label, "hidden": {**hidden, "at": slot_at.isoformat(), "about": "on"}})
    label = _("Just now, %(time)s") % {"time": told.clock(now)}
    choices.append({"label": label, "hidden": {**hidden, "at": now.isoformat(), "about": ""}})
    return choices


def _slot_at(course: CourseReading, slot: tuple[date, str] | None) -> datetime | None:
    window_day = course.known.window.day(slot[0]) if slot else None
    slots = window_day.slots if window_day else ()
    return next((one.at for one in slots if slot and wall_key(one.wall) == slot[1]), None)


def _lines(course: CourseReading, seen: Prospect) -> list[str]:
    told = course.reading.say
    lines: list[str] = []
    if Word.SLOT_TAKEN in seen.words:
        lines.append(_("A dose is logged for this time already."))
    if Word.TOO_SOON in seen.words and seen.since_last is not None and seen.least_apart is not None:
        lines.append(_("It is %(span)s since your last one.") % {"span": say.span(seen.since_last)})
        window_day = course.known.window.day(seen.day)
        if window_day is not None and window_day.as_needed is not None:
            lines.append(_("Your plan says %(span)s apart.") % {"span": say.span(seen.least_apart)})
    if Word.JUST_LOGGED in seen.words:
        lines.append(_("You logged one a few minutes ago."))
    if Word.OVER_DAY in seen.words and seen.prescribed is not None:
        lines.append(_("Your plan for this day: %(amount)s.") % {"amount": course.amount(seen.prescribed)})
        lines.append(_("Logged so far: %(amount)s.") % {"amount": course.amount(seen.logged)})
    if Word.AFTER_END in seen.words:
        lines.append(_("Your last day was %(day)s.") % {"day": told.day(course.known.last_day)})
    if Word.BEFORE_FIRST in seen.words:
        lines.append(_("Your course starts on %(day)s.") % {"day": told.day(course.known.first_day)})
    return lines
