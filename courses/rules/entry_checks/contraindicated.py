"""What the catalogue states as a contraindication that can be matched: an age, another medicine, a class.

Conditions and allergies are words for the prescriber to confirm and are never matched.
"""

from collections.abc import Sequence

from courses.rules.days import age_on
from courses.rules.entry_checks.finding import EntryFinding
from courses.rules.entry_checks.others import Other
from courses.rules.entry_checks.proposal import Proposal

NAME = "contraindicated"


def check(proposal: Proposal, others: Sequence[Other]) -> tuple[EntryFinding, ...]:
    """A finding that stops the entry for the age, and for each other medicine named on either side."""
    return tuple(
        EntryFinding(NAME, fact, source, stops=True)
        for fact, source in (*_by_age(proposal), *_by_medicine(proposal, others))
    )


def _by_age(proposal: Proposal) -> list[tuple[str, str]]:
    medicine = proposal.medicine
    age = age_on(proposal.birth_date, proposal.first_day)
    if medicine.contraindicated_under_age is None or age >= medicine.contraindicated_under_age:
        return []
    under = medicine.contraindicated_under_age
    return [
        (
            f"{medicine.name} is contraindicated under {under}; the patient is {age} on {proposal.first_day}.",
            medicine.source,
        )
    ]


def _by_medicine(proposal: Proposal, others: Sequence[Other]) -> list[tuple[str, str]]:
    medicine = proposal.medicine
    found = []
    for other in others:
        if medicine.contraindicated_with & other.terms:
            found.append((f"{medicine.name} is contraindicated with {other.name} ({other.where}).", medicine.source))
        elif other.facts is not None and other.facts.contraindicated_with & medicine.terms:
            found.append((f"{other.name} ({other.where}) is contraindicated with {medicine.name}.", other.facts.source))
    return found
