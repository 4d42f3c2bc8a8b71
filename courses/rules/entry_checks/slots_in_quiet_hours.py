"""Slots in the patient's quiet hours; shown with no reason asked, for a slot's reminder goes out all the same."""

from datetime import time

from courses.rules.entry_checks.finding import EntryFinding
from courses.rules.entry_checks.proposal import Proposal

NAME = "slots_in_quiet_hours"


def check(proposal: Proposal) -> tuple[EntryFinding, ...]:
    """One finding that names the wall times, when there are any."""
    start, end = proposal.quiet_start, proposal.quiet_end
    walls = sorted({slot.wall for step in proposal.steps for slot in step.slots if quiet(slot.wall, start, end)})
    if not walls:
        return ()
    named = ", ".join(f"{wall:%H:%M}" for wall in walls)
    fact = f"In the patient's quiet hours ({start:%H:%M}-{end:%H:%M}): {named}. These reminders go out all the same."
    return (EntryFinding(NAME, fact, "the patient's settings", needs_reason=False),)


def quiet(wall: time, start: time, end: time) -> bool:
    """Whether a wall time lies in quiet hours, which hold up to, not at, their end; equal ends mean none."""
    if start <= end:
        return start <= wall < end
    return wall >= start or wall < end
