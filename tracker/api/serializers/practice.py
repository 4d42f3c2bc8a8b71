"""The practice, its staff, and medicines: the common catalogue's and its own."""

from typing import Any, ClassVar

from rest_framework import serializers

from courses.access import STAFF
from courses.actions.practices import LONGEST_YEAR, MOST_MG, OLDEST
from courses.models.people import EMERGENCY_HOURS, FEWEST_MONTHS, HIGH_HOURS, MOST_MONTHS
from tracker.api.fields import Amount, Day, Id, Instant, Share, Text, Texts, Wall, Whole, Word, YesNo, Zone
from tracker.api.strict import Sent, Told


class PracticeSent(Sent):
    """What the practice sets; what is left out stays. Escalation can be made shorter, never longer."""

    name = Text(most=200, required=False, allow_blank=False)
    phone = Text(most=40, required=False)
    out_of_hours_phone = Text(most=40, required=False)
    address = Text(most=500, required=False)
    country = Text(most=2, required=False, allow_blank=False, help_text="Two letters, as in ISO 3166.")
    time_zone = Zone(required=False, help_text="Of new patients, and of the digest.")
    day_boundary = Wall(required=False, help_text="For each course from its next revision on.")
    emergency_number = Text(most=40, required=False, allow_blank=False)
    crisis_line = Text(most=40, required=False)
    poison_line = Text(most=40, required=False)
    digest_hour = Wall(required=False)
    escalation_after_hours = Amount(most=HIGH_HOURS, required=False)
    emergency_escalation_after_hours = Amount(most=EMERGENCY_HOURS, required=False)
    hours = Text(most=500, required=False)
    answer_promise = Text(most=500, required=False)
    hours_in_spanish = Text(most=500, required=False, help_text="For patients who read Spanish.")
    answer_promise_in_spanish = Text(most=500, required=False)
    messages_kept_months = Whole(
        min_value=FEWEST_MONTHS, max_value=MOST_MONTHS, required=False, allow_null=True,
        help_text="How long reminders, messages and deliveries stay; null: for good. What was logged always stays.",
    )  # fmt: skip
    demands_second_factor = YesNo(required=False, help_text="Whether staff sign in by a second step too.")

    examples: ClassVar = {
        "name": "Example Practice",
        "country": "US",
        "emergency_number": "911",
        "day_boundary": "04:00",
        "digest_hour": "07:30",
        "escalation_after_hours": "12",
        "messages_kept_months": 120,
    }


class PracticeTold(Told):
    """The practice."""

    id = Id()
    name = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    out_of_hours_phone = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    country = serializers.CharField()
    time_zone = serializers.CharField()
    day_boundary = Wall()
    emergency_number = serializers.CharField()
    crisis_line = serializers.CharField(allow_blank=True)
    poison_line = serializers.CharField(allow_blank=True)
    digest_hour = Wall()
    escalation_after_hours = Share()
    emergency_escalation_after_hours = Share()
    hours = serializers.CharField(allow_blank=True)
    answer_promise = serializers.CharField(allow_blank=True)
    hours_in_spanish = serializers.CharField(allow_blank=True)
    answer_promise_in_spanish = serializers.CharField(allow_blank=True)
    messages_kept_months = Whole(allow_null=True)
    demands_second_factor = YesNo()

    examples: ClassVar = {
        "name": "Example Practice",
        "country": "US",
        "emergency_number": "911",
        "day_boundary": "04:00",
    }


class ClinicianTold(Told):
    """A staff member, with the roles in force: none once deactivated."""

    id = Id()
    name = serializers.CharField()
    roles = Texts(child=Word(choices=sorted(role.value for role in STAFF)))
    active = YesNo()
    deactivated_at = Instant(allow_null=True)
    takes_escalations = YesNo()
    waited_for = YesNo(help_text="Invited, and no password set yet.")

    examples: ClassVar = {"name": "Dr. Example", "roles": ["prescriber"], "active": True, "deactivated_at": None}


class ClinicianSent(Sent):
    """Somebody who joins the staff. The link that sets a password goes to the address; nothing else is told of it."""

    email = Text(most=254)
    name = Text(most=200)
    roles = Texts(child=Word(choices=sorted(role.value for role in STAFF)), max_length=len(STAFF))
    takes_escalations = YesNo(required=False)

    examples: ClassVar = {"email": "vega@example.org", "name": "Dr. Vega", "roles": ["prescriber"]}

    not_in_example = ("takes_escalations",)


class RolesSent(Sent):
    """Which roles a staff member has: at least one."""

    roles = Texts(child=Word(choices=sorted(role.value for role in STAFF)), max_length=len(STAFF))
    takes_escalations = YesNo(required=False, help_text="Left out, it stays as it is.")

    examples: ClassVar = {"roles": ["reviewer"], "takes_escalations": True}


class DeactivationSent(Sent):
    """Who takes over the courses of a prescriber that is deactivated; without any, it may be left out."""

    successor = Id(required=False, allow_null=True)

    not_in_example = ("successor",)


class ClassLimitSent(Sent):
    """The practice's own rule for a class; null goes back to what the catalogue says."""

    medicine_class = Text(most=60)
    days = Whole(min_value=1, max_value=LONGEST_YEAR, allow_null=True, help_text="Of use in the last 365.")

    examples: ClassVar = {"medicine_class": "skeletal muscle relaxant", "days": 42}


class ClassLimitTold(Told):
    """The most days of use of a class in 365 that the practice wants; null where it has no rule of its own."""

    medicine_class = serializers.CharField()
    days = Whole(allow_null=True)

    examples: ClassVar = {"medicine_class": "skeletal muscle relaxant", "days": 42}


class MedicineSent(Sent):
    """A medicine of the practice's own, whole: what is left out is what its label does not give. It is not guessed."""

    code = Text(most=80, help_text="The name by which it is known: the same again changes its facts.")
    medicine_class = Text(most=60)
    source = Text(most=2000, help_text="Where these facts stand.")  # type: ignore[assignment]  # a field, not DRF's own
    checked_on = Day(help_text="When they were last held against it.")
    subclass = Text(most=60, required=False)
    brands = Texts(child=Text(most=80), required=False, max_length=100)
    rxcui_ingredient = Text(most=12, required=False)
    label_min_days = Whole(min_value=1, max_value=LONGEST_YEAR, required=False, allow_null=True)
    label_max_days = Whole(min_value=1, max_value=LONGEST_YEAR, required=False, allow_null=True)
    limit_text = Text(most=300, required=False)
    limit_basis = Text(most=60, required=False)
    days_a_year_limit = Whole(min_value=1, max_value=LONGEST_YEAR, required=False, allow_null=True)
    label_max_single_mg = Amount(most=MOST_MG, required=False, allow_null=True)
    label_max_daily_mg = Amount(most=MOST_MG, required=False, allow_null=True)
    dose_basis = Text(most=60, required=False)
    dose_source = Text(most=300, required=False)
    abrupt_stop_risk = Text(most=40, required=False, help_text="`yes`, `after N days`, or why there is none.")
    sedating = YesNo(required=False)
    us_schedule = Text(most=10, required=False)
    age_min = Whole(min_value=0, max_value=OLDEST, required=False, allow_null=True)
    age_max = Whole(min_value=0, max_value=OLDEST, required=False, allow_null=True)
    contraindicated_under_age = Whole(min_value=0, max_value=OLDEST, required=False, allow_null=True)
    contraindicated_with = Texts(child=Text(most=80), required=False, max_length=100)
    interacts_with = Texts(child=Text(most=80), required=False, max_length=100)
    contraindications = Text(most=2000, required=False)
    note = Text(most=2000, required=False)

    examples: ClassVar[dict[str, Any]] = {
        "code": "example relaxant",
        "medicine_class": "skeletal muscle relaxant",
        "source": "Label of 2025, section 2",
        "brands": ["Example"],
        "rxcui_ingredient": "",
        "label_min_days": None,
        "label_max_days": 14,
        "days_a_year_limit": None,
        "label_max_single_mg": "400",
        "label_max_daily_mg": "1200",
        "abrupt_stop_risk": "after 14 days",
        "us_schedule": "",
        "age_min": 18,
        "age_max": None,
        "contraindicated_under_age": None,
        "contraindicated_with": [],
        "interacts_with": ["class:opioid"],
    }


class MedicineTold(Told):
    """An entry of the catalogue. A limit that the label does not give is null; it is not guessed."""

    id = Id()
    code = serializers.CharField()
    version = Whole()
    own = YesNo(source="is_own", help_text="The practice's own, not the common catalogue's.")
    medicine_class = serializers.CharField()
    subclass = serializers.CharField(allow_blank=True)
    brands = Texts(child=serializers.CharField())
    rxcui_ingredient = serializers.CharField(allow_blank=True)
    label_min_days = Whole(allow_null=True)
    label_max_days = Whole(allow_null=True)
    limit_text = serializers.CharField(allow_blank=True)
    limit_basis = serializers.CharField(allow_blank=True)
    days_a_year_limit = Whole(allow_null=True)
    label_max_single_mg = Amount(allow_null=True)
    label_max_daily_mg = Amount(allow_null=True)
    dose_basis = serializers.CharField(allow_blank=True)
    dose_source = serializers.CharField(allow_blank=True)
    abrupt_stop_risk = serializers.CharField(allow_blank=True)
    sedating = YesNo()
    us_schedule = serializers.CharField(allow_blank=True)
    age_min = Whole(allow_null=True)
    age_max = Whole(allow_null=True)
    contraindicated_under_age = Whole(allow_null=True)
    contraindicated_with = Texts(child=serializers.CharField())
    interacts_with = Texts(child=serializers.CharField())
    contraindications = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # a field, not DRF's own
    checked_on = Day()
    withdrawn_at = Instant(allow_null=True)

    examples: ClassVar = {"code": "carisoprodol", "medicine_class": "skeletal muscle relaxant", "label_max_days": 21}


class MedicinesAsked(Sent):
    """Which medicines."""

    code = Text(most=80, required=False)
