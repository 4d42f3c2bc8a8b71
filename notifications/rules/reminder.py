"""What the schedule calls for: one reminder, its kinds, and how urgent their wording is."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of reminder, as in the domain's table."""

    DOSE_DUE = "dose_due"
    DOSE_FOLLOW_UP = "dose_follow_up"
    CHECK_IN_DUE = "check_in_due"
    STEP_CHANGES = "step_changes"
    PLAN_CHANGED = "plan_changed"
    COURSE_ENDING = "course_ending"
    LAST_DAY = "last_day"
    COURSE_OVER = "course_over"
    AFTER_COURSE_CHECK_IN = "after_course_check_in"
    TALK_TO_PRESCRIBER = "talk_to_prescriber"
    PLAN_NEEDED = "plan_needed"
    FLAG_RAISED = "flag_raised"
    DAILY_DIGEST = "daily_digest"
    ESCALATION = "escalation"
    DOSE_SNOOZED = "dose_snoozed"


class Recipient(StrEnum):
    """To whom a reminder goes."""

    PATIENT = "patient"
    PRESCRIBER = "prescriber"
    STAFF = "staff"


class Fate(StrEnum):
    """What became of a reminder when it could go out."""

    SENT = "sent"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    PENDING = "pending"


DOSE_KINDS = frozenset({Kind.DOSE_DUE, Kind.DOSE_FOLLOW_UP, Kind.DOSE_SNOOZED})
NOT_HELD_BY_QUIET_HOURS = frozenset({Kind.DOSE_DUE, Kind.DOSE_SNOOZED})


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder, unique by course, kind, medication day and key."""

    course: str
    kind: Kind
    day: date
    key: str
    due_at: datetime

    @property
    def once(self) -> tuple[str, Kind, date, str]:
        """What it is unique by: a second one of these, due at another instant, does not exist."""
        return self.course, self.kind, self.day, self.key

    @property
    def to(self) -> Recipient:
        """To whom it goes."""
        if self.kind is Kind.PLAN_NEEDED:
            return Recipient.PRESCRIBER
        return (
            Recipient.STAFF
            if self.kind in (Kind.FLAG_RAISED, Kind.DAILY_DIGEST, Kind.ESCALATION)
            else Recipient.PATIENT
        )
