"""A window of the same medicine or class that overlaps the new steps."""

from courses.rules.entry_checks.finding import EntryFinding
from courses.rules.entry_checks.medicine import MedicineFacts, folded
from courses.rules.entry_checks.proposal import Proposal

NAME = "already_running"


def check(proposal: Proposal) -> tuple[EntryFinding, ...]:
    """One finding for each other window of the medicine or its class that shares a day with the new steps."""
    facts = {
        f"{course.medicine.name} runs from {span.first} to {span.last}: {same}."
        for course in proposal.other_courses
        if (same := _same(proposal.medicine, course.medicine))
        for span in course.overlapping(proposal.span)
    }
    return tuple(EntryFinding(NAME, fact, "the patient's courses") for fact in sorted(facts))


def _same(one: MedicineFacts, other: MedicineFacts) -> str:
    """In which way two medicines are the same; empty when they are not."""
    if folded(one.name) == folded(other.name):
        return "the same medicine"
    if one.medicine_class and folded(one.medicine_class) == folded(other.medicine_class):
        return f"the same class ({one.medicine_class})"
    return ""
