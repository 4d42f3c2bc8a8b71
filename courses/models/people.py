"""Practices, their staff, their patients, and who helps these."""

from datetime import datetime, time
from decimal import Decimal
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from courses.access import CLINICAL, STAFF, Kind, Role, Viewer
from courses.models.row import Fact, FactOnce, M, Row, Rows, Seen

HIGH_HOURS = Decimal(24)
EMERGENCY_HOURS = Decimal(1)
# Longer than any course is watched, so nothing that is still followed is among what goes.
FEWEST_MONTHS = 12
MOST_MONTHS = 600


# Functions, because Django takes a fixed time for a mistaken "now" at some hours of the day.
def boundary_hour() -> time:
    """When a medication day begins."""
    return time(4)


def staff_hour() -> time:
    """When the staff's digest goes out."""
    return time(7, 30)


def message_hour() -> time:
    """When a patient gets what is not about a dose."""
    return time(10)


def evening() -> time:
    """When quiet hours begin."""
    return time(22)


def morning() -> time:
    """When quiet hours end."""
    return time(7)


class PracticeRows(Rows["Practice"]):
    """Practices: everyone sees their own, and no other."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The viewer's own practice."""
        if viewer.kind is Kind.SYSTEM:
            return self.all()
        return self.filter(pk=viewer.practice_id) if viewer.acts_as else self.none()


class OfPracticeRows(Rows[M]):
    """What belongs to a practice and to no patient: its staff sees it."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The rows of the viewer's own practice."""
        if viewer.kind is Kind.SYSTEM:
            return self.all()
        if not viewer.acts_as & STAFF or viewer.practice_id is None:
            return self.none()
        return self.filter(practice=viewer.practice_id)


class Practice(Row):
    """The clinic that owns the records; none is visible outside it. The defaults of numbers are those of the US."""

    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    out_of_hours_phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(max_length=500, blank=True)
    country = models.CharField(max_length=2, default="US")
    time_zone = models.CharField(max_length=64)
    day_boundary = models.TimeField(default=boundary_hour)
    emergency_number = models.CharField(max_length=40, default="911")
    crisis_line = models.CharField(max_length=40, default="988", blank=True)
    poison_line = models.CharField(max_length=40, default="1-800-222-1222", blank=True)
    digest_hour = models.TimeField(default=staff_hour)
    escalation_after_hours = models.DecimalField(
        max_digits=4, decimal_places=2, default=HIGH_HOURS, validators=[MaxValueValidator(HIGH_HOURS)]
    )
    emergency_escalation_after_hours = models.DecimalField(
        max_digits=4, decimal_places=2, default=EMERGENCY_HOURS, validators=[MaxValueValidator(EMERGENCY_HOURS)]
    )
    hours = models.TextField(max_length=500, blank=True)
    answer_promise = models.TextField(max_length=500, blank=True)
    # The same two for patients who read Spanish: nobody but the practice can say them.
    hours_in_spanish = models.TextField(max_length=500, blank=True, default="", db_default="")
    answer_promise_in_spanish = models.TextField(max_length=500, blank=True, default="", db_default="")
    messages_kept_months = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(FEWEST_MONTHS), MaxValueValidator(MOST_MONTHS)],
        help_text="How long reminders, messages and deliveries stay; none: for good, as facts of a course always do.",
    )
    # Whether staff sign in by a second step besides the password.
    demands_second_factor = models.BooleanField(default=False, db_default=False)

    objects = PracticeRows.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="practice_escalates_within_a_day",
                condition=Q(escalation_after_hours__gt=0, escalation_after_hours__lte=HIGH_HOURS),
            ),
            models.CheckConstraint(
                name="practice_escalates_emergencies_within_an_hour",
                condition=Q(
                    emergency_escalation_after_hours__gt=0, emergency_escalation_after_hours__lte=EMERGENCY_HOURS
                ),
            ),
            models.CheckConstraint(
                name="practice_keeps_messages_a_year",
                condition=Q(messages_kept_months__isnull=True)
                | Q(messages_kept_months__gte=FEWEST_MONTHS, messages_kept_months__lte=MOST_MONTHS),
            ),
        ]


class PracticeClassLimit(Row):
    """The practice's own rule: the most days of use of a class in 365; without one the catalogue's holds."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="class_limits")
    medicine_class = models.CharField(max_length=60)
    days = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(366)])

    objects = OfPracticeRows.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_limit_a_class", fields=["practice", "medicine_class"]),
            models.CheckConstraint(name="class_limit_is_of_a_year", condition=Q(days__gte=1, days__lte=366)),
        ]


class Clinician(Row):
    """A staff member of one practice, in one or more roles."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="clinician")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="clinicians")
    name = models.CharField(max_length=200)
    is_prescriber = models.BooleanField(default=False)
    is_reviewer = models.BooleanField(default=False)
    is_manager = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    wants_flag_messages = models.BooleanField(default=True)
    takes_escalations = models.BooleanField(default=False)
    wants_digest = models.BooleanField(default=True)

    objects = OfPracticeRows.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="clinician_has_a_role",
                condition=Q(is_prescriber=True) | Q(is_reviewer=True) | Q(is_manager=True),
            ),
            models.CheckConstraint(
                name="clinician_active_or_deactivated_at",
                condition=Q(is_active=True, deactivated_at__isnull=True)
                | Q(is_active=False, deactivated_at__isnull=False),
            ),
        ]

    @property
    def roles(self) -> frozenset[Role]:
        """The roles in force: none once deactivated."""
        held = {Role.PRESCRIBER: self.is_prescriber, Role.REVIEWER: self.is_reviewer, Role.MANAGER: self.is_manager}
        return frozenset(role for role, has in held.items() if has and self.is_active)

    def as_viewer(self) -> Viewer:
        """This clinician as a viewer, by the roles in force."""
        return Viewer(kind=Kind.CLINICIAN, id=self.pk, practice_id=self.practice_id, roles=self.roles)


class Language(models.TextChoices):
    """The languages that the pages speak."""

    EN = "en"
    ES = "es"


class Patient(Row):
    """A person treated by one practice. Their row is the lock: whoever changes anything of theirs holds it first.

    `last_seq` is the place of the newest fact; `judged_to` and `judged_seq` say how far these have been judged.
    """

    seen: ClassVar[Seen] = Seen(patient="")

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="patients")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="patient"
    )
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    birth_date = models.DateField()
    language = models.CharField(max_length=2, choices=Language, default=Language.EN)
    day_boundary = models.TimeField(null=True, blank=True)
    last_seq = models.PositiveIntegerField(default=0)
    judged_to = models.DateTimeField()
    judged_seq = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by_kind = models.CharField(max_length=10)
    created_by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="patient_judged_no_further_than_told", condition=Q(judged_seq__lte=F("last_seq"))
            ),
        ]
        indexes = [models.Index(fields=["practice", "family_name", "given_name"], name="patient_by_name")]

    @property
    def name(self) -> str:
        """The name as it is shown."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def patient_id(self) -> UUID:
        """Itself: a patient is reached like all that is theirs."""
        return self.pk

    def as_viewer(self) -> Viewer:
        """This patient as a viewer."""
        return Viewer(
            kind=Kind.PATIENT,
            id=self.pk,
            practice_id=self.practice_id,
            roles=frozenset({Role.PATIENT}),
            patient_id=self.pk,
        )


class PatientSettings(FactOnce):
    """What a patient chose, from `known_at` on; the newest row is in force. A move to another zone is a new row."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="settings_history")
    time_zone = models.CharField(max_length=64)
    message_hour = models.TimeField(default=message_hour)
    quiet_start = models.TimeField(default=evening)
    quiet_end = models.TimeField(default=morning)
    follow_up = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_settings_a_place", fields=["patient", "seq"])]


class Helper(Row):
    """A person whom the patient lets see today's plan, log doses and report emergency symptoms, for a time."""

    seen: ClassVar[Seen] = Seen(helpers="pk")

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="helpers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="helps")
    name = models.CharField(max_length=200)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="helper_until_after_since", condition=Q(until__isnull=True) | Q(until__gt=F("since"))
            ),
        ]

    def in_force(self, now: datetime) -> bool:
        """Whether the patient's leave holds now: up to, not at, its end."""
        return self.since <= now and self.revoked_at is None and (self.until is None or now < self.until)

    def as_viewer(self, now: datetime) -> Viewer:
        """This helper as a viewer; one whose leave does not hold now reaches nobody."""
        reach = self.patient_id if self.in_force(now) else None
        practice = self.patient.practice_id if reach else None
        return Viewer(
            kind=Kind.HELPER, id=self.pk, practice_id=practice, roles=frozenset({Role.HELPER}), patient_id=reach
        )


class HandOver(Fact):
    """That a course went from one prescriber to another."""

    course = models.ForeignKey("courses.Course", on_delete=models.CASCADE, related_name="hand_overs")
    given_by = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="courses_given")
    taken_by = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="courses_taken")
    reason = models.TextField(max_length=1000, blank=True)

    seen: ClassVar[Seen] = Seen(patient="course__patient", by=CLINICAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_hand_over_a_place", fields=["course", "seq"]),
            models.CheckConstraint(name="hand_over_to_another", condition=~Q(given_by=F("taken_by"))),
        ]
