"""The catalogue: what is known about each medicine, with the source of each fact and the day it was checked."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from courses.access import Kind, Role, Viewer
from courses.models.people import Practice
from courses.models.row import Row, Rows, amount

# The scope of the common catalogue: a key in a unique constraint is never null.
COMMON = UUID(int=0)


class MedicineRows(Rows["Medicine"]):
    """Medicines: the common catalogue's are everyone's, a practice's own are its own."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The common catalogue and the medicines of the viewer's own practice."""
        if viewer.kind is Kind.SYSTEM:
            return self.all()
        if not viewer.acts_as - {Role.HELPER} or viewer.practice_id is None:
            return self.none()
        return self.filter(scope__in=[COMMON, viewer.practice_id])


class Medicine(Row):
    """An entry of the catalogue. A limit that the label does not give is empty; it is not guessed.

    `code` is the name by which rules, checks and replays know it. `version` rises with every change.
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, null=True, blank=True, related_name="medicines")
    scope = models.UUIDField(default=COMMON, editable=False)
    code = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    checked_on = models.DateField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    rxcui_ingredient = models.CharField(max_length=12, blank=True)
    brands = models.JSONField(default=list, blank=True)
    medicine_class = models.CharField(max_length=60)
    subclass = models.CharField(max_length=60, blank=True)
    label_min_days = models.PositiveSmallIntegerField(null=True, blank=True)
    label_max_days = models.PositiveSmallIntegerField(null=True, blank=True)
    limit_text = models.CharField(max_length=300, blank=True)
    limit_basis = models.CharField(max_length=60, blank=True)
    days_a_year_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    label_max_single_mg = amount(null=True, blank=True)
    label_max_daily_mg = amount(null=True, blank=True)
    dose_basis = models.CharField(max_length=60, blank=True)
    dose_source = models.CharField(max_length=300, blank=True)
    abrupt_stop_risk = models.CharField(max_length=40, blank=True)
    sedating = models.BooleanField(default=False)
    us_schedule = models.CharField(max_length=10, blank=True)
    age_min = models.PositiveSmallIntegerField(null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(null=True, blank=True)
    contraindicated_under_age = models.PositiveSmallIntegerField(null=True, blank=True)
    contraindicated_with = models.JSONField(default=list, blank=True)
    interacts_with = models.JSONField(default=list, blank=True)
    contraindications = models.TextField(blank=True)
    note = models.TextField(blank=True)
    source = models.TextField(blank=True)

    objects = MedicineRows.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_medicine_a_code_and_scope", fields=["scope", "code"]),
            models.CheckConstraint(
                name="medicine_scope_is_its_practice",
                condition=Q(practice__isnull=True, scope=COMMON) | Q(practice__isnull=False, scope=F("practice")),
            ),
            models.CheckConstraint(name="medicine_version_counts_from_one", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="medicine_limits_above_zero",
                condition=(Q(label_max_single_mg__isnull=True) | Q(label_max_single_mg__gt=0))
                & (Q(label_max_daily_mg__isnull=True) | Q(label_max_daily_mg__gt=0))
                & (Q(label_max_days__isnull=True) | Q(label_max_days__gt=0))
                & (Q(days_a_year_limit__isnull=True) | Q(days_a_year_limit__gt=0)),
            ),
        ]

    @property
    def is_own(self) -> bool:
        """Whether a practice added it, rather than the common catalogue."""
        return self.practice_id is not None
