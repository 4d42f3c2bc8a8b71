"""The bands above the day's doses: what is to be said of a course, in two lines that lead to its page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from courses.rules.facts import RevisionKind
from notifications.rules import wording
from notifications.rules.reminder import Kind
from notifications.rules.schedule import called_for, candidates
from tracker.patient.reading import CourseReading, Reading
from tracker.patient.stage import AFTER_ITS_END, AT_ITS_END, WATCHED, Stage
from tracker.patient.words import ANSWERED

NEWS_SHOWN = timedelta(hours=48)
# As long as the message that says the same would still make sense.
ASKED_SHOWN = timedelta(hours=24)
THANKS_SHOWN = timedelta(days=14)
THANKED = frozenset({*AFTER_ITS_END, Stage.STOPPED_SUDDENLY}) - {Stage.CONTINUED}


@dataclass(frozen=True, slots=True)
class Band:
    """A band that leads to a page about a course; `name` is the medicine's, where more than one could be meant."""

    title: str
    text: str
    url: str
    of_the_end: bool = True
    name: str = ""


# What a band says of the end: its title, None where that is when the last day is, and its text. `{date}` is the date
# that the words name.
ENDING: dict[str, tuple[Promise | None, Promise]] = {
    wording.ENDING_WITHOUT_PLAN: (
        lazy("Talk to your prescriber now"),
        lazy("Do not stop suddenly. Do not carry on without advice."),
    ),
    wording.ENDING_SEE_PATIENT: (lazy("Your prescriber wants to talk with you"), lazy("By {date}.")),
    wording.ENDING_TAPER: (None, lazy("Follow the steps on your page to {date}.")),
    wording.ENDING_STOP_AS_PLANNED: (
        None,
        lazy("Your prescriber plans that you stop after {date}. If you feel unwell then, tell us."),
    ),
    wording.ENDING_WITHOUT_RISK: (None, lazy("Ask if you are unsure.")),
}


def bands(reading: Reading) -> list[Band]:
    """All bands of the page of today, course by course; last, thanks for those that have left it."""
    several = len(reading.on_today) > 1
    found = [band for course in reading.on_today for band in _of_course(course, course.name if several else "")]
    gone = [course for course in reading.courses if course not in reading.on_today and _is_thanked(course)]
    name = len(reading.courses) > 1
    return found + [_thanks(course, course.name if name else "") for course in gone]


def ending_title(days: int) -> str:
    """When the last day is, so many days from today."""
    if days == 0:
        return _("Today is your last day")
    if days == 1:
        return _("Your last day is tomorrow")
    return ngettext("Your last day is in %(days)d day", "Your last day is in %(days)d days", days) % {"days": days}


def asked(course: CourseReading) -> str:
    """When the patient asked to talk, while that waits; else nothing."""
    waiting = course.known.waiting_since
    return course.reading.say.moment(waiting.known_at) if waiting else ""


def _of_course(course: CourseReading, name: str) -> Iterator[Band]:
    asks = _asks(course)
    if changed := _changed(course):
        yield Band(*changed, reverse("patient:course", args=[course.known.id]), of_the_end=False, name=name)
    if answered := _answered(course):
        yield Band(*answered, reverse("patient:talk", args=[course.known.id]), of_the_end=False, name=name)
    # On a day of the watch the question takes the place of the invitation to tell.
    if (said := _of_the_end(course)) and not (asks and course.standing.stage is Stage.OVER):
        yield Band(*said, reverse("patient:end", args=[course.known.id]), name=name)
    if asks:
        yield Band(*asks, reverse("patient:check_in", args=[course.known.id]), of_the_end=False, name=name)


def _changed(course: CourseReading) -> tuple[str, str] | None:
    """That the prescriber changed the plan, for two days."""
    newest = course.known.revisions[-1]
    if newest.kind is RevisionKind.PRESCRIBE or course.reading.now >= newest.known_at + NEWS_SHOWN:
        return None
    if course.known.stop is not None or course.known.cancelled is not None:
        return None
    words = {"who": course.prescriber, "when": course.reading.say.moment(newest.known_at)}
    return _("Your plan has changed"), _("%(who)s changed it: %(when)s. Look at what it says now.") % words


def _answered(course: CourseReading) -> tuple[str, str] | None:
    """That the practice answered, for two days, or until one asks again."""
    newest = course.known.answers[-1] if course.known.answers else None
    if newest is None or course.reading.now >= newest.known_at + NEWS_SHOWN:
        return None
    if any(request.seq > newest.seq for request in course.known.talk_requests):
        return None
    # When they answered, which is not when to come.
    when = _("They answered: %(when)s.") % {"when": course.reading.say.moment(newest.known_at)}
    return str(ANSWERED[newest.outcome.value]), when


def _of_the_end(course: CourseReading) -> tuple[str, str] | None:
    """Title and text about the end, or about what came of it."""
    stood, told = course.standing, course.reading.say
    when = asked(course)
    if stood.stage in AT_ITS_END and stood.ending is not None:
        date = told.day(wording.date_told(course.known, course.reading.now))
        title, text = ENDING[stood.ending]
        said = str(title) if title else ending_title(stood.days_left), str(text).format(date=date)
        if not when:
            return said
        # Who has asked is not told again to ask; what not to do stands.
        you_asked = _("You asked to talk: %(when)s.") % {"when": when}
        no_plan = stood.ending == wording.ENDING_WITHOUT_PLAN
        return (you_asked, said[1]) if no_plan else (said[0], f"{said[1]} {you_asked}")
    last = {"day": told.day(stood.last_day)}
    words = {
        Stage.BEYOND: (_("How are you?"), _("Your last day was %(day)s. Let us talk about what helps now.") % last),
        Stage.STOPPED_SUDDENLY: (_("How are you?"), _("Stopping all at once can make you feel ill. Let us talk.")),
        Stage.OVER: (_("Still taking some, or unwell?"), _("Tell us.")),
        Stage.STOPPED: (_("Your prescriber ended this course"), _("Still taking some, or unwell? Tell us.")),
        Stage.CANCELLED: (_("Your prescriber took this course back"), _("It does not begin. Ask if you are unsure.")),
        Stage.GAP: (_("Your course goes on soon"), _("Your prescriber added days after a break. Look at your plan.")),
    }
    found = words.get(stood.stage)
    if found and when and stood.stage is not Stage.CANCELLED:
        return found[0], " ".join([found[1], _("You asked to talk: %(when)s.") % {"when": when}])
    return found


def _asks(course: CourseReading) -> tuple[str, str] | None:
    """The question that the schedule calls for now: in the course, and on the days of the watch after it."""
    reading = course.reading
    told = {
        Kind.CHECK_IN_DUE: _("How are you?"),
        Kind.AFTER_COURSE_CHECK_IN: _("How are you since your course ended?"),
    }
    for reminder in candidates(course.known, reading.history, reading.now - ASKED_SHOWN, reading.now):
        if reminder.kind in told and called_for(course.known, reading.history, reminder, reading.now):
            return told[reminder.kind], _("Please answer a few short questions.")
    return None


def _is_thanked(course: CourseReading) -> bool:
    """Whether a course has left the page of today not long ago."""
    stood, known = course.standing, course.known
    if stood.stage not in THANKED:
        return False
    if known.closed is not None:
        return course.reading.now < known.closed.known_at + THANKS_SHOWN
    last_use = max((dose.day for dose in known.doses), default=stood.last_day)
    return stood.today <= max(stood.last_day, last_use) + WATCHED + THANKS_SHOWN


def _thanks(course: CourseReading, name: str) -> Band:
    url = reverse("patient:end", args=[course.known.id])
    return Band(_("Thank you"), _("Your course is over. Your record is kept for you."), url, name=name)
