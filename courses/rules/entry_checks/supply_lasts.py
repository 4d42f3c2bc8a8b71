"""Supply that does not last the window, or leaves over a day's amount; shown with no reason asked."""

from decimal import Decimal

from courses.rules.entry_checks.finding import EntryFinding, plain
from courses.rules.entry_checks.proposal import Proposal
from courses.rules.entry_checks.slots_lost_today import past_slots

NAME = "supply_lasts"


def check(proposal: Proposal) -> tuple[EntryFinding, ...]:
    """One finding when units are missing, or more are left over than the largest day's amount.

    As-needed days count with the most that may be taken; past slots are not planned. Nothing while
    the supply is unknown.
    """
    if proposal.supply is None:
        return ()
    need = proposal.still_planned + _planned(proposal)
    left = proposal.supply - need
    a_day = max(step.daily_amount for step in proposal.steps)
    most = " at most" if any(step.as_needed is not None for step in proposal.steps) else ""
    stock = f"{plain(proposal.supply)} units at hand, {plain(need)} planned{most}"
    if left < 0:
        return (_shown(f"{stock}: {plain(-left)} too few for the window."),)
    if left > a_day:
        return (_shown(f"{stock}: {plain(left)} left over, more than a day's {plain(a_day)}."),)
    return ()


def _planned(proposal: Proposal) -> Decimal:
    whole = sum((step.daily_amount * step.days for step in proposal.steps), Decimal(0))
    return whole - sum((slot.amount for _, slot in past_slots(proposal)), Decimal(0))


def _shown(fact: str) -> EntryFinding:
    return EntryFinding(NAME, fact, "the course as entered", needs_reason=False)
