"""A day's whole amount (as needed: the most a day) over the label's daily maximum."""

from courses.rules.entry_checks.doses import over_limit
from courses.rules.entry_checks.finding import EntryFinding
from courses.rules.entry_checks.proposal import Proposal

NAME = "daily_amount_over_label"


def check(proposal: Proposal) -> tuple[EntryFinding, ...]:
    """One finding for the step with the largest daily amount, when that is over the label's."""
    return over_limit(
        proposal,
        check=NAME,
        limit_mg=proposal.medicine.label_max_daily_mg,
        units=[step.daily_amount for step in proposal.steps],
        what="a day",
    )
