"""The page of today."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from courses.access import Viewer
from courses.models import Activity, ActivityTick
from courses.rules.days import zone_of
from tracker.accounts.guards import for_patients
from tracker.look import say
from tracker.patient import day, today
from tracker.patient.reading import CourseReading, Reading
from tracker.patient.stage import AFTER_ITS_END, Stage
from tracker.patient.views.page import page, reading_of

PHONE_ZONE, ZONE_KEPT = "phone_zone", "zone_kept"


@require_GET
@for_patients
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Today: what is due, what was taken, and the end in plain sight."""
    reading = reading_of(viewer)
    courses = reading.on_today
    rows = today.dose_rows(reading)
    running = [course for course in courses if course.standing.stage not in AFTER_ITS_END | {Stage.CANCELLED}]
    context = {
        "heads": [today.head(course) for course in courses if course.standing.stage is not Stage.CANCELLED],
        "bands": [one for course in courses for one in (today.change_band(course), today.band(course)) if one],
        "rows": rows,
        "due": [row for row in rows if row.state is day.State.DUE],
        "taken": [row for row in rows if row.state is day.State.TAKEN],
        "needed": today.needed_rows(reading),
        "several": len(courses) > 1,
        "step_lines": today.step_lines(reading),
        "next_today": today.next_today(rows),
        "tomorrow": today.tomorrow(reading),
        "courses": courses,
        "running": running,
        "activities": _activities(viewer, reading, running),
        "supplies": [one for one in map(_supply, running) if one],
        "last_check_in": _last_check_in(reading),
        "move_to": _zone_offered(request, reading),
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
        }
        for row in rows
        if row.on is None or row.on >= days[row.course_id]
    ]


def _supply(course: CourseReading) -> tuple[CourseReading, str, str] | None:
    left = day.supply(course.known, course.reading.now)
    if left is None:
        return None
    units, ask = left
    return course, course.amount(units), "" if ask is None else say.number(ask)


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
