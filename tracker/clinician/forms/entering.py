"""Entering a course: the course, and what is asked before it."""

from typing import Any

from django import forms

from courses.models import ActivityKind, Known, Medicine
from tracker.clinician.forms.fields import AmountField, CountField, DayField, needed, said
from tracker.clinician.words import ACTIVITIES, KNOWN, RISK_FACTORS

ACTIVITY_ROWS = 3


class CourseForm(forms.Form):
    """What is prescribed, but for the steps, which are a grid of their own."""

    medicine = forms.ModelChoiceField(
        label="Medicine",
        queryset=Medicine.objects.none(),
        empty_label="Choose a medicine",
        error_messages={"required": "Choose a medicine.", "invalid_choice": "Choose a medicine from the list."},
    )
    strength = forms.CharField(
        label="Strength",
        max_length=60,
        help_text="As on the pack: 350 mg tablet. The unit is its last word; mg follow from it.",
        error_messages=needed("Write the strength, such as 350 mg tablet."),
    )
    indication = forms.CharField(label="For", max_length=500, required=False, help_text="Such as low-back strain.")
    first_day = DayField(
        label="First day", error_messages=needed("Write the first day: today or later."), help_text="Today or later."
    )
    supply = AmountField(
        label="Supply handed out", required=False, help_text="In units; leave it empty if it is not known."
    )
    instructions = said("Words for the patient", rows=2, required=False, max_length=2000)
    enhanced_monitoring = forms.BooleanField(
        label="Enhanced monitoring",
        required=False,
        help_text="A check-in on days 3, 6, 9 and so on, and each message about the end one day earlier.",
    )

    def __init__(self, *args: Any, medicines: Any, **kwargs: Any) -> None:
        """Offer these medicines: the catalogue's and the practice's own."""
        super().__init__(*args, **kwargs)
        field = self.fields["medicine"]
        field.queryset = medicines  # type: ignore[attr-defined]
        field.label_from_instance = medicine_label  # type: ignore[attr-defined]


def medicine_label(medicine: Medicine) -> str:
    """Its name and brands, and whether it is the practice's own."""
    brands = f" ({', '.join(medicine.brands)})" if medicine.brands else ""
    own = ", your practice's own" if medicine.is_own else ""
    return f"{medicine.code}{brands}{own}"


class AssessmentForm(forms.Form):
    """What the prescriber asked before starting."""

    risk_factors = forms.MultipleChoiceField(
        label="Risk factors",
        choices=list(RISK_FACTORS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other_medicines = forms.MultipleChoiceField(
        label="Other medicines, by the catalogue's names and classes",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text="These are matched by the checks. Hold Ctrl to choose several.",
    )
    other_medicines_text = said(
        "Other medicines, in words", rows=2, required=False, max_length=2000, help_text="Shown; no check reads it."
    )
    allergies_text = said(
        "Allergies and conditions", rows=2, required=False, max_length=2000, help_text="Shown; no check reads it."
    )
    work_needs_alertness = forms.ChoiceField(label="Drives, or works with machines", choices=KNOWN)
    liver_disease = forms.ChoiceField(label="Liver disease", choices=KNOWN)
    kidney_disease = forms.ChoiceField(label="Kidney disease", choices=KNOWN)
    pregnancy = forms.ChoiceField(label="Pregnant or breast-feeding", choices=KNOWN)

    def __init__(self, *args: Any, catalogue: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the catalogue's names and classes."""
        kwargs.setdefault("initial", dict.fromkeys(KNOWN_FIELDS, Known.NOT_ASKED))
        super().__init__(*args, **kwargs)
        self.fields["other_medicines"].choices = catalogue  # type: ignore[attr-defined]


KNOWN_FIELDS = ("work_needs_alertness", "liver_disease", "kidney_disease", "pregnancy")


class DrugScreenForm(forms.Form):
    """The single-item drug screen: kept apart, for prescribers alone."""

    times = CountField(
        label=(
            "In the past year, how often was an illegal drug used, or a prescription medicine for other than medical"
            " reasons?"
        ),
        required=False,
        help_text="A number of times; leave it empty if it was not asked. 1 or more is positive (Smith 2010).",
    )


class BriefingForm(forms.Form):
    """That the patient is to get the briefing."""

    brief = forms.BooleanField(
        label="Give this briefing to the patient; they confirm on their phone that they read it",
        required=False,
        initial=True,
    )


class ActivityForm(forms.Form):
    """One part of the care besides the medicine; an empty row is no activity."""

    kind = forms.ChoiceField(label="Kind", choices=list(ACTIVITIES.items()), required=False)
    text = forms.CharField(label="What", max_length=500, required=False)
    on = DayField(label="Day, for a visit", required=False)

    def clean(self) -> dict[str, Any]:
        """A day without words is no activity."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("on") and not cleaned.get("text"):
            self.add_error("text", "Write what happens on that day.")
        if cleaned.get("kind") and cleaned["kind"] not in ActivityKind.values:
            self.add_error("kind", "Choose one of the list.")
        return cleaned


def activity_forms(data: Any = None) -> list[ActivityForm]:
    """A few rows for activities."""
    return [ActivityForm(data, prefix=f"activity-{n}", use_required_attribute=False) for n in range(ACTIVITY_ROWS)]
