"""The pure world: no tables, no clock. What was told is judged in one fold when the story ends."""

from collections import defaultdict
from datetime import datetime

from courses.rules.judging import advance
from courses.rules.known import Clock, Knowledge
from courses.rules.numbers import has_as_needed, numbers
from courses.rules.record import Record
from notifications.rules.due import can_go_at, due_between, fates
from notifications.rules.reminder import Fate, Reminder
from tracker.replay.story import FlagTold, NumbersTold, ReminderTold, Told
from tracker.replay.timeline import Script


def told_by_fold(script: Script) -> Told:
    """What happens: everything is judged at once, then it is seen what was due and what became of it."""
    knowledge = Knowledge(script.ledger.patient())
    record = advance(Record(script.begins_at), knowledge, script.until)
    return Told(
        zones=script.ledger.zones,
        reminders=[
            ReminderTold(reminder.due_at, at, reminder.kind, reminder.course, reminder.to, outcome)
            for reminder, (at, outcome) in _outcomes(script, knowledge, record).items()
        ],
        flags=[
            FlagTold(
                flag.rule,
                flag.course,
                flag.severity,
                flag.opened_at,
                flag.status,
                [(item.at, item.key) for item in flag.evidence],
            )
            for flag in record.flags.values()
        ],
        numbers=[
            NumbersTold(course.id, numbers(course, Clock(script.until)), as_needed=has_as_needed(course))
            for course in knowledge.at(script.until).courses
        ],
    )


def _outcomes(script: Script, knowledge: Knowledge, record: Record) -> dict[Reminder, tuple[datetime | None, Fate]]:
    """What became of each reminder, and when it went out."""
    outcomes: dict[Reminder, tuple[datetime | None, Fate]] = {}
    going: dict[datetime, list[Reminder]] = defaultdict(list)
    for reminder in due_between(knowledge, record, script.begins_at, script.until):
        at = _goes_at(script, knowledge, reminder)
        if at > script.until:
            outcomes[reminder] = (None, Fate.PENDING)
        else:
            going[at].append(reminder)
    for at, reminders in going.items():
        for reminder, fate in fates(knowledge, record, reminders, at).items():
            outcomes[reminder] = (at if fate is Fate.SENT else None, fate)
    return outcomes


def _goes_at(script: Script, knowledge: Knowledge, reminder: Reminder) -> datetime:
    """When it could first go out: past quiet hours, by the settings of each instant, and past outages."""
    changes = [setting.known_at for setting in knowledge.patient.settings]
    at = script.after_outages(reminder.due_at)
    while (released := can_go_at(knowledge, reminder, at)) > at:
        # New settings may let it out earlier, or hold it longer: it is looked at again when they come.
        change = min((one for one in changes if at < one < released), default=released)
        at = script.after_outages(change)
    return at
