"""A course with its end in plain sight, and the pages about that end."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from courses.access import Viewer
from courses.rules.facts import Decision
from notifications.rules import wording
from tracker.accounts.guards import for_patients
from tracker.patient import day, today
from tracker.patient.bands import ending_title
from tracker.patient.reading import CourseReading, Reading
from tracker.patient.stage import AT_ITS_END, Stage
from tracker.patient.views.page import page, reading_of
from tracker.patient.views.talk import talk_context
from tracker.patient.words import NOTICED

END_PAGES = {
    Stage.ENDING: "ending",
    Stage.LAST_DAY: "ending",
    Stage.BEYOND: "beyond",
    Stage.STOPPED_SUDDENLY: "stopped_suddenly",
    Stage.OVER: "over",
    Stage.STOPPED: "over",
    Stage.CLOSED: "over",
}
DAYS_SHOWN = 14
DOSES_SHOWN = 40


@require_GET
@for_patients
def every(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """All courses; straight to the one, if there is one."""
    reading = reading_of(viewer)
    if len(reading.courses) == 1:
        return redirect("patient:course", reading.courses[0].known.id)
    heads = [today.head(course) for course in reversed(reading.courses)]
    return page(request, reading, "courses", {"heads": heads}, tab="course")


@require_GET
@for_patients
def show(request: HttpRequest, viewer: Viewer, course_id: UUID) -> HttpResponse:
    """One course: the line, the prescriber's plan, what is planned for the end, what was logged."""
    reading = reading_of(viewer)
    course = reading.course(course_id)
    return page(request, reading, "course", _about(reading, course), tab="course")


@require_GET
@for_patients
def end(request: HttpRequest, viewer: Viewer, course_id: UUID) -> HttpResponse:
    """The page about the end that fits where the course stands."""
    reading = reading_of(viewer)
    course = reading.course(course_id)
    stage = course.standing.stage
    if stage not in END_PAGES:
        return redirect("patient:course", course.known.id)
    context = {**_about(reading, course), **talk_context(reading, course), **_words(reading, course)}
    return page(request, reading, END_PAGES[stage], context, tab="today")


def _about(reading: Reading, course: CourseReading) -> dict[str, object]:
    return {
        "course": course,
        "head": today.head(course),
        "steps": today.step_sentences(course),
        "plan": planned_end(course),
        "days": _days(reading, course),
        "doses": _doses(reading, course),
        "is_cancelled": course.standing.stage is Stage.CANCELLED,
    }


def _doses(reading: Reading, course: CourseReading) -> list[dict[str, str]]:
    """The newest doses, each with its own undo: a mistap of some days ago is one still."""
    newest = day.logged(reading.facts, course.known)[-DOSES_SHOWN:]
    return [
        {"id": dose.id, "when": reading.say.moment(dose.taken_at), "amount": course.amount(dose.amount)}
        for dose in reversed(newest)
    ]


def planned_end(course: CourseReading) -> str:
    """What the prescriber planned for the end, in words; nothing is said where nothing is planned and it is far."""
    stood, told = course.standing, course.reading.say
    plan = stood.plan
    if plan is not None and plan.decision is Decision.SEE_PATIENT and plan.by is not None:
        return _("Your prescriber wants to talk with you by %(day)s.") % {"day": told.day(plan.by)}
    if plan is not None:
        return _("Your prescriber plans that you stop after %(day)s. If you feel unwell then, tell us.") % {
            "day": told.day(stood.last_day)
        }
    if course.known.window.ends_in_taper and stood.days_left >= 0:
        return _("Follow the steps on your page to %(day)s.") % {"day": told.day(stood.last_day)}
    if stood.stage in AT_ITS_END and stood.risk:
        return _("There is no plan yet for the time after that. Your prescriber can make one with you.")
    return ""


def _words(reading: Reading, course: CourseReading) -> dict[str, object]:
    stood, told = course.standing, reading.say
    date = told.day(wording.date_told(course.known, reading.now)) if stood.ending else ""
    by_prescriber = course.known.stop is not None
    told_day = told.day(told.local(stood.told_stopped.at).date()) if stood.told_stopped else ""
    return {
        "title": ending_title(stood.days_left),
        "ending": stood.ending,
        "date": date,
        "last_day": told.day(stood.last_day),
        "beyond_days": today.beyond_days(course),
        "beyond_total": _beyond_total(course),
        "told_stopped": told_day,
        "heard_on": told.day(stood.heard_on) if stood.heard_on else "",
        "by_prescriber": by_prescriber,
        "stop_told": course.row.stop_told if by_prescriber else "",
        "is_closed": stood.stage is Stage.CLOSED,
        "may_notice": ", ".join(map(str, NOTICED.values())) if stood.risk else "",
    }


def _beyond_total(course: CourseReading) -> str:
    """The fact, by amount and days: Since then you logged 4 tablets on 3 days."""
    logged = [amount for _day, amount in course.standing.beyond if amount]
    if not logged:
        return ""
    days = ngettext("%(days)d day", "%(days)d days", len(logged)) % {"days": len(logged)}
    words = {"amount": course.amount(sum(logged[1:], logged[0])), "days": days}
    return _("Since then you logged %(amount)s on %(days)s.") % words


def _days(reading: Reading, course: CourseReading) -> list[dict[str, str]]:
    """The last days, newest first: what was planned and what was logged."""
    known = course.known
    last = min(course.today, max([known.last_day, *known.doses_by_day]))
    found = []
    for back in range(DAYS_SHOWN):
        on = last - timedelta(days=back)
        if on < known.first_day:
            break
        window_day = known.window.day(on)
        found.append(
            {
                "day": reading.say.short_day(on),
                "planned": course.amount(window_day.prescribed) if window_day else "",
                "logged": course.amount(known.amount(on)) if known.amount(on) else "",
            }
        )
    return found
