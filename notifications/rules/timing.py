"""When a reminder can go out: quiet hours, and what is too late to make sense."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from courses.rules.days import DAY, instant_of, zone_of
from courses.rules.facts import Settings
from courses.rules.known import KnownCourse
from courses.rules.window import Slot
from notifications.rules.reminder import DOSE_KINDS, NOT_HELD_BY_QUIET_HOURS, Kind, Recipient, Reminder

FOLLOW_UP_AFTER = timedelta(minutes=60)
SNOOZED_FOR = timedelta(minutes=30)
DOSE_TOO_LATE = timedelta(hours=2)
OTHERS_TOO_LATE = timedelta(hours=24)


def release_at(settings: Settings, kind: Kind, to: Recipient, not_before: datetime) -> datetime:
    """The first instant, not before the given one, at which the patient's quiet hours let a kind out."""
    if to is not Recipient.PATIENT or kind in NOT_HELD_BY_QUIET_HOURS:
        return not_before
    local = not_before.astimezone(zone_of(settings.time_zone)).date()
    for on in (local - DAY, local):
        start, end = _quiet_hours(settings, on)
        if start <= not_before < end:
            return end
    return not_before


def _quiet_hours(settings: Settings, on: date) -> tuple[datetime, datetime]:
    """The quiet hours that start on a calendar date; with equal ends there are none."""
    start, end = settings.quiet_start, settings.quiet_end
    ends_on = on if start <= end else on + DAY
    return instant_of(on, start, settings.time_zone), instant_of(ends_on, end, settings.time_zone)


def let_out_at(told: Sequence[Settings], kind: Kind, to: Recipient, due_at: datetime) -> datetime:
    """When quiet hours let out what is due at an instant, by the settings told over time."""
    out_at = release_at(told[0], kind, to, due_at)
    for settings in told[1:]:
        if settings.known_at <= out_at:
            out_at = release_at(settings, kind, to, max(due_at, settings.known_at))
    return out_at


def next_slot(course: KnownCourse, slot: Slot) -> Slot | None:
    """The slot that falls due after a slot, of the same day or a later one; of one instant the next in the plan."""
    days = course.window.days
    passed = False
    for day in days[bisect_left(days, slot.day) :]:
        window_day = course.window.day(day)
        for other in window_day.slots if window_day else ():
            if other.due_at is not None and (other.at > slot.at or (passed and other.at == slot.at)):
                return other
            passed = passed or other == slot
    return None


def dose_due_too_late(course: KnownCourse, slot: Slot | None, at: datetime) -> bool:
    """Whether the `dose_due` of a slot makes no sense any more; of none, or one that a move jumped over, never any."""
    return slot is None or slot.due_at is None or at >= _dose_too_late_at(course, slot, slot.due_at)


def too_late(course: KnownCourse, reminder: Reminder, slot: Slot | None, at: datetime) -> bool:
    """Whether a reminder makes no sense any more; `slot` is that of a dose kind."""
    limit = too_late_at(course, reminder, slot)
    return limit is not None and at >= limit


def too_late_at(course: KnownCourse, reminder: Reminder, slot: Slot | None) -> datetime | None:
    """From when on a reminder makes no sense any more, None where that never comes; `slot` is that of a dose kind."""
    if reminder.kind is Kind.FLAG_RAISED:
        return None
    if reminder.kind not in DOSE_KINDS:
        return reminder.due_at + OTHERS_TOO_LATE
    # What was snoozed makes no sense for longer than what it repeats.
    if reminder.kind is Kind.DOSE_SNOOZED:
        return reminder.due_at if slot is None or slot.due_at is None else _dose_too_late_at(course, slot, slot.due_at)
    return _dose_too_late_at(course, slot, reminder.due_at)


def _dose_too_late_at(course: KnownCourse, slot: Slot | None, due_at: datetime) -> datetime:
    following = next_slot(course, slot) if slot else None
    limit = due_at + DOSE_TOO_LATE
    return limit if following is None or following.due_at is None else min(limit, following.due_at)
