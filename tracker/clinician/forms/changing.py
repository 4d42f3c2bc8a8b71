"""Changing a course, and answering what asks for somebody."""

from datetime import date
from typing import Any

from django import forms

from courses.rules.facts import Decision, Outcome
from tracker.clinician.forms.fields import AmountField, CountField, DayField, needed, said
from tracker.clinician.words import DECISIONS, OUTCOMES


class AcknowledgeForm(forms.Form):
    """That a flag was seen; not before a date, if one is named."""

    note = said("Note", required=False, max_length=2000, help_text="What was done or decided. It is kept.")
    until = DayField(
        label="Not again before",
        required=False,
        help_text="At most 7 days ahead. A rise in severity opens it before that.",
    )

    def __init__(self, *args: Any, emergency: bool, **kwargs: Any) -> None:
        """An emergency is offered no date."""
        super().__init__(*args, **kwargs)
        if emergency:
            del self.fields["until"]


class AnswerForm(forms.Form):
    """How a talk request was answered."""

    outcome = forms.ChoiceField(
        label="What happened",
        choices=[(outcome.value, OUTCOMES[outcome]) for outcome in Outcome],
        widget=forms.RadioSelect,
        error_messages=needed("Choose what happened."),
    )
    note = said("Note", required=False, max_length=2000)


class PlanForm(forms.Form):
    """The plan for the end, as far as it is a word; a taper or an extension is made by doing it."""

    decision = forms.ChoiceField(
        label="What is planned",
        choices=[(decision.value, DECISIONS[decision]) for decision in Decision],
        widget=forms.RadioSelect,
        error_messages=needed("Choose what is planned."),
    )
    by_day = DayField(label="See the patient by", required=False, help_text="Up to the last day.")
    note = said("Note", required=False, max_length=2000)

    def clean(self) -> dict[str, Any]:
        """A day goes with seeing the patient, and with nothing else."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        _plan_and_day(self, cleaned, cleaned.get("decision"))
        return cleaned


class StepsForm(forms.Form):
    """What goes with new steps: why, and the plan for the new end."""

    reason = said("Why", rows=2, max_length=1000, error_messages=needed("Write why."))
    plan = forms.ChoiceField(
        label="Plan for the new end",
        choices=[("", "Not decided yet"), *((decision.value, DECISIONS[decision]) for decision in Decision)],
        required=False,
    )
    by_day = DayField(label="See the patient by", required=False, help_text="Up to the new last day.")

    def __init__(self, *args: Any, plan_required: bool, **kwargs: Any) -> None:
        """An extension asks for the plan."""
        super().__init__(*args, **kwargs)
        plan = self.fields["plan"]
        plan.required = plan_required
        plan.error_messages["required"] = "An extension needs the plan for the new end: choose it."
        if plan_required:
            plan.choices = [("", "Choose"), *plan.choices[1:]]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A day goes with seeing the patient, and with nothing else."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        _plan_and_day(self, cleaned, cleaned.get("plan"))
        return cleaned


class StopForm(forms.Form):
    """Why a course is stopped, and what the patient was told."""

    reason = said("Why it is stopped", max_length=1000, error_messages=needed("Write why it is stopped."))
    told = said("What the patient was told about stopping", required=False, max_length=2000)

    def __init__(self, *args: Any, risk: bool, **kwargs: Any) -> None:
        """With abrupt-stop risk the telling is asked for."""
        super().__init__(*args, **kwargs)
        told = self.fields["told"]
        told.required = risk
        told.error_messages["required"] = "Stopping this medicine suddenly is a risk: write what the patient was told."


class CancelForm(forms.Form):
    """Why a course is taken back before its first dose."""

    reason = said("Why it is cancelled", required=False, max_length=1000)


class CloseForm(forms.Form):
    """Why the watch over a course ends."""

    reason = said("Why the watch ends", required=False, max_length=1000)

    def __init__(self, *args: Any, reason_required: bool, **kwargs: Any) -> None:
        """Within 14 days of the last day a reason is asked for."""
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.required = reason_required
        reason.error_messages["required"] = "The last day was 14 days ago or less: write why the watch ends early."


class DispenseForm(forms.Form):
    """Units handed out."""

    units = AmountField(label="Units handed out", error_messages=needed("Write how many units."))
    on = DayField(label="On", required=False, help_text="Today, if left empty.")
    days = CountField(label="For how many days", least=1, required=False)


def _plan_and_day(form: forms.Form, cleaned: dict[str, Any], decision: str | None) -> None:
    by_day: date | None = cleaned.get("by_day")
    if decision == Decision.SEE_PATIENT and by_day is None and "by_day" not in form.errors:
        form.add_error("by_day", "Write the day by which the patient is to be seen, up to the last day.")
    elif decision == Decision.STOP_AS_PLANNED and by_day is not None:
        form.add_error("by_day", "A plan to stop as planned names no day: empty it, or choose See the patient.")
    elif not decision and by_day is not None:
        form.add_error("by_day", "A day needs the plan to see the patient: choose it, or empty the day.")
