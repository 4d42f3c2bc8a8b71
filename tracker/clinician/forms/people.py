"""Patients and the practice."""

import zoneinfo
from typing import Any

from django import forms

from courses.models import Patient, Practice
from courses.models.people import FEWEST_MONTHS, MOST_MONTHS
from notifications.channels.sms.numbers import WrongNumber, number_of
from notifications.channels.sms.sending import is_on
from tracker.accounts.models import BoundTo
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


WRONG_NUMBERS = {
    "unreadable": "This is no phone number; write all of it, such as 202-555-0143.",
    "region": "Texts go only to numbers of your own country.",
    "no_texts": "This number takes no texts; write that of a cell phone.",
}


class InviteForm(forms.Form):
    """What is asked of whoever holds the link: a code sent to their mailbox or number or, face to face, the birth date.

    A number is offered where the practice sends texts, and read as one of its country.
    """

    bound_to = forms.ChoiceField(
        label="To come in, the patient needs",
        choices=[
            (BoundTo.MAILBOX.value, "a code, sent by email: for 7 days"),
            (BoundTo.BIRTH_DATE.value, "the birth date: for 60 minutes, if you sit together now"),
        ],
        initial=BoundTo.MAILBOX.value,
        required=False,
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(
        label="Email for the invitation",
        max_length=254,
        required=False,
        help_text="Where the code goes. With the birth date you need none.",
        error_messages={"invalid": "This is no email address; write one such as name@example.org."},
    )

    number = forms.CharField(
        label="Cell phone number for the invitation",
        max_length=40,
        required=False,
        help_text="Where the code goes by text. The patient agrees to get texts by asking for it.",
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, practice: Practice | None = None, **kwargs: Any) -> None:
        """For a patient of this practice."""
        super().__init__(*args, **kwargs)
        self._country = practice.country if practice is not None else ""
        self.sends_texts = practice is not None and is_on(practice.pk)
        if self.sends_texts:
            kinds = self.fields["bound_to"].choices  # type: ignore[attr-defined]
            kinds.insert(1, (BoundTo.NUMBER.value, "a code, sent by text: for 7 days"))
            self.fields["bound_to"].choices = kinds  # type: ignore[attr-defined]
        else:
            del self.fields["number"]

    def clean_number(self) -> str:
        """As E.164."""
        typed: str = self.cleaned_data["number"]
        try:
            return number_of(typed, self._country) if typed.strip() else ""
        except WrongNumber as wrong:
            raise forms.ValidationError(WRONG_NUMBERS[wrong.code]) from None

    def clean_bound_to(self) -> BoundTo:
        """A code by email, unless said otherwise."""
        return BoundTo(self.cleaned_data["bound_to"] or BoundTo.MAILBOX)

    def clean(self) -> dict[str, Any]:
        """A code needs its mailbox."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        by_mail = told.get("bound_to") == BoundTo.MAILBOX
        if by_mail and not told.get("email") and "email" not in self.errors:
            self.add_error("email", "Write the email address that the patient's codes go to.")
        by_text = told.get("bound_to") == BoundTo.NUMBER
        if by_text and not told.get("number") and "number" not in self.errors:
            self.add_error("number", "Write the number that the patient's codes go to.")
        return told


class NoteForm(forms.Form):
    """A free note on a patient."""

    text = said(
        "A note",
        rows=3,
        max_length=2000,
        help_text="For the clinicians of your practice. Neither the patient nor a helper is ever shown it.",
        error_messages=needed("Write the note."),
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
    hours_in_spanish = said(
        "Hours, in Spanish",
        rows=2,
        max_length=500,
        required=False,
        help_text="For patients who read Spanish. Left empty, they see your hours as they stand above.",
    )
    answer_promise_in_spanish = said(
        "What you promise on a talk request, in Spanish",
        rows=2,
        max_length=500,
        required=False,
        help_text="Left empty, they read that the practice will see it, and that they can call to talk sooner.",
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
    messages_kept_months = CountField(
        label="Messages are kept for, months",
        least=FEWEST_MONTHS,
        most=MOST_MONTHS,
        required=False,
        help_text=f"Reminders, messages and whether they arrived; {FEWEST_MONTHS} to {MOST_MONTHS}. What is older is "
        "deleted within the hour, for good. Left empty, nothing is. What patients logged, flags and decisions always "
        "stay.",
    )

    demands_second_factor = forms.BooleanField(
        label="Ask staff for a second step when they sign in",
        required=False,
        help_text="A code from an app, or a security key. Who has none yet sets it up before anything else.",
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
