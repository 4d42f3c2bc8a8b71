"""Staff: who joins, what they do, who takes over."""

from typing import Any

from django import forms

from courses.access import Role
from tracker.clinician.forms.fields import needed

ROLES = [
    (Role.PRESCRIBER.value, "Prescriber: enters and changes courses"),
    (Role.REVIEWER.value, "Reviewer: reads, acknowledges, answers"),
    (Role.MANAGER.value, "Manager: staff and the practice's settings"),
]


class RolesForm(forms.Form):
    """What somebody does."""

    roles = forms.TypedMultipleChoiceField(
        label="What they do",
        choices=ROLES,
        coerce=Role,
        widget=forms.CheckboxSelectMultiple,
        error_messages=needed("A staff member has at least one role: choose one or more."),
    )
    takes_escalations = forms.BooleanField(
        label="Escalations go to them",
        required=False,
        help_text="What nobody saw in time. While it is nobody's, escalations go to the managers.",
    )


class ColleagueForm(RolesForm):
    """Somebody who joins."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="As patients know them, such as Dr. Vega.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages=needed("Write the name."),
    )
    email = forms.EmailField(
        label="Their own email address",
        max_length=254,
        help_text="The link to set a password goes there; so do messages, once it is set. Check it twice.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            **needed("Write their email address."),
            "invalid": "This is no email address; write one such as name@example.org.",
        },
    )
    field_order = ("name", "email", "roles", "takes_escalations")


class ReturnForm(RolesForm):
    """Somebody who comes back; the account and its address are those of before."""

    name = forms.CharField(
        label="Name", max_length=200, help_text="As patients know them.", error_messages=needed("Write the name.")
    )
    field_order = ("name", "roles", "takes_escalations")


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


class HandOverForm(DeactivateForm):
    """Who takes over the courses of somebody who stays."""

    reason = forms.CharField(
        label="Why",
        max_length=1000,
        required=False,
        help_text="It stands on each course's page, such as: on leave until June.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
