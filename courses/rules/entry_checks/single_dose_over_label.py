"""One slot's amount (as needed: the amount at once) over the label's single dose."""

from courses.rules.entry_checks.doses import over_limit
from courses.rules.entry_checks.finding import EntryFinding
from courses.rules.entry_checks.proposal import Proposal

NAME = "single_dose_over_label"


def check(proposal: Proposal) -> tuple[EntryFinding, ...]:
    """One finding for the largest single amount, when that is over the label's."""
    amounts = [slot.amount for step in proposal.steps for slot in step.slots]
    amounts += [step.as_needed.amount for step in proposal.steps if step.as_needed is not None]
    return over_limit(
        proposal, check=NAME, limit_mg=proposal.medicine.label_max_single_mg, units=amounts, what="at once"
    )
