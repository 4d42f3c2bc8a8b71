"""Slots that a start in mid-day loses: what is entered has that day's slots from its instant on.

Shown with no reason asked. A revision begins today whatever happens, so nothing is lost by it that
starting tomorrow would keep.
"""

from collections.abc import Iterator
from datetime import date

from courses.rules.days import wall_instant
from courses.rules.entry_checks.finding import EntryFinding, counted
from courses.rules.entry_checks.proposal import Proposal
from courses.rules.facts import RevisionKind, StepSlot

NAME = "slots_lost_today"


def check(proposal: Proposal) -> tuple[EntryFinding, ...]:
    """One finding that counts the slots of the new steps that are past, when there are any."""
    if proposal.kind is RevisionKind.REVISE:
        return ()
    past = tuple(past_slots(proposal))
    if not past:
        return ()
    walls = ", ".join(f"{slot.wall:%H:%M}" for day, slot in past if day == proposal.today)
    today = f" (today {walls})" if walls else ""
    fact = f"{counted(len(past), 'slot')} already past{today}; a start tomorrow has every slot."
    return (EntryFinding(NAME, fact, "the course as entered", needs_reason=False),)


def past_slots(proposal: Proposal) -> Iterator[tuple[date, StepSlot]]:
    """The slots of the new steps whose instant is before now, each with its day."""
    for day, step in proposal.step_days():
        if day > proposal.today:
            return
        for slot in step.slots:
            if wall_instant(day, slot.wall, proposal.day_boundary, proposal.time_zone) < proposal.now:
                yield day, slot
