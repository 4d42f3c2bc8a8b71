"""When a reminder can go out: quiet hours, and what is too late to make sense."""

from datetime import datetime, timedelta

from courses.rules.days import DAY, instant_of, zone_of
from courses.rules.facts import Settings
from courses.rules.known import KnownCourse
from courses.rules.window import Slot
from notifications.rules.reminder import DOSE_KINDS, NOT_HELD_BY_QUIET_HOURS, Kind, Recipient, Reminder

FOLLOW_UP_AFTER = timedelta(minutes=60)
DOSE_TOO_LATE = timedelta(hours=2)
OTHERS_TOO_LATE = timedelta(hours=24)


def release_at(settings: Settings, kind: Kind, to: Recipient, not_before: datetime) -> datetime:
    """The first instant, not before the given one, at which the patient's quiet hours let a kind out."""
    if to is not Recipient.PATIENT or kind in NOT_HELD_BY_QUIET_HOURS:
        return not_before
    start, end = settings.quiet_start, settings.quiet_end
    local = not_before.astimezone(zone_of(settings.time_zone))
    wall = local.time()
    if start < end:
        held, ends_tomorrow = start <= wall < end, False
    else:
        held, ends_tomorrow = start != end and (wall >= start or wall < end), wall >= start
    if not held:
        return not_before
    on = local.date() + DAY if ends_tomorrow else local.date()
    return max(not_before, instant_of(on, end, settings.time_zone))


def next_slot(course: KnownCourse, slot: Slot) -> Slot | None:
    """The slot that falls due after a slot, of the same day or a later one."""
    days = course.window.days
    for day in days[days.index(slot.day) :]:
        window_day = course.window.day(day)
        for other in window_day.slots if window_day else ():
            if other.due_at is not None and other.at > slot.at:
                return other
    return None


def too_late(course: KnownCourse, reminder: Reminder, slot: Slot | None, at: datetime) -> bool:
    """Whether a reminder makes no sense any more; `slot` is that of a dose kind."""
    if reminder.kind is Kind.FLAG_RAISED:
        return False
    if reminder.kind not in DOSE_KINDS:
        return at >= reminder.due_at + OTHERS_TOO_LATE
    following = next_slot(course, slot) if slot else None
    return at >= reminder.due_at + DOSE_TOO_LATE or (
        following is not None and following.due_at is not None and at >= following.due_at
    )
