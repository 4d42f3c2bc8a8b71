"""Who could be taken for this patient: others of the practice with the same family name or birth date."""

from dataclasses import dataclass

from django.db.models import Case, Q, Value, When

from courses.access import Viewer
from courses.models import Patient

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Alike:
    """A few of them by name, with what they have in common, and how many more there are."""

    named: list[tuple[Patient, str]]
    more: int


def alike(viewer: Viewer, patient: Patient) -> Alike | None:
    """Those alike, both things in common first; None where there is nobody. Two queries, however many they are."""
    same_name = Q(family_name__iexact=patient.family_name) if patient.family_name else Q(pk__in=[])
    same_birth = Q(birth_date=patient.birth_date)
    others = Patient.objects.visible_to(viewer).filter(same_name | same_birth).exclude(pk=patient.pk)
    both = Case(When(same_name & same_birth, then=Value(0)), default=Value(1))
    shown = list(others.order_by(both, "family_name", "given_name", "pk")[:MOST_NAMED])
    if not shown:
        return None
    return Alike([(other, _in_common(patient, other)) for other in shown], max(others.count() - len(shown), 0))


def _in_common(patient: Patient, other: Patient) -> str:
    name = bool(patient.family_name) and patient.family_name.casefold() == other.family_name.casefold()
    born = patient.birth_date == other.birth_date
    if name and born:
        return "the same family name and birth date"
    return "the same family name" if name else "the same birth date"
