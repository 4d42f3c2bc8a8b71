"""Flags as they are told: those of a list as they were judged last, those of one course judged up to now."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from courses.access import Viewer
from courses.load import load_record
from courses.models import Flag, Severity
from courses.rules.judging import advance
from tracker.api.seen import CourseSeen, person


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


def flags_now(seen: CourseSeen, viewer: Viewer) -> list[dict[str, Any]]:
    """What `CourseFlagTold` says of each flag of a course, the oldest first: what time alone has opened, raised or
    ended since the last sweep included. Nothing is written. Four queries."""
    ids = dict(Flag.objects.visible_to(viewer).filter(course=seen.row).values_list("rule", "id"))
    judged = advance(load_record(seen.row.patient_id), seen.knowledge, seen.now)
    own = [flag for flag in judged.flags.values() if flag.course == seen.known.id]
    return [
        {
            "id": ids.get(flag.rule),
            "course": seen.row.pk,
            "patient": person(seen.row.patient),
            "rule": flag.rule,
            "severity": flag.severity.name.lower(),
            "status": flag.status.value,
            "opened_at": flag.opened_at,
            "evidence": flag.evidence,
            "acknowledged_at": flag.acknowledged.at if flag.acknowledged else None,
            "acknowledged_until": flag.acknowledged.until if flag.acknowledged else None,
        }
        for flag in sorted(own, key=lambda flag: (flag.opened_at, flag.rule))
    ]
