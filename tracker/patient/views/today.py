"""The page of today."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from courses.access import Viewer
from courses.models import Activity, ActivityTick
from courses.rules.days import zone_of
from notifications.channel_names import EMAIL, SMS
from notifications.inbox import unread
from notifications.lost import lost_of
from notifications.models import Person
from notifications.people import Someone
from notifications.subscriptions import silent_since
from tracker.accounts.guards import for_patients
from tracker.look import say
from tracker.patient import day, today
from tracker.patient.bands import bands
from tracker.patient.reading import CourseReading, Reading
from tracker.patient.set_up import set_up_bands
from tracker.patient.stage import AFTER_ITS_END, Stage
from tracker.patient.views.page import page, reading_of

PHONE_ZONE, ZONE_KEPT = "phone_zone", "zone_kept"


@require_GET
@for_patients
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Today: what is due, what was taken, and the end in plain sight."""
    return today_page(request, viewer, reading_of(viewer))


def today_page(request: HttpRequest, viewer: Viewer, reading: Reading) -> HttpResponse:
    """Today as a reading has it: of now, or, for a phone without a signal, of an instant to come."""
    courses = reading.on_today
    rows = today.dose_rows(reading)
    due = [row for row in rows if row.state is day.State.DUE]
    needed = today.needed_rows(reading)
    with_button = {row.course.known.id for row in due} | {row.course.known.id for row in needed}
    running = [course for course in courses if course.standing.stage not in AFTER_ITS_END | {Stage.CANCELLED}]
    lost = lost_of(reading.patient.pk)
    context = {
        "heads": [today.head(course) for course in courses if course.standing.stage is not Stage.CANCELLED],
        "bands": bands(reading),
        "set_up": set_up_bands(reading),
        "rows": rows,
        "due": due,
        "taken": [row for row in rows if row.state is day.State.TAKEN],
        "needed": needed,
        "several": len(courses) > 1,
        "step_lines": today.step_lines(reading),
        "next_today": today.next_today(rows),
        "tomorrow": today.tomorrow(reading),
        "courses": courses,
        "running": running,
        "without_button": [
            course for course in running if course.standing.is_within and course.known.id not in with_button
        ],
        "activities": _activities(viewer, reading, running),
        "supplies": [one for one in map(_supply, running) if one],
        "last_check_in": _last_check_in(reading),
        "move_to": _zone_offered(request, reading),
        "phone_is_silent": bool(silent_since([reading.patient.pk])),
        "unread": unread(Someone(Person.PATIENT, reading.patient.pk), reading.now),
        "mail_is_lost": EMAIL in lost,
        "number_is_lost": SMS in lost,
        "new_id": today.new_id,
    }
    return page(request, reading, "today", context, tab="today")


def _activities(viewer: Viewer, reading: Reading, running: list[CourseReading]) -> list[dict[str, object]]:
    ids = [course.row.pk for course in running]
    days = {course.row.pk: course.today for course in running}
    rows = Activity.objects.visible_to(viewer).filter(course__in=ids, ended_at__isnull=True).order_by("seq")
    ticks = {
        (tick.activity_id, tick.day): tick
        for tick in ActivityTick.objects.visible_to(viewer).filter(activity__in=rows, undone_at__isnull=True)
    }
    return [
        {
            "row": row,
            "tick": ticks.get((row.pk, days[row.course_id])),
            "on": reading.say.day(row.on) if row.on else "",
            "id": today.new_id(),
            "day": days[row.course_id].isoformat(),
        }
        for row in rows
        if row.on is None or row.on >= days[row.course_id]
    ]


def _supply(course: CourseReading) -> tuple[CourseReading, str, str, bool] | None:
    """What is left, what the plan still asks for, and whether that is more than is left."""
    left = day.supply(course.known, course.reading.now)
    if left is None:
        return None
    units, ask = left
    return course, course.amount(units), "" if ask is None else say.number(ask), ask is not None and ask > units


def _last_check_in(reading: Reading) -> str:
    made = [made.at for course in reading.courses for made in course.known.check_ins]
    if not made:
        return ""
    last = reading.say.local(max(made)).date()
    return reading.say.near_day(last, reading.say.local(reading.now).date())


def _zone_offered(request: HttpRequest, reading: Reading) -> dict[str, str] | None:
    """The zone that the phone says it is in, if it is another than the patient's: offered, never applied silently."""
    phone = request.COOKIES.get(PHONE_ZONE, "")
    if not phone or phone == reading.say.zone or request.COOKIES.get(ZONE_KEPT) == phone:
        return None
    try:
        zone_of(phone)
    except (KeyError, ValueError, OSError):
        return None
    there = say.Say(phone, reading.practice.country)
    if there.local(reading.now).utcoffset() == reading.say.local(reading.now).utcoffset():
        return None
    return {"zone": phone, "place": place_of(phone), "clock": there.clock(reading.now)}


def place_of(zone: str) -> str:
    """The place that a zone is called by: New York."""
    return zone.rpartition("/")[2].replace("_", " ")
