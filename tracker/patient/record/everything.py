"""All that is kept of a patient and that they may see, section by section, as plain rows: what JSON and CSV hold.

What clinicians write for each other (reasons, notes, assessments, findings) is not the patient's to take along from
here: `visible_to` and the API draw the same line. docs/record.md says what each section holds.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from courses.models import (
    Activity,
    ActivityTick,
    Briefing,
    CheckIn,
    Dispense,
    Dose,
    EndPlan,
    Helper,
    PatientSettings,
    Revision,
    Snooze,
    TalkAnswer,
    TalkRequest,
)
from courses.rules.facts import Step
from notifications.channel_names import EMAIL, SMS
from notifications.models import Delivery, Endpoint, Message, Preference, Reminder
from tracker.accounts.models import AccessLog, CalendarFeed
from tracker.patient.reading import CourseReading, Reading

FORMAT = "shortcourse-record/1"
AT_ONCE = 500
Rows = Iterator[dict[str, Any]]


def sections(reading: Reading) -> Iterator[tuple[str, Rows]]:
    """Each section with its rows, in the order of docs/record.md. Rows are read a few hundred at a time."""
    for name, rows in SECTIONS.items():
        yield name, ({key: plain(value) for key, value in row.items()} for row in rows(reading))


def plain(value: Any) -> Any:
    """A value as JSON has it: instants, days and walls as ISO writes them, amounts as texts without idle noughts."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value) if isinstance(value, UUID) else value


def _patient(reading: Reading) -> Rows:
    row, practice = reading.patient, reading.practice
    yield {
        "given_name": row.given_name, "family_name": row.family_name, "birth_date": row.birth_date,
        "language": row.language, "day_boundary": row.day_boundary, "registered_at": row.created_at,
        "practice": practice.name, "practice_phone": practice.phone,
    }  # fmt: skip


def _settings(reading: Reading) -> Rows:
    chosen = ("time_zone", "message_hour", "quiet_start", "quiet_end", "follow_up")
    for row in _of(PatientSettings, reading).order_by("seq").iterator(AT_ONCE):
        yield {"at": row.known_at, **{name: getattr(row, name) for name in chosen}, "by": row.by_kind}


def _courses(reading: Reading) -> Rows:
    for course in reading.courses:
        row, known = course.row, course.known
        yield {
            "id": row.pk, "medicine": row.medicine.code, "strength": row.strength, "unit": row.unit,
            "indication": row.indication, "instructions": row.instructions, "prescriber": course.prescriber,
            "entered_at": row.known_at, "first_day": known.first_day, "last_day": known.last_day,
            "days": len(known.window), "stopped_at": row.stopped_at, "stopped_on": row.stopped_on,
            "stop_told": row.stop_told, "cancelled_at": row.cancelled_at, "closed_at": row.closed_at,
        }  # fmt: skip


def _revisions(reading: Reading) -> Rows:
    steps = {(course.row.pk, one.seq): one.steps for course in reading.courses for one in course.known.revisions}
    for row in _of(Revision, reading).order_by("seq").iterator(AT_ONCE):
        if (row.course_id, row.seq) in steps:
            yield {
                "id": row.pk, "course": row.course_id, "number": row.number, "kind": row.kind,
                "begins_on": row.begins_on, "at": row.known_at, "by": row.by_kind,
                "steps": [_step(step) for step in steps[row.course_id, row.seq]],
            }  # fmt: skip


def _step(step: Step) -> dict[str, Any]:
    needed = step.as_needed
    return {
        "days": step.days,
        "slots": [{"time": slot.wall, "amount": slot.amount} for slot in step.slots],
        "as_needed": None
        if needed is None
        else {
            "amount": needed.amount,
            "minutes_apart": needed.min_interval_minutes,
            "most_a_day": needed.max_per_day,
        },
    }


def _end_plans(reading: Reading) -> Rows:
    for row in _of(EndPlan, reading).order_by("seq").iterator(AT_ONCE):
        yield {"course": row.course_id, "decision": row.decision, "by_day": row.by_day, "at": row.known_at}


def _dispenses(reading: Reading) -> Rows:
    for row in _of(Dispense, reading).order_by("seq").iterator(AT_ONCE):
        yield {"course": row.course_id, "day": row.on, "amount": row.units, "days": row.days, "at": row.known_at}


def _activities(reading: Reading) -> Rows:
    for row in _of(Activity, reading).order_by("seq").iterator(AT_ONCE):
        yield {
            "id": row.pk, "course": row.course_id, "kind": row.kind, "text": row.text, "day": row.on,
            "at": row.known_at, "ended_at": row.ended_at,
        }  # fmt: skip


def _ticks(reading: Reading) -> Rows:
    for row in _of(ActivityTick, reading).order_by("seq").iterator(AT_ONCE):
        yield {"activity": row.activity_id, "day": row.day, **_told(row)}


def _doses(reading: Reading) -> Rows:
    for row in _of(Dose, reading).order_by("seq").iterator(AT_ONCE):
        yield {
            "course": row.course_id, "amount": row.amount, "taken_at": row.taken_at, "about": row.about,
            "day": row.medication_day, "phone_instant": row.phone_instant, "phone_zone": row.phone_zone, **_told(row),
        }  # fmt: skip


def _check_ins(reading: Reading) -> Rows:
    for row in _of(CheckIn, reading).order_by("seq").iterator(AT_ONCE):
        yield {
            "course": row.course_id, "made_at": row.at, "day": row.medication_day, "use": row.use, "pain": row.pain,
            "drowsiness": row.drowsiness, "symptoms": row.symptoms, "line": row.line, **_told(row),
        }  # fmt: skip


def _talk_requests(reading: Reading) -> Rows:
    for row in _of(TalkRequest, reading).order_by("seq").iterator(AT_ONCE):
        yield {"course": row.course_id, "day": row.medication_day, "line": row.line, **_told(row)}


def _answers(reading: Reading) -> Rows:
    for row in _of(TalkAnswer, reading).select_related("undo").order_by("seq").iterator(AT_ONCE):
        undone = getattr(row, "undo", None)
        yield {
            "course": row.course_id, "outcome": row.outcome, "at": row.known_at,
            "undone_at": undone.known_at if undone else None, "undone_by": undone.by_kind if undone else "",
        }  # fmt: skip


def _snoozes(reading: Reading) -> Rows:
    for row in _of(Snooze, reading).order_by("seq").iterator(AT_ONCE):
        yield {
            "course": row.course_id, "day": row.medication_day, "time": row.wall, "at": row.known_at,
            "by": row.by_kind,
        }  # fmt: skip


def _briefings(reading: Reading) -> Rows:
    for row in _of(Briefing, reading).order_by("seq").iterator(AT_ONCE):
        yield {
            "course": row.course_id, "version": row.version, "language": row.language, "text": row.text,
            "at": row.given_at, "acknowledged_at": row.acknowledged_at,
        }  # fmt: skip


def _helpers(reading: Reading) -> Rows:
    for row in _of(Helper, reading).order_by("since").iterator(AT_ONCE):
        yield {"name": row.name, "at": row.since, "until": row.until, "revoked_at": row.revoked_at}


def _endpoints(reading: Reading) -> Rows:
    for row in _of(Endpoint, reading).order_by("added_at").iterator(AT_ONCE):
        # A phone's push address is a key, not a fact about somebody: it stays here.
        address = row.address if row.channel in {EMAIL, SMS} else ""
        yield {
            "channel": row.channel, "address": address, "at": row.added_at, "verified_at": row.verified_at,
            "retired_at": row.retired_at,
        }  # fmt: skip


def _preferences(reading: Reading) -> Rows:
    for row in _of(Preference, reading).order_by("chosen_at").iterator(AT_ONCE):
        yield {"kind": row.kind, "choice": row.choice, "channel": row.channel, "at": row.chosen_at}


def _reminders(reading: Reading) -> Rows:
    for row in _of(Reminder, reading).order_by("due_at", "pk").iterator(AT_ONCE):
        yield {
            "course": row.scope_id, "kind": row.kind, "day": row.medication_day, "due_at": row.due_at,
            "outcome": row.outcome, "at": row.went_at, "message": row.message_id,
        }  # fmt: skip


def _messages(reading: Reading) -> Rows:
    for row in _of(Message, reading).order_by("at", "pk").iterator(AT_ONCE):
        yield {"id": row.pk, "at": row.at, "kind": row.kind, "wording": row.wording}


def _deliveries(reading: Reading) -> Rows:
    for row in _of(Delivery, reading).order_by("day", "pk").iterator(AT_ONCE):
        yield {"message": row.message_id, "channel": row.channel, "outcome": row.status, "at": row.finished_at}


def _read_by_staff(reading: Reading) -> Rows:
    """When the practice's staff opened something of this patient. Who it was, the practice says to who asks."""
    for row in AccessLog.objects.filter(patient_id=reading.patient.pk).order_by("at").iterator(AT_ONCE):
        yield {"at": row.at, "page": row.page}


def _calendar_feeds(reading: Reading) -> Rows:
    for row in CalendarFeed.objects.filter(patient_id=reading.patient.pk).order_by("made_at").iterator(AT_ONCE):
        yield {
            "at": row.made_at, "tells_more": row.tells_more, "last_read_at": row.last_read_at,
            "revoked_at": row.revoked_at,
        }  # fmt: skip


def _told(row: ActivityTick | CheckIn | Dose | TalkRequest) -> dict[str, Any]:
    """What every entry of the patient's has: its id, when and by whom it was told, and undone."""
    return {
        "id": row.client_id, "at": row.known_at, "by": row.by_kind, "through": row.through, "device": row.device,
        "undone_at": row.undone_at, "undone_by": row.undone_by_kind,
    }  # fmt: skip


def _of(model: Any, reading: Reading) -> Any:
    return model.objects.visible_to(reading.viewer)


def by_course(reading: Reading) -> dict[str, CourseReading]:
    """The courses by their id as the rows name them."""
    return {course.known.id: course for course in reading.courses}


SECTIONS: dict[str, Callable[[Reading], Rows]] = {
    "patient": _patient,
    "settings": _settings,
    "courses": _courses,
    "revisions": _revisions,
    "end_plans": _end_plans,
    "dispenses": _dispenses,
    "activities": _activities,
    "ticks": _ticks,
    "doses": _doses,
    "check_ins": _check_ins,
    "talk_requests": _talk_requests,
    "answers": _answers,
    "snoozes": _snoozes,
    "briefings": _briefings,
    "helpers": _helpers,
    "endpoints": _endpoints,
    "preferences": _preferences,
    "reminders": _reminders,
    "messages": _messages,
    "deliveries": _deliveries,
    "read_by_staff": _read_by_staff,
    "calendar_feeds": _calendar_feeds,
}
