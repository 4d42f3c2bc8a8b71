"""More days of this class in 365 than the practice's limit, as they will be on the last day of the new steps.

The days of use known so far and the days of the whole course count, each day once. Windows of other
courses count by their use alone: what was never taken is no use.
"""

from courses.rules.days import DAY
from courses.rules.entry_checks.finding import EntryFinding, counted
from courses.rules.entry_checks.proposal import DaySpan, Proposal

NAME = "repeat_courses"
YEAR_DAYS = 365


def check(proposal: Proposal) -> tuple[EntryFinding, ...]:
    """One finding when the course, used on each of its days, brings the count above the practice's limit."""
    if proposal.days_limit is None:
        return ()
    last = proposal.span.last
    year = frozenset(DaySpan(last - (YEAR_DAYS - 1) * DAY, last).days())
    own = proposal.course_days & year
    total = len(own | (proposal.class_days_of_use & year))
    if total <= proposal.days_limit:
        return ()
    medicine = proposal.medicine
    fact = (
        f"{counted(total, 'day')} of {medicine.medicine_class or medicine.name} in the {YEAR_DAYS} days up to {last},"
        f" {len(own)} of them by this course; the practice's limit is {proposal.days_limit}."
    )
    return (EntryFinding(NAME, fact, "the practice's own rule, not the label's"),)
