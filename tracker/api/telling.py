"""From rows and facts to what is told of a course: everything derived comes from the rules, at one instant."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from courses.access import Kind, Viewer
from courses.models import Course, EndPlan, Patient, Revision
from courses.rules import facts
from courses.rules.flags.repeat_courses import YEAR
from courses.rules.known import KnownPatient
from courses.rules.numbers import numbers
from courses.rules.window import WindowDay
from notifications.rules.preview import Preview, Sending
from tracker.api.judged import flags_now
from tracker.api.seen import CourseSeen, is_clinical, known_patient, person, see


def course_told(seen: CourseSeen, viewer: Viewer, notes: dict[int, str] | None = None) -> dict[str, Any]:
    """What `CourseTold` says. `notes` are those of the plans, by place."""
    row, known = seen.row, seen.known
    waiting = known.waiting_since
    plan = known.plan_in_force(seen.clock)
    return {
        "id": row.pk,
        "patient": person(row.patient),
        "prescriber": person(row.prescriber),
        "medicine": row.medicine.code,
        "medicine_id": row.medicine_id,
        "strength": row.strength,
        "unit": row.unit,
        "mg_per_unit": row.mg_per_unit,
        "indication": row.indication,
        "instructions": row.instructions,
        "enhanced_monitoring": row.enhanced_monitoring,
        "first_day": known.first_day,
        "last_day": known.last_day,
        "days": len(known.window),
        "today": seen.today,
        "state": seen.state,
        "stopped_on": row.stopped_on,
        "cancelled_at": row.cancelled_at,
        "closed_at": row.closed_at,
        "abrupt_stop_risk": known.abrupt_stop_risk,
        "plan_in_force": None
        if plan is None
        else {
            "decision": plan.decision.value,
            "by": plan.by,
            "note": notes.get(plan.seq) if notes is not None and is_clinical(viewer) else None,
            "recorded_at": plan.known_at,
        },
        "talk_requested_at": None if waiting is None else waiting.known_at,
        "entered_at": row.known_at,
    }


def course_whole(seen: CourseSeen, viewer: Viewer) -> dict[str, Any]:
    """What `CourseWholeTold` says. Six queries for a clinician."""
    notes = dict(EndPlan.objects.visible_to(viewer).filter(course=seen.row).values_list("seq", "note"))
    days = filter(None, map(seen.known.window.day, seen.known.window.days))
    return {
        **course_told(seen, viewer, notes),
        "plan": [day_told(seen, day) for day in days],
        "revisions": revisions_told(seen, viewer),
        "numbers": _numbers(seen),
        "flags": flags_now(seen, viewer) if is_clinical(viewer) else None,
    }


def day_told(seen: CourseSeen, day: WindowDay) -> dict[str, Any]:
    """What `PlannedDayTold` says."""
    counted = seen.known.counted(day.day)
    return {
        "day": day.day,
        "slots": [
            {
                "wall": slot.wall,
                "due_at": slot.due_at,
                "amount": slot.amount,
                "dose": counted[slot].id if slot in counted else None,
            }
            for slot in day.slots
        ],
        "as_needed": day.as_needed,
        "planned": day.planned,
        "prescribed": day.prescribed,
        "taken": seen.known.amount(day.day),
        "full": seen.known.full(day.day, seen.clock),
    }


def revisions_told(seen: CourseSeen, viewer: Viewer) -> list[dict[str, Any]]:
    """What `RevisionTold` says, of each."""
    by_place = {revision.seq: revision for revision in seen.known.revisions}
    rows = Revision.objects.visible_to(viewer).filter(course=seen.row).order_by("number")
    return [
        {**revision_told(row, viewer), "number": row.number, "steps": by_place[row.seq].steps}
        for row in rows
        if row.seq in by_place
    ]


def revision_told(row: Revision, viewer: Viewer) -> dict[str, Any]:
    """Who made a revision, when, through what and why."""
    return {
        "kind": row.kind,
        "begins_on": row.begins_on,
        "recorded_at": row.known_at,
        "by_kind": row.by_kind,
        "by_id": row.by_id,
        "through": row.through,
        "reason": row.reason if is_clinical(viewer) else None,
    }


def prescribed_on(seen: CourseSeen, on: date, viewer: Viewer) -> dict[str, Any]:
    """What `PrescribedOnTold` says. One query."""
    day = seen.known.window.day(on)
    rows = {row.seq: row for row in Revision.objects.visible_to(viewer).filter(course=seen.row)}
    return {
        "day": on,
        "in_window": day is not None,
        "prescribed": None if day is None else day.prescribed,
        "planned": None if day is None else day.planned,
        "parts": [
            {
                **revision_told(rows[part.revision.seq], viewer),
                "revision": rows[part.revision.seq].number,
                "step": part.step,
            }
            for part in (() if day is None else day.parts)
        ],
    }


def _numbers(seen: CourseSeen) -> dict[str, Any]:
    told = numbers(seen.known, seen.clock)
    return {name: getattr(told, name) for name in told.__slots__}


def preview_told(drawn: Preview) -> dict[str, list[dict[str, Any]]]:
    """What `PreviewTold` says of what would be sent."""
    return {"if_taken": _sendings_told(drawn.if_taken), "if_not": _sendings_told(drawn.if_not)}


def _sendings_told(sendings: Iterable[Sending]) -> list[dict[str, Any]]:
    return [
        {"at": one.at, "to": one.to.value, "kinds": [reminder.kind.value for reminder in one.reminders]}
        for one in sendings
    ]


def class_days(known: KnownPatient, today: date) -> dict[str, int]:
    """Days of use of each class in the last 365, today's included."""
    used: dict[str, set[date]] = {}
    for course in known.courses:
        days = {day for day in course.use_days if today - YEAR < day <= today}
        used.setdefault(course.basis.medicine_class, set()).update(days)
    return {name: len(days) for name, days in sorted(used.items())}


def today_told(patient: Patient, rows: Iterable[Course], viewer: Viewer, now: datetime) -> dict[str, Any]:
    """What `TodayTold` says."""
    practice = patient.practice
    helped = viewer.kind is Kind.HELPER
    seen = [one for one in see(rows, now) if _is_near(one, helped=helped)]
    known = seen[0].knowledge.at(now) if seen else known_patient(patient.pk, now)
    return {
        "now": now,
        "time_zone": known.settings.time_zone,
        "call": {
            "practice": practice.name,
            **{
                name: getattr(practice, name)
                for name in (
                    "phone", "out_of_hours_phone", "emergency_number", "crisis_line", "poison_line", "answer_promise",
                )
            },
        },
        "courses": [_today_course(one, None if helped else viewer) for one in seen],
    }  # fmt: skip


def _is_near(seen: CourseSeen, *, helped: bool) -> bool:
    if seen.known.cancelled is not None or (helped and seen.today < seen.known.first_day):
        return False
    return seen.today <= seen.known.last_day + timedelta(days=14)


def _today_course(seen: CourseSeen, whose: Viewer | None) -> dict[str, Any]:
    row, day = seen.row, seen.known.window.day(seen.today)
    return {
        "course": {
            "id": row.pk,
            "medicine": row.medicine.code,
            "strength": row.strength,
            "unit": row.unit,
            "today": seen.today,
            "state": seen.state,
        },
        "details": None if whose is None else course_told(seen, whose),
        "day": None if day is None else day_told(seen, day),
        "taken_today": seen.known.amount(seen.today),
    }


def decision_of(word: str | None) -> facts.Decision | None:
    """A plan for the end by its word."""
    return None if word is None else facts.Decision(word)
