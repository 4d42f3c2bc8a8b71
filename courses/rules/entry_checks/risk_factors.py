"""Risk factors that the assessment names."""

from courses.rules.entry_checks.finding import EntryFinding
from courses.rules.entry_checks.proposal import Proposal

NAME = "risk_factors"


def check(proposal: Proposal) -> tuple[EntryFinding, ...]:
    """One finding that lists them, when there are any."""
    named = sorted({factor.strip() for factor in proposal.risk_factors} - {""})
    if not named:
        return ()
    return (EntryFinding(NAME, f"The assessment names {', '.join(named)}.", "the patient's assessment"),)
