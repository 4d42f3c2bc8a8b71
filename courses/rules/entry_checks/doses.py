"""Amounts in mg beside the catalogue's limits, for the two checks of amounts."""

from decimal import Decimal

from courses.rules.entry_checks.finding import EntryFinding, plain
from courses.rules.entry_checks.proposal import Proposal


def over_limit(
    proposal: Proposal, *, check: str, limit_mg: Decimal | None, units: list[Decimal], what: str
) -> tuple[EntryFinding, ...]:
    """One finding for the largest of the amounts (units), when it is above the limit; none where a number is missing.

    `what` follows the amounts in the sentence: `a day`, `at once`.
    """
    if limit_mg is None or proposal.mg_per_unit is None:
        return ()
    most = max(units)
    mg = most * proposal.mg_per_unit
    if mg <= limit_mg:
        return ()
    medicine = proposal.medicine
    fact = (
        f"{plain(mg)} mg of {medicine.name} {what} ({plain(most)} × {plain(proposal.mg_per_unit)} mg);"
        f" {medicine.dose_limit_words} is {plain(limit_mg)} mg {what}."
    )
    return (EntryFinding(check, fact, medicine.dose_source or medicine.source),)
