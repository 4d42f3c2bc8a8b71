"""A patient outside the ages for which the label is established, on the first day of the new steps."""

from courses.rules.days import age_on
from courses.rules.entry_checks.finding import EntryFinding
from courses.rules.entry_checks.proposal import Proposal

NAME = "outside_label_ages"


def check(proposal: Proposal) -> tuple[EntryFinding, ...]:
    """One finding when the patient is younger or older than the label's ages (both in)."""
    medicine = proposal.medicine
    age = age_on(proposal.birth_date, proposal.first_day)
    if medicine.age_min is not None and age < medicine.age_min:
        limit = f"under {medicine.age_min}"
    elif medicine.age_max is not None and age > medicine.age_max:
        limit = f"over {medicine.age_max}"
    else:
        return ()
    fact = f"The patient is {age} on {proposal.first_day}; {medicine.name} is not established {limit}."
    return (EntryFinding(NAME, fact, medicine.source),)
