"""The story: what happened in a world, written as `replay.md` has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from courses.rules.days import Zones, zone_of
from courses.rules.numbers import Numbers
from courses.rules.record import Severity, Status
from notifications.rules.reminder import Fate, Kind, Recipient

RATIOS = ("taken_ratio", "exact_days", "on_time", "days_covered")


@dataclass(frozen=True, slots=True)
class ReminderTold:
    """One reminder and what became of it; `course` is the scenario's id."""

    due_at: datetime
    went_at: datetime | None
    kind: Kind
    course: str
    to: Recipient
    outcome: Fate


@dataclass(frozen=True, slots=True)
class FlagTold:
    """One flag as it stood at the end; evidence as (when it was, the scenario's id or a date)."""

    rule: str
    course: str
    severity: Severity
    opened_at: datetime
    status: Status
    evidence: Sequence[tuple[datetime, str]]


@dataclass(frozen=True, slots=True)
class NumbersTold:
    """The numbers for review of one course."""

    course: str
    numbers: Numbers
    as_needed: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What happened in a world, in the scenario's ids."""

    zones: Zones
    reminders: Sequence[ReminderTold]
    flags: Sequence[FlagTold]
    numbers: Sequence[NumbersTold]


def story(title: str, told: Told) -> dict[str, Any]:
    """The story as a JSON object."""
    reminders = sorted(told.reminders, key=lambda one: (one.due_at, one.kind.value, one.course))
    flags = sorted(told.flags, key=lambda one: (one.opened_at, one.rule, one.course))
    return {
        "title": title,
        "reminders": [_reminder(one, told.zones) for one in reminders],
        "flags": [_flag(one, told.zones) for one in flags],
        "numbers": {one.course: _numbers(one) for one in told.numbers},
    }


def _reminder(told: ReminderTold, zones: Zones) -> dict[str, Any]:
    return {
        "due": _instant(told.due_at, zones),
        "at": None if told.went_at is None else _instant(told.went_at, zones),
        "kind": told.kind.value,
        "course": told.course,
        "to": told.to.value,
        "outcome": told.outcome.value,
    }


def _flag(told: FlagTold, zones: Zones) -> dict[str, Any]:
    return {
        "rule": told.rule,
        "course": told.course,
        "severity": told.severity.word,
        "opened": _instant(told.opened_at, zones),
        "status": told.status.value,
        "evidence": [key for _, key in sorted(told.evidence)],
    }


def _numbers(told: NumbersTold) -> dict[str, Any]:
    numbers = told.numbers
    written: dict[str, Any] = {"planned": _amount(numbers.planned), "taken": _amount(numbers.taken)}
    written |= {name: _ratio(getattr(numbers, name)) for name in RATIOS}
    written |= {"days_beyond": numbers.days_beyond, "silent_days": numbers.silent_days}
    if told.as_needed:
        written |= {"mean_daily": _ratio(numbers.mean_daily), "max_daily": _amount(numbers.max_daily)}
    return written


def _instant(at: datetime, zones: Zones) -> str:
    """In the patient's zone at that instant."""
    return at.astimezone(zone_of(zones.at(at))).isoformat()


def _amount(amount: Decimal | None) -> int | float | None:
    """Whole amounts are integers."""
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else float(amount)


def _ratio(ratio: Decimal | None) -> float | None:
    return None if ratio is None else float(ratio)
