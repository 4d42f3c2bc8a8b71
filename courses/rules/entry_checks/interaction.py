"""Another medicine, in the patient's list or in an overlapping course, that does not go well with this one.

That is: one of the two is named by the other's catalogue entry, both are sedating, or one is an
opioid and the other a benzodiazepine, for which the labels of both carry a boxed warning.
"""

from collections.abc import Sequence

from courses.rules.entry_checks.finding import EntryFinding
from courses.rules.entry_checks.medicine import MedicineFacts, class_term, folded
from courses.rules.entry_checks.others import Other
from courses.rules.entry_checks.proposal import Proposal

NAME = "interaction"
OPIOID = class_term("opioid")
BENZODIAZEPINE = class_term("benzodiazepine")
BOXED_WARNING = (
    "boxed warning on both labels: an opioid together with a benzodiazepine can cause deep sedation,"
    " slowed breathing, coma and death"
)
BOXED_WARNING_SOURCE = "FDA Drug Safety Communication of 2016-08-31"


def check(proposal: Proposal, others: Sequence[Other]) -> tuple[EntryFinding, ...]:
    """One finding for each other medicine, with every way in which the two meet."""
    medicine = proposal.medicine
    found = []
    for other in others:
        ways = _ways(medicine, other)
        if ways and _another(medicine, other):
            fact = f"{medicine.name} with {other.name} ({other.where}): {'; '.join(ways)}."
            found.append(EntryFinding(NAME, fact, _sources(medicine, other)))
    return tuple(found)


def _another(medicine: MedicineFacts, other: Other) -> bool:
    """A second course of the same medicine is `already_running`, not another medicine; one from elsewhere is."""
    return other.listed or folded(other.name) != folded(medicine.name)


def _ways(medicine: MedicineFacts, other: Other) -> list[str]:
    """In which ways the two meet, in words, the gravest first."""
    ways = []
    if _boxed(medicine, other):
        ways.append(BOXED_WARNING)
    if medicine.interacts_with & other.terms:
        ways.append(f"the catalogue names it for {medicine.name}")
    if other.facts is not None and other.facts.interacts_with & medicine.terms:
        ways.append(f"the catalogue names {medicine.name} for {other.name}")
    if medicine.sedating and other.sedating:
        ways.append("both are sedating")
    return ways


def _boxed(medicine: MedicineFacts, other: Other) -> bool:
    pair = ((OPIOID, BENZODIAZEPINE), (BENZODIAZEPINE, OPIOID))
    return any(mine in medicine.terms and theirs in other.terms for mine, theirs in pair)


def _sources(medicine: MedicineFacts, other: Other) -> str:
    sources = [BOXED_WARNING_SOURCE] if _boxed(medicine, other) else []
    sources += [f"{facts.name} ({facts.source})" for facts in (medicine, other.facts) if facts is not None]
    return "; ".join(dict.fromkeys(sources))
