"""The medicines that a proposed one would meet: in the patient's list and in courses that overlap."""

from collections.abc import Mapping
from dataclasses import dataclass

from courses.rules.entry_checks.medicine import CLASS_PREFIX, MedicineFacts, folded, terms_of
from courses.rules.entry_checks.proposal import Proposal


@dataclass(frozen=True, slots=True)
class Other:
    """One medicine (or class) that the patient has beside the proposed one.

    `facts` is None for what the catalogue only names. `where` says in words where it was found,
    `listed` whether the assessment is one of these places.
    """

    name: str
    terms: frozenset[str]
    facts: MedicineFacts | None
    where: str
    listed: bool

    @property
    def sedating(self) -> bool:
        """Whether the catalogue says so."""
        return self.facts is not None and self.facts.sedating


def other_medicines(proposal: Proposal, catalogue: Mapping[str, MedicineFacts]) -> tuple[Other, ...]:
    """What the patient's list and the overlapping courses hold, each medicine once, in order of name."""
    by_name = {folded(name): facts for name, facts in catalogue.items()}
    listed = {folded(name) for name in proposal.other_medicines if folded(name)}
    running: dict[str, MedicineFacts] = {}
    windows: dict[str, set[str]] = {}
    for course in proposal.other_courses:
        for span in course.overlapping(proposal.span):
            name = folded(course.medicine.name)
            running[name] = course.medicine
            windows.setdefault(name, set()).add(f"in a course from {span.first} to {span.last}")
    found = []
    for name in sorted(listed | running.keys()):
        facts = running.get(name) or by_name.get(name)
        places = sorted(windows.get(name, ()))
        if name in listed:
            places.insert(0, "in the patient's list of medicines")
        found.append(
            Other(
                name=_shown(name) if facts is None else facts.name,
                terms=terms_of(name) if facts is None else facts.terms,
                facts=facts,
                where=", ".join(places),
                listed=name in listed,
            )
        )
    return tuple(found)


def _shown(name: str) -> str:
    if name.startswith(CLASS_PREFIX):
        return f"a medicine of the class {name.removeprefix(CLASS_PREFIX).strip()}"
    return name
