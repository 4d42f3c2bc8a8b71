"""What is to come as a calendar (RFC 5545): doses, check-ins, the last day, as the schedule calls for them.

Titles say nothing of a medicine unless the patient allowed it. Instants are written in UTC: the patient's zone has had
its say when they were computed, and a calendar's own idea of a zone cannot move them.
"""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from notifications.rules.reminder import Kind, Reminder
from notifications.rules.schedule import called_for, candidates, slot_of
from tracker.patient.reading import CourseReading, Reading

SHOWN = frozenset({Kind.DOSE_DUE, Kind.CHECK_IN_DUE, Kind.AFTER_COURSE_CHECK_IN, Kind.LAST_DAY})
AHEAD = timedelta(days=60)
MOST_EVENTS = 500
LASTS = timedelta(minutes=10)
READ_AGAIN = timedelta(hours=1)


def as_calendar(reading: Reading, *, tells_more: bool) -> bytes:
    """The calendar of the next sixty days, at most five hundred entries; the same facts give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Shortcourse//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Reminders"))
    calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for course, reminder in _to_come(reading)[:MOST_EVENTS]:
        calendar.add_component(_event(course, reminder, tells_more=tells_more))
    return bytes(calendar.to_ical())


def _to_come(reading: Reading) -> list[tuple[CourseReading, Reminder]]:
    found = [(course, reminder) for course in reading.courses for reminder in _of_course(course)]
    return sorted(found, key=lambda one: (one[1].due_at, one[1].course, one[1].kind.value, one[1].key))


def _of_course(course: CourseReading) -> Iterator[Reminder]:
    reading, known = course.reading, course.known
    for reminder in candidates(known, reading.history, reading.now, reading.now + AHEAD):
        if reminder.kind in SHOWN and called_for(known, reading.history, reminder, reminder.due_at):
            yield reminder


def _event(course: CourseReading, reminder: Reminder, *, tells_more: bool) -> Event:
    event = Event()
    event.add("uid", _uid(reminder))
    event.add("dtstamp", course.known.revisions[-1].known_at)
    event.add("summary", _title(course, reminder) if tells_more else _("Reminder"))
    if reminder.kind is Kind.LAST_DAY:
        event.add("dtstart", reminder.day)
    else:
        event.add("dtstart", reminder.due_at)
        event.add("duration", LASTS)
    # It takes nobody's time, and is nobody else's business.
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def _uid(reminder: Reminder) -> str:
    """The same for the same reminder, and telling nothing of it."""
    told = f"{reminder.course}|{reminder.kind.value}|{reminder.day.isoformat()}|{reminder.key}"
    return f"{hashlib.sha256(told.encode()).hexdigest()[:32]}@shortcourse"


def _title(course: CourseReading, reminder: Reminder) -> str:
    if reminder.kind is Kind.DOSE_DUE and (slot := slot_of(course.known, reminder)) is not None:
        return f"{course.amount(slot.amount)}, {course.name}"
    if reminder.kind is Kind.LAST_DAY:
        return _("Last day: %(medicine)s") % {"medicine": course.name}
    return _("Check-in: %(medicine)s") % {"medicine": course.name}
