"""The pure world: no tables, no clock; what was told is judged in one fold when the story ends."""

from collections import defaultdict
from datetime import datetime

from courses.rules.judging import advance
from courses.rules.known import Clock, Knowledge
from courses.rules.numbers import has_as_needed, numbers
from courses.rules.record import Record
from notifications.rules.due import can_go_at, due_between, fates
from notifications.rules.reminder import Fate, Reminder
from tracker.replay.scenario import CourseTold, Doing
from tracker.replay.story import FlagTold, NumbersTold, ReminderTold, Told
from tracker.replay.timeline import Stage


class FoldWorld:
    """Facts in, judgement out: the ledger holds the facts, so there is nothing to do until the end."""

    def begin(self, stage: Stage) -> None:
        """Take the stage."""
        self._stage = stage

    def enter(self, course: CourseTold) -> None:
        """Stands in the ledger."""

    def pass_time(self, before: datetime) -> None:
        """Is left to the fold."""

    def tell(self, path: str, doing: Doing, taken_at: datetime, now: datetime) -> None:
        """Stands in the ledger."""

    def end(self) -> Told:
        """Judge everything, then see what was due and what became of it."""
        stage = self._stage
        knowledge = Knowledge(stage.ledger.patient())
        record = advance(Record(stage.begins_at), knowledge, stage.until)
        return Told(
            zones=stage.ledger.zones,
            reminders=[
                ReminderTold(reminder.due_at, at, reminder.kind, reminder.course, reminder.to, outcome)
                for reminder, (at, outcome) in self._outcomes(knowledge, record).items()
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
                NumbersTold(course.id, numbers(course, Clock(stage.until)), as_needed=has_as_needed(course))
                for course in knowledge.at(stage.until).courses
            ],
        )

    def _outcomes(self, knowledge: Knowledge, record: Record) -> dict[Reminder, tuple[datetime | None, Fate]]:
        """What became of each reminder, and when it went out."""
        stage = self._stage
        outcomes: dict[Reminder, tuple[datetime | None, Fate]] = {}
        going: dict[datetime, list[Reminder]] = defaultdict(list)
        for reminder in due_between(knowledge, record, stage.begins_at, stage.until):
            at = self._goes_at(knowledge, reminder)
            if at > stage.until:
                outcomes[reminder] = (None, Fate.PENDING)
            else:
                going[at].append(reminder)
        for at, reminders in going.items():
            for reminder, fate in fates(knowledge, record, reminders, at).items():
                outcomes[reminder] = (at if fate is Fate.SENT else None, fate)
        return outcomes

    def _goes_at(self, knowledge: Knowledge, reminder: Reminder) -> datetime:
        """When it could first go out: past quiet hours, by the settings of each instant, and past outages."""
        changes = [setting.known_at for setting in knowledge.patient.settings]
        at = self._stage.after_outages(reminder.due_at)
        while (released := can_go_at(knowledge, reminder, at)) > at:
            # New settings may let it out earlier, or hold it longer: it is looked at again when they come.
            change = min((one for one in changes if at < one < released), default=released)
            at = self._stage.after_outages(change)
        return at
