"""Patients and the practice."""

import zoneinfo
from typing import Any

from django import forms

from courses.models import Patient, Practice
from tracker.clinician.forms.fields import AmountField, CountField, DayField, WallField, needed, said
from tracker.clinician.words import LANGUAGES

ANOTHER = "another"


class PatientForm(forms.Form):
    """Who a new patient is."""

    given_name = forms.CharField(
        label="Given name", max_length=100, error_messages=needed("Write the given name, as on the record.")
    )
    family_name = forms.CharField(label="Family name", max_length=100, required=False)
    birth_date = DayField(label="Birth date", error_messages=needed("Write the birth date."))
    language = forms.ChoiceField(label="Language of the pages", choices=list(LANGUAGES.items()))
    time_zone = forms.CharField(
        label="Time zone",
        max_length=64,
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
        help_text="Where the patient lives now. Days and reminders follow it.",
        error_messages=needed("Choose the time zone."),
    )
    email = forms.EmailField(
        label="Email for the invitation",
        required=False,
        max_length=254,
        error_messages={"invalid": "This is no email address; write one such as name@example.org."},
        help_text="Two patients may share one. Without it you can invite later.",
    )
    another = forms.BooleanField(label="This is another person", required=False)

    def __init__(self, *args: Any, alike: list[Patient], **kwargs: Any) -> None:
        """Where the practice has somebody alike, it is to be said that this is another person."""
        super().__init__(*args, **kwargs)
        if not alike:
            del self.fields["another"]

    def clean_time_zone(self) -> str:
        """A zone of the tz database."""
        zone = str(self.cleaned_data["time_zone"])
        if zone not in zoneinfo.available_timezones():
            raise forms.ValidationError("This is no time zone that is known here; choose one such as America/Chicago.")
        return zone

    def clean(self) -> dict[str, Any]:
        """Somebody alike is confirmed to be another."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "another" in self.fields and not cleaned.get("another"):
            self.add_error(
                "another", "Somebody alike is in your practice already (above). Open that record, or tick this box."
            )
        return cleaned


class InviteForm(forms.Form):
    """To which mailbox the patient's codes go."""

    email = forms.EmailField(
        label="Email for the invitation",
        max_length=254,
        error_messages={
            "required": "Write the email address that the patient's codes go to.",
            "invalid": "This is no email address; write one such as name@example.org.",
        },
    )


class PracticeForm(forms.Form):
    """What a manager sets: each field is a column of the practice."""

    name = forms.CharField(label="Name", max_length=200, error_messages=needed("Write the practice's name."))
    phone = forms.CharField(label="Phone", max_length=40, error_messages=needed("Write the phone number."))
    out_of_hours_phone = forms.CharField(
        label="Number for out of hours",
        max_length=40,
        error_messages=needed("Write the number for out of hours."),
    )
    hours = said(
        "Hours",
        rows=2,
        max_length=500,
        help_text="When you read what patients send, and when you are open.",
        error_messages=needed("Write your hours."),
    )
    answer_promise = said(
        "What you promise on a talk request",
        rows=2,
        max_length=500,
        required=False,
        help_text="Such as: a nurse will call you by the end of the next day. Leave it empty to promise nothing.",
    )
    address = said("Address", rows=2, max_length=500, required=False)
    country = forms.RegexField(
        r"^[A-Z]{2}$",
        label="Country, two letters",
        error_messages={
            **needed("Write the country, such as US."),
            "invalid": "Write two capital letters, such as US.",
        },
    )
    time_zone = forms.CharField(
        label="Time zone",
        max_length=64,
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
        error_messages=needed("Choose the time zone."),
    )
    day_boundary = WallField(
        label="A medication day begins at",
        help_text="04:00 unless you say otherwise. It holds from each course's next revision.",
        error_messages=needed("Write when a medication day begins, such as 04:00."),
    )
    digest_hour = WallField(
        label="The daily digest goes out at", error_messages=needed("Write an hour, such as 07:30.")
    )
    emergency_number = forms.CharField(
        label="Emergency number", max_length=40, error_messages=needed("Write the emergency number.")
    )
    crisis_line = forms.CharField(label="Crisis line", max_length=40, required=False)
    poison_line = forms.CharField(label="Poison line", max_length=40, required=False)
    escalation_after_hours = AmountField(
        label="A high flag is escalated after, hours",
        help_text="24 at most; you can make it shorter.",
        error_messages=needed("Write hours, 24 at most."),
    )
    emergency_escalation_after_hours = AmountField(
        label="An emergency is escalated after, hours",
        help_text="1 at most; you can make it shorter.",
        error_messages=needed("Write hours, 1 at most."),
    )

    def clean_time_zone(self) -> str:
        """A zone of the tz database."""
        zone = str(self.cleaned_data["time_zone"])
        if zone not in zoneinfo.available_timezones():
            raise forms.ValidationError("This is no time zone that is known here; choose one such as America/Chicago.")
        return zone


def practice_form(practice: Practice) -> PracticeForm:
    """The form with what the practice has set."""
    return PracticeForm(initial={name: getattr(practice, name) for name in PracticeForm.base_fields})


class LimitForm(forms.Form):
    """The practice's own limit for a class."""

    medicine_class = forms.ChoiceField(label="Class")
    days = CountField(
        label="Most days of use in 365", least=1, required=False, help_text="Empty: what the catalogue says."
    )

    def __init__(self, *args: Any, classes: list[str], **kwargs: Any) -> None:
        """Offer the classes of the catalogue."""
        super().__init__(*args, **kwargs)
        self.fields["medicine_class"].choices = [(name, name) for name in classes]  # type: ignore[attr-defined]


class DeactivateForm(forms.Form):
    """Who takes over the courses of somebody who leaves."""

    successor = forms.ChoiceField(label="Who takes over their courses", required=False)

    def __init__(self, *args: Any, others: list[tuple[str, str]], required: bool, **kwargs: Any) -> None:
        """Offer the other active prescribers."""
        super().__init__(*args, **kwargs)
        field = self.fields["successor"]
        field.choices = [("", "Choose a prescriber"), *others]  # type: ignore[attr-defined]
        field.required = required
        field.error_messages["required"] = "A course always has one active prescriber: choose who takes over."
