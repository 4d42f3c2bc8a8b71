"""From rows and facts to what is told of a course: everything derived comes from the rules, at one instant."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from courses.access import CLINICAL, Viewer
from courses.load import load_patients
from courses.models import Course, EndPlan, Flag, Patient, Revision, Severity
from courses.rules import facts
from courses.rules.flags.repeat_courses import YEAR
from courses.rules.known import Clock, Knowledge, KnownCourse, KnownPatient
from courses.rules.numbers import numbers
from courses.rules.window import WindowDay
from notifications.rules.preview import Preview, Sending


@dataclass(frozen=True)
class CourseSeen:
    """A course's row, and what is known of it now."""

    row: Course
    known: KnownCourse
    now: datetime

    @property
    def today(self) -> date:
        """The medication day that contains now."""
        return self.known.window.zones.day(self.now, self.known.window.boundary)

    @cached_property
    def clock(self) -> Clock:
        """Now, as rules take it."""
        return Clock(self.now)

    @property
    def state(self) -> str:
        """Where the course is, a clinician's action before the calendar."""
        if self.known.cancelled is not None:
            return "cancelled"
        if self.known.stop is not None:
            return "stopped"
        if self.today < self.known.first_day:
            return "planned"
        return "active" if self.today <= self.known.last_day else "over"


def is_clinical(viewer: Viewer) -> bool:
    """Whether the viewer reads what clinicians wrote for each other."""
    return bool(viewer.acts_as & CLINICAL)


def known_patients(ids: Collection[UUID], now: datetime) -> dict[UUID, KnownPatient]:
    """What is known now of each of these patients, in a constant number of queries."""
    return {pk: Knowledge(told).at(now) for pk, told in load_patients(ids).items()}


def see(rows: Iterable[Course], now: datetime) -> list[CourseSeen]:
    """The courses with what is known of them now."""
    listed = list(rows)
    known = known_patients({row.patient_id for row in listed}, now)
    return [CourseSeen(row, known[row.patient_id].by_id[str(row.pk)], now) for row in listed]


def person(row: Any) -> dict[str, Any]:
    """Somebody by name."""
    return {"id": row.pk, "name": row.name}


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
    """What `CourseWholeTold` says. Three queries."""
    notes = dict(EndPlan.objects.visible_to(viewer).filter(course=seen.row).values_list("seq", "note"))
    days = filter(None, map(seen.known.window.day, seen.known.window.days))
    return {
        **course_told(seen, viewer, notes),
        "plan": [day_told(seen, day) for day in days],
        "revisions": revisions_told(seen, viewer),
        "numbers": _numbers(seen),
        "flags": flags_told(Flag.objects.visible_to(viewer).filter(course=seen.row)) if is_clinical(viewer) else None,
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


def flags_told(rows: Iterable[Flag]) -> list[dict[str, Any]]:
    """What `FlagTold` says, of each; the rows come with their course and patient."""
    return [flag_told(row) for row in rows]


def flag_told(row: Flag) -> dict[str, Any]:
    """What `FlagTold` says."""
    seen = row.acknowledged or {}
    return {
        "id": row.pk,
        "course": row.course_id,
        "patient": person(row.course.patient),
        "rule": row.rule,
        "severity": Severity(row.severity).name.lower(),
        "status": row.status,
        "opened_at": row.opened_at,
        "evidence": [
            {"at": datetime.fromisoformat(item["at"]), "key": item["key"], "day": date.fromisoformat(item["day"])}
            for item in row.evidence
        ],
        "acknowledged_at": datetime.fromisoformat(seen["at"]) if seen else None,
        "acknowledged_until": date.fromisoformat(seen["until"]) if seen.get("until") else None,
    }


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
    known = known_patients([patient.pk], now)[patient.pk]
    seen = [CourseSeen(row, known.by_id[str(row.pk)], now) for row in rows]
    practice = patient.practice
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
        "courses": [_today_course(one, viewer) for one in seen if _is_near(one)],
    }  # fmt: skip


def _is_near(seen: CourseSeen) -> bool:
    return seen.known.cancelled is None and seen.today <= seen.known.last_day + timedelta(days=14)


def _today_course(seen: CourseSeen, viewer: Viewer) -> dict[str, Any]:
    day = seen.known.window.day(seen.today)
    return {
        "course": course_told(seen, viewer),
        "day": None if day is None else day_told(seen, day),
        "taken_today": seen.known.amount(seen.today),
    }


def decision_of(word: str | None) -> facts.Decision | None:
    """A plan for the end by its word."""
    return None if word is None else facts.Decision(word)
