"""What a course would send, drawn by the rules that send it, over facts that have not happened.

Two ways to the end of the watch: every slot taken as it falls due, and nothing logged at all. No
check-in is made and nobody answers in either: what they call for is shown as it would go out.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from courses.rules import facts
from courses.rules.judging import advance
from courses.rules.known import Knowledge, KnownCourse
from courses.rules.record import Record
from notifications.rules.due import can_go_at, due_between, fates
from notifications.rules.reminder import Fate, Recipient, Reminder

WATCH = timedelta(days=14)
# After the reminder of a slot, and before half a minute: slots are a minute apart at least.
PROMPTLY = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Sending:
    """What one person gets at one instant: one or more reminders."""

    at: datetime
    to: Recipient
    reminders: tuple[Reminder, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What goes out from an instant on if every slot is taken in time, and if nothing is logged; in order of time."""

    if_taken: tuple[Sending, ...]
    if_not: tuple[Sending, ...]


def preview(patient: facts.Patient, record: Record, course: str, after: datetime) -> Preview:
    """What a course of the patient would send from `after` on.

    The patient's facts hold the course as proposed, told at `after`; the record is judged no
    further than that.
    """
    known = Knowledge(patient).at(after).by_id[course]
    until = known.window.close(known.window.last_day + WATCH)
    return Preview(
        if_taken=_sendings(_taking(patient, known, after), record, course, after, until),
        if_not=_sendings(patient, record, course, after, until),
    )


def _taking(patient: facts.Patient, known: KnownCourse, after: datetime) -> facts.Patient:
    """The patient with a dose for each slot still to come that no dose counts for yet."""
    window_days = [day for day in map(known.window.day, known.window.days) if day]
    slots = [
        slot
        for day in window_days
        for slot in day.slots
        if slot.at >= after and slot.due_at is not None and slot not in known.counted(day.day)
    ]
    seq = Knowledge(patient).marks[-1][0]
    doses = tuple(
        facts.Dose(
            seq=seq + place,
            known_at=slot.at + PROMPTLY,
            id=f"planned-{place:04}",
            amount=slot.amount,
            taken_at=slot.at + PROMPTLY,
            day=slot.day,
        )
        for place, slot in enumerate(sorted(slots, key=lambda slot: slot.at), start=1)
    )
    return replace(
        patient,
        courses=tuple(
            replace(course, doses=course.doses + doses) if course.id == known.id else course
            for course in patient.courses
        ),
    )


def _sendings(
    patient: facts.Patient, record: Record, course: str, after: datetime, until: datetime
) -> tuple[Sending, ...]:
    """What goes out, once quiet hours let it and if it is still called for then."""
    knowledge = Knowledge(patient)
    judged = advance(record, knowledge, until)
    going: dict[datetime, list[Reminder]] = defaultdict(list)
    for reminder in due_between(knowledge, judged, after, until):
        if reminder.course == course:
            going[can_go_at(knowledge, reminder, reminder.due_at)].append(reminder)
    sent: dict[tuple[datetime, Recipient], list[Reminder]] = defaultdict(list)
    for at, reminders in going.items():
        for reminder, fate in fates(knowledge, judged, reminders, at).items():
            if fate is Fate.SENT:
                sent[at, reminder.to].append(reminder)
    return tuple(Sending(at, to, tuple(sent[at, to])) for at, to in sorted(sent))
