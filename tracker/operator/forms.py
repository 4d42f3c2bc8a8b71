from django import forms

from notifications.dead_letters import LONGEST_WHY
from notifications.models import OperatorDeed


class WhyForm(forms.Form):
    """Why an operator does something; it is kept with who and when."""

    why = forms.CharField(label="Why", max_length=LONGEST_WHY, help_text="Kept with your name. No personal data.")


class SettleForm(WhyForm):
    """What is to be done with a dead letter; the button that was pressed says what."""

    what = forms.ChoiceField(choices=OperatorDeed.What.choices, widget=forms.HiddenInput)


class PileForm(SettleForm):
    """The same, with all of one channel that ended alike."""

    channel = forms.CharField(widget=forms.HiddenInput, max_length=16)
    reason = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False, strip=False)
    before = forms.DateTimeField(widget=forms.HiddenInput)
