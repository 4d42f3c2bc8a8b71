"""What a patient types to come in."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.validators import validate_email
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.channels.sms.numbers import WrongNumber, number_of
from notifications.channels.sms.sending import countries
from tracker.accounts.codes import DIGITS
from tracker.accounts.sessions import Place


class AddressForm(forms.Form):
    """The mailbox that a code is to go to; with numbers, it may be one, too: then `number` is it, as E.164."""

    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_("The one that you gave to your practice."),
        max_length=254,
        error_messages={
            "required": _("Type your email address."),
            "invalid": _("This does not look like an email address. It needs an @ and a dot."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def __init__(self, *args: Any, with_numbers: bool = False, **kwargs: Any) -> None:
        """Of mailboxes alone unless told otherwise."""
        super().__init__(*args, **kwargs)
        self.number = ""
        if with_numbers:
            self.fields["email"] = forms.CharField(
                label=_("Your email address or cell phone number"),
                help_text=_("The one that you gave to your practice."),
                max_length=254,
                error_messages={"required": _("Type your email address or phone number.")},
                widget=forms.TextInput(attrs={"autocomplete": "username"}),
            )

    def clean_email(self) -> str:
        """A mailbox as it is; a number is read as one of any country whose practices send texts."""
        typed: str = self.cleaned_data["email"]
        if "@" in typed:
            return self._mailbox(typed.strip())
        for country in countries():
            try:
                self.number = number_of(typed, country)
            except WrongNumber:
                continue
            return typed
        raise forms.ValidationError(_("This looks like neither an email address nor a phone number."))

    def _mailbox(self, typed: str) -> str:
        try:
            validate_email(typed)
        except forms.ValidationError:
            wrong = _("This does not look like an email address. It needs an @ and a dot.")
            raise forms.ValidationError(wrong) from None
        return typed


class NumberForm(forms.Form):
    """The number that texts are to go to."""

    WRONG: ClassVar[dict[str, Promise]] = {
        "unreadable": _("This does not look like a phone number. Type all of it, with the area code."),
        "region": _("We can send texts only to numbers of this country."),
        "no_texts": _("This number cannot get texts. Type the number of a cell phone."),
    }

    number = forms.CharField(
        label=_("Your cell phone number"),
        help_text=_("With the area code."),
        max_length=40,
        error_messages={"required": _("Type your phone number.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )


class _WhosePhone(forms.Form):
    """Whose phone it is."""

    shared = forms.ChoiceField(
        label=_("Is this a shared phone?"),
        help_text=_("On a shared phone we sign you out after 15 minutes."),
        choices=[
            (Place.OWN_PHONE.value, _("No, only I use it")),
            (Place.SHARED_PHONE.value, _("Yes, others use it too")),
        ],
        error_messages={"required": _("Choose one, so that we know when to sign you out.")},
        widget=forms.RadioSelect,
    )


class OnlyCodeForm(forms.Form):
    """The code from a mail."""

    code = forms.CharField(
        label=_("The 6-digit code from the email"),
        max_length=40,
        error_messages={"required": _("Type the code from the email.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, by_sms: bool = False, **kwargs: Any) -> None:
        """With words for a code from a text where it came so."""
        super().__init__(*args, **kwargs)
        if by_sms:
            self.fields["code"].label = _("The 6-digit code from the text")
            self.fields["code"].error_messages["required"] = _("Type the code from the text.")

    def clean_code(self) -> str:
        """The digits, however they were spaced."""
        typed: Any = self.cleaned_data["code"]
        digits = "".join(sign for sign in typed if sign in "0123456789")
        if len(digits) != DIGITS:
            raise forms.ValidationError(_("The code has 6 digits."))
        return digits


class CodeForm(OnlyCodeForm, _WhosePhone):
    """The code, and whose phone it is."""

    field_order = ("code", "shared")


class BirthDateForm(_WhosePhone):
    """The birth date in three parts, as a calendar to leaf through back to 1952 helps nobody; and whose phone it is."""

    month = forms.TypedChoiceField(
        label=_("Month"),
        choices=[("", _("Choose")), *MONTHS.items()],
        coerce=int,
        error_messages={"required": _("Choose the month.")},
        widget=forms.Select(attrs={"autocomplete": "bday-month"}),
    )
    day = forms.IntegerField(
        label=_("Day"),
        min_value=1,
        max_value=31,
        error_messages={
            "required": _("Type the day."),
            "invalid": _("Type the day as a number, for example 4."),
            "min_value": _("A day is a number from 1 to 31."),
            "max_value": _("A day is a number from 1 to 31."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-day"}),
    )
    year = forms.IntegerField(
        label=_("Year"),
        min_value=1880,
        max_value=9999,
        error_messages={
            "required": _("Type the year."),
            "invalid": _("Type the year as a number, for example 1952."),
            "min_value": _("Type the year with 4 digits, for example 1952."),
            "max_value": _("Type the year with 4 digits, for example 1952."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
    )
    field_order = ("month", "day", "year", "shared")

    def clean(self) -> dict[str, Any]:
        """The three parts make a date, under `birth_date`."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if {"month", "day", "year"} <= told.keys():
            try:
                told["birth_date"] = date(told["year"], told["month"], told["day"])
            except ValueError:
                self.add_error("day", _("This month has no such day."))
        return told
