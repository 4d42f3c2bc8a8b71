"""A template of the practice, and which strength may be halved."""

from collections.abc import Sequence
from typing import Any

from django import forms

from courses.models import CourseTemplate, Medicine
from courses.models.regimens import LONGEST_TEMPLATE_NAME
from tracker.clinician.forms.entering import MedicineField
from tracker.clinician.forms.fields import AmountField, needed, said


def _medicine_field(list_id: str) -> MedicineField:
    return MedicineField(
        label="Medicine",
        max_length=120,
        widget=forms.TextInput(attrs={"list": list_id, "autocomplete": "off"}),
        help_text="A name, a brand or an RxNorm code.",
        error_messages=needed("Write the medicine's name."),
    )


class TemplateForm(forms.Form):
    """A template, but for its steps, which are a grid of their own."""

    name = forms.CharField(
        label="Name",
        max_length=LONGEST_TEMPLATE_NAME,
        help_text="What prescribers choose it by, such as Back strain, a week.",
        error_messages=needed("Write a name."),
    )
    medicine = _medicine_field("medicines")
    strength = forms.CharField(
        label="Strength",
        max_length=60,
        help_text="As on the pack: 350 mg tablet.",
        error_messages=needed("Write the strength, such as 350 mg tablet."),
    )
    indication = forms.CharField(label="For", max_length=500, required=False)
    supply = AmountField(label="Supply handed out", required=False, help_text="In units; it may stay empty.")
    instructions = said("Words for the patient", rows=2, required=False, max_length=2000)

    def __init__(self, *args: Any, medicines: Sequence[Medicine], **kwargs: Any) -> None:
        """Take these medicines."""
        super().__init__(*args, **kwargs)
        self.fields["medicine"].medicines = medicines  # type: ignore[attr-defined]


def initial_of(template: CourseTemplate) -> dict[str, Any]:
    """What stands in the form of a template that is there."""
    names = ("name", "strength", "indication", "supply", "instructions")
    return {"medicine": template.medicine.code, **{name: getattr(template, name) for name in names}}


class HalvesForm(forms.Form):
    """A strength of which the practice lets a unit be halved, or not any more."""

    medicine = _medicine_field("medicines")
    strength = forms.CharField(
        label="Strength",
        max_length=60,
        help_text="As it is written with a course: 350 mg tablet.",
        error_messages=needed("Write the strength, such as 350 mg tablet."),
    )
    take_back = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, medicines: Sequence[Medicine], **kwargs: Any) -> None:
        """Take these medicines."""
        super().__init__(*args, **kwargs)
        self.fields["medicine"].medicines = medicines  # type: ignore[attr-defined]
