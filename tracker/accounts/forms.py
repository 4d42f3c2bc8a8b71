"""What a patient types to come in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.accounts.codes import DIGITS
from tracker.accounts.sessions import Place


class AddressForm(forms.Form):
    """The mailbox that a code is to go to."""

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


class CodeForm(forms.Form):
    """The code, and whose phone it is."""

    code = forms.CharField(
        label=_("The 6-digit code from the email"),
        max_length=40,
        error_messages={"required": _("Type the code from the email.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
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

    def clean_code(self) -> str:
        """The digits, however they were spaced."""
        typed: Any = self.cleaned_data["code"]
        digits = "".join(sign for sign in typed if sign in "0123456789")
        if len(digits) != DIGITS:
            raise forms.ValidationError(_("The code has 6 digits."))
        return digits
