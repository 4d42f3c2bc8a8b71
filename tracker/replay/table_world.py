"""The whole machine: what is told goes through the actions, time through the sweep and delivery, into tables.

The clock jumps from what is told to the next instant of the agenda. It runs on whatever database stands under
`connections["default"]` (see `database`), and everything that leaves goes to a recorder.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from courses.load import keeping, load_patient, load_record
from courses.rules.days import Zones
from courses.rules.judging import advance
from courses.rules.known import Clock, Knowledge
from courses.rules.numbers import has_as_needed, numbers
from courses.rules.record import Record
from notifications.agenda import as_rule
from notifications.channel_names import CONSOLE
from notifications.channels import only
from notifications.channels.recorder import Recorder
from notifications.deliver import deliver_batch
from notifications.models import Agenda, Reminder, Scope
from notifications.rules.due import due_between
from notifications.rules.reminder import Fate, Kind
from notifications.sweep import sweep_patients
from tracker.replay.house import House
from tracker.replay.story import FlagTold, NumbersTold, ReminderTold, Told
from tracker.replay.timeline import Script

# The practice's or the phone's business: in no story.
NOT_TOLD = (Kind.DAILY_DIGEST.value, Kind.ESCALATION.value, Kind.DOSE_SNOOZED.value)


def told_by_tables(script: Script) -> Told:
    """What happens, through actions, sweep and delivery; raises ScenarioError for what an action refuses."""
    with only(Recorder(CONSOLE)), keeping(), _quiet():
        house = House(script)
        for course in script.scenario.courses:
            house.enter(course)
        for telling in script.tellings:
            _pass_time(house, before=telling.now)
            house.tell(telling)
        _pass_time(house, up_to=script.until)
        return _told(house)


def _pass_time(house: House, *, before: datetime | None = None, up_to: datetime | None = None) -> None:
    """Sweep and deliver at each instant of the agenda before, or up to, an instant; never in an outage."""
    last: datetime | None = None
    while (due_at := _next_due_at(house)) is not None:
        at = house.script.after_outages(max(due_at, house.swept_to))
        if (before is not None and at >= before) or (up_to is not None and at > up_to):
            return
        if at == last:
            raise RuntimeError(f"the agenda stands still at {at}")
        swept = sweep_patients(at)
        if swept.failed:
            raise RuntimeError(f"the sweep failed: {_agenda(house).failure}")
        more = swept.messages > 0
        while more:
            _, more = deliver_batch(CONSOLE, lambda: at)  # noqa: B023 (called within this turn)
        house.swept_to = last = at


def _next_due_at(house: House) -> datetime | None:
    return Agenda.objects.values_list("next_due_at", flat=True).get(patient=house.patient)


def _agenda(house: House) -> Agenda:
    return Agenda.objects.get(patient=house.patient)


def _told(house: House) -> Told:
    """What stands in the tables at the end, in the scenario's ids."""
    script, patient = house.script, house.patient
    knowledge = Knowledge(load_patient(patient.pk))
    # An outage at the end leaves unjudged what time has made true since the last sweep.
    record = advance(load_record(patient.pk), knowledge, script.until)
    return Told(
        zones=Zones([(one.known_at, one.time_zone) for one in knowledge.patient.settings]),
        reminders=list(_reminders(house, knowledge, record)),
        flags=[
            FlagTold(
                flag.rule,
                house.names[flag.course],
                flag.severity,
                flag.opened_at,
                flag.status,
                [(item.at, house.ids.name(item.key)) for item in flag.evidence],
            )
            for flag in record.flags.values()
        ],
        numbers=[
            NumbersTold(house.names[course.id], numbers(course, Clock(script.until)), as_needed=has_as_needed(course))
            for course in knowledge.at(script.until).courses
        ],
    )


def _reminders(house: House, knowledge: Knowledge, record: Record) -> Iterator[ReminderTold]:
    """Those in the table; and what fell due in an outage that still lasts, as held back."""
    rows = Reminder.objects.filter(scope_kind=Scope.COURSE, scope_id__in=[UUID(key) for key in house.names])
    there = set()
    for row in rows.exclude(kind__in=NOT_TOLD):
        reminder = as_rule(row)
        there.add(reminder.once)
        course = house.names[reminder.course]
        yield ReminderTold(row.due_at, row.went_at, reminder.kind, course, reminder.to, Fate(row.outcome))
    until = house.script.until
    for reminder in due_between(knowledge, record, _agenda(house).reminded_to, until):
        if reminder.once not in there:
            course = house.names[reminder.course]
            yield ReminderTold(reminder.due_at, None, reminder.kind, course, reminder.to, Fate.PENDING)


@contextmanager
def _quiet() -> Iterator[None]:
    """The log is for installations; what goes wrong here is raised."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
