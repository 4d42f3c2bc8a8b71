"""Longer than the label's (or, where the catalogue says so, the guideline's) maximum.

Windows of one medicine with fewer than 7 days between them count as one, which is as long as it has
days; an extension or a revision counts with its whole course.
"""

from datetime import date

from courses.rules.entry_checks.finding import EntryFinding, counted
from courses.rules.entry_checks.medicine import folded
from courses.rules.entry_checks.proposal import Proposal

NAME = "longer_than_label"
DAYS_BETWEEN = 7


def check(proposal: Proposal) -> tuple[EntryFinding, ...]:
    """One finding when the days counted together are more than the catalogue's maximum."""
    medicine = proposal.medicine
    if medicine.label_max_days is None:
        return ()
    own = proposal.course_days
    together = _joined(
        own, [c.days for c in proposal.other_courses if folded(c.medicine.name) == folded(medicine.name)]
    )
    if len(together) <= medicine.label_max_days:
        return ()
    whose = "guideline" if medicine.limit_basis == "guideline" else "label"
    text = f" ({medicine.limit_text})" if medicine.limit_text else ""
    fact = (
        f"{counted(len(together), 'day')} of {medicine.name}; the {whose}'s maximum is {medicine.label_max_days}{text}."
    )
    if len(together) > len(own):
        fact += f" Windows with fewer than {DAYS_BETWEEN} days between them count as one;"
        fact += f" this course has {counted(len(own), 'day')}."
    return (EntryFinding(NAME, fact, medicine.source),)


def _joined(own: frozenset[date], windows: list[frozenset[date]]) -> frozenset[date]:
    """The days of the window that `own` and the windows near it make, those near these, and so on."""
    together, apart = own, windows
    while near := [window for window in apart if _near(together, window)]:
        apart = [window for window in apart if window not in near]
        together = together.union(*near)
    return together


def _near(one: frozenset[date], other: frozenset[date]) -> bool:
    return any(abs((a - b).days) <= DAYS_BETWEEN for a in one for b in other)
