"""What the phone's pages send. Forms only parse; what is wrong for the record, the actions say."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from courses import inputs
from courses.errors import WrongInput
from courses.models import Language
from courses.rules.days import instant_of
from courses.rules.facts import EMERGENCY_SYMPTOMS
from tracker.look.say import Say
from tracker.patient.words import DROWSINESS, EMERGENCIES, SYMPTOMS, USE_AFTER, USE_IN_COURSE

LONGEST_LINE = 1000
WORST_PAIN = 10
NONE_OF_THESE = "none"


class DoseForm(forms.Form):
    """A dose as a button sends it: now, at its slot's own time (about), or at an instant that was said before."""

    id = forms.UUIDField()
    course = forms.UUIDField()
    amount = forms.DecimalField(max_digits=10, decimal_places=4, min_value=Decimal("0.0001"), max_value=1000)
    when = forms.ChoiceField(choices=[("now", ""), ("about", ""), ("at", "")])
    slot_day = forms.DateField(required=False)
    slot_wall = forms.RegexField(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", required=False)
    at = forms.CharField(required=False, max_length=40)
    about = forms.BooleanField(required=False)
    said = forms.CharField(required=False, max_length=200)

    def clean_at(self) -> datetime | None:
        """The instant; one without an offset tells nobody which it is."""
        told: str = self.cleaned_data["at"]
        if not told:
            return None
        try:
            return inputs.instant("at", datetime.fromisoformat(told))
        except (ValueError, OverflowError, WrongInput):
            raise forms.ValidationError("at") from None


class HowManyForm(forms.Form):
    """How many were taken. No amount stands there before one is typed."""

    amount = forms.DecimalField(
        label=_("How many did you take?"),
        help_text=_("For example 1 or 0.5"),
        max_digits=10,
        decimal_places=4,
        min_value=Decimal("0.0001"),
        max_value=1000,
        error_messages={
            "required": _("Type how many you took."),
            "invalid": _("Type a number, for example 1 or 0.5."),
            "min_value": _("Type a number above 0."),
            "max_value": _("This number is too large. Type how many you took."),
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        # A comma is how half the world writes a half.
        if data is not None and "amount" in data:
            data = data.copy()
            data["amount"] = data["amount"].replace(",", ".").replace("½", ".5")
        super().__init__(data, **kwargs)


class WhenForm(forms.Form):
    """When a dose was taken: today or yesterday, at a wall time."""

    day = forms.ChoiceField(label=_("Which day?"), widget=forms.RadioSelect)
    time = forms.TimeField(
        label=_("What time?"),
        error_messages={"required": _("Choose the time."), "invalid": _("Type a time, for example 14:30.")},
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, data: Any = None, *, say: Say, now: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.zone = say.zone
        local = say.local(now)
        days = [local.date(), local.date() - timedelta(days=1)]
        field = self.fields["day"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
        field.choices = [(day.isoformat(), say.near_day(day, local.date()).capitalize()) for day in days]
        self.initial.setdefault("day", days[0].isoformat())

    @property
    def taken_at(self) -> datetime:
        """The instant of the day and the wall time, in the patient's zone."""
        wall: time = self.cleaned_data["time"]
        return instant_of(date.fromisoformat(self.cleaned_data["day"]), wall, self.zone)


class CheckInForm(forms.Form):
    """All answers of a check-in, each of which may be missing; every step of it carries those of the others."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    pain = forms.TypedChoiceField(
        label=_("How bad is your pain now?"),
        help_text=_("0 is no pain. 10 is the worst pain you can think of."),
        choices=[(n, str(n)) for n in range(WORST_PAIN + 1)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    drowsiness = forms.TypedChoiceField(
        label=_("How sleepy are you by day?"),
        choices=list(DROWSINESS.items()),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    use = forms.ChoiceField(
        label=_("How do you use this medicine now?"),
        help_text=_("Any true answer helps. Your practice will see it."),
        required=False,
        widget=forms.RadioSelect,
    )
    line = forms.CharField(
        label=_("Anything you want to say?"),
        help_text=_("You can leave this empty."),
        max_length=LONGEST_LINE,
        required=False,
        error_messages={"max_length": _("This is very long. Please say it in fewer words.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    symptoms = forms.MultipleChoiceField(
        label=_("Have you felt any of these?"),
        choices=[*SYMPTOMS.items(), (NONE_OF_THESE, _("None of these"))],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, after_the_end: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        use = self.fields["use"]
        assert isinstance(use, forms.ChoiceField)  # noqa: S101 (declared above)
        use.choices = list((USE_AFTER if after_the_end else USE_IN_COURSE).items())

    def clean_symptoms(self) -> list[str]:
        """The symptoms named; "none of these" names none and excludes the others."""
        named: list[str] = self.cleaned_data["symptoms"]
        return [] if NONE_OF_THESE in named else named


class EmergencyForm(forms.Form):
    """One emergency symptom, one tap."""

    id = forms.UUIDField()
    symptom = forms.ChoiceField(choices=[(name, EMERGENCIES[name]) for name in sorted(EMERGENCY_SYMPTOMS)])


class TalkForm(forms.Form):
    """A line to say what is on one's mind."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    line = forms.CharField(
        label=_("What is on your mind?"),
        help_text=_("You can leave this empty."),
        max_length=LONGEST_LINE,
        required=False,
        error_messages={"max_length": _("This is very long. Please say it in fewer words.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SettingsForm(forms.Form):
    """What a patient chooses about messages."""

    message_hour = forms.TimeField(
        label=_("When may messages come that are not about a dose?"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_start = forms.TimeField(label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_end = forms.TimeField(
        label=_("Quiet until"),
        help_text=_("Dose reminders still come. The same time twice means no quiet hours."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    follow_up = forms.BooleanField(label=_("Ask me once more, 1 hour after a dose that I did not log"), required=False)


class FirstLanguageForm(forms.Form):
    """The language of the pages."""

    language = forms.ChoiceField(choices=Language.choices)


class FirstHourForm(forms.Form):
    """The hour for messages that are not about a dose."""

    message_hour = forms.TimeField()


class FirstQuietForm(forms.Form):
    """Quiet hours, both ends."""

    quiet_start = forms.TimeField(label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_end = forms.TimeField(
        label=_("Quiet until"),
        help_text=_("Dose reminders still come. The same time twice means no quiet hours."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


class HelperForm(forms.Form):
    """Whom to ask for help, and until which day."""

    name = forms.CharField(
        label=_("Their name"),
        max_length=100,
        error_messages={"required": _("Type the name of the person."), "max_length": _("This name is very long.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Their email address"),
        max_length=254,
        error_messages={
            "required": _("Type their email address."),
            "invalid": _("This does not look like an email address. It needs an @ and a dot."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    until = forms.DateField(
        label=_("Until which day?"),
        help_text=_("Leave it empty: until you take it back."),
        required=False,
        error_messages={"invalid": _("Choose a day, or leave this empty.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = today

    def clean_until(self) -> date | None:
        """Today, or a day to come; within ten years, as what follows reckons with it."""
        until: date | None = self.cleaned_data["until"]
        if until is not None and not self.today <= until <= self.today + timedelta(days=3650):
            raise forms.ValidationError(_("Choose today or a day to come."))
        return until


class ZoneForm(forms.Form):
    """The zone to move to."""

    time_zone = forms.CharField(label=_("Time zone"), max_length=64)


def valid_uuid(value: str) -> UUID | None:
    """The id in a text, None where it is none."""
    try:
        return UUID(value)
    except ValueError:
        return None
