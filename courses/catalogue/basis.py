"""What rules take of a catalogue entry: its facts for the entry checks, and the basis that a revision keeps."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal

from django.db.models import Q

from courses.models.medicines import COMMON, Medicine
from courses.models.people import Patient, Practice, PracticeClassLimit
from courses.rules import facts
from courses.rules.entry_checks import MedicineFacts
from courses.rules.entry_checks.medicine import terms_of


def medicine_facts(medicine: Medicine) -> MedicineFacts:
    """The entry as the entry checks read it."""
    return MedicineFacts(
        name=medicine.code,
        medicine_class=medicine.medicine_class,
        label_max_days=medicine.label_max_days,
        limit_text=medicine.limit_text,
        limit_basis=medicine.limit_basis,
        days_a_year_limit=medicine.days_a_year_limit,
        label_max_single_mg=medicine.label_max_single_mg,
        label_max_daily_mg=medicine.label_max_daily_mg,
        dose_basis=medicine.dose_basis,
        dose_source=medicine.dose_source,
        abrupt_stop=medicine.abrupt_stop_risk,
        sedating=medicine.sedating,
        age_min=medicine.age_min,
        age_max=medicine.age_max,
        contraindicated_under_age=medicine.contraindicated_under_age,
        contraindicated_with=terms_of("; ".join(medicine.contraindicated_with)),
        interacts_with=terms_of("; ".join(medicine.interacts_with)),
        source=medicine.source,
    )


def known_medicines(practice: Practice) -> Mapping[str, MedicineFacts]:
    """All medicines that a practice knows, by name; its own stand before the common ones. One query."""
    rows = Medicine.objects.filter(Q(scope=COMMON) | Q(scope=practice.pk), withdrawn_at__isnull=True)
    ordered = sorted(rows, key=lambda row: row.is_own)
    return {row.code: medicine_facts(row) for row in ordered}


def medicine_basis(
    medicine: Medicine, practice: Practice, patient: Patient, *, mg_per_unit: Decimal | None = None
) -> facts.Basis:
    """What a revision made now keeps of the catalogue, the practice's settings and the patient's boundary."""
    return facts.Basis(
        medicine=medicine.code,
        medicine_class=medicine.medicine_class,
        day_boundary=day_boundary(practice, patient),
        mg_per_unit=mg_per_unit,
        label_max_daily_mg=medicine.label_max_daily_mg,
        abrupt_stop=medicine.abrupt_stop_risk,
        sedating=medicine.sedating,
        days_limit=days_limit(medicine, practice),
    )


def day_boundary(practice: Practice, patient: Patient) -> time:
    """The patient's own day boundary, else the practice's."""
    return practice.day_boundary if patient.day_boundary is None else patient.day_boundary


def days_limit(medicine: Medicine, practice: Practice) -> int | None:
    """The most days of use of the class in 365: the practice's own rule, else the catalogue's; None when off."""
    own = PracticeClassLimit.objects.filter(practice=practice, medicine_class=medicine.medicine_class).first()
    return medicine_facts(medicine).days_limit if own is None else own.days
