"""Entering a course: the course, and what is asked before it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from courses.catalogue.search import named_medicine, search_medicines
from courses.models import ActivityKind, Known, Medicine
from courses.rules.entry_checks.medicine import folded
from tracker.accounts.models import BoundTo
from tracker.clinician.forms.fields import AmountField, CountField, DayField, needed, said
from tracker.clinician.forms.people import InviteForm
from tracker.clinician.words import ACTIVITIES, KNOWN, RISK_FACTORS

ACTIVITY_ROWS = 3


class MedicineField(forms.CharField):
    """A medicine by its whole name, a brand, its RxNorm code, or (from the list of those found) its key."""

    medicines: Sequence[Medicine] = ()

    def clean(self, value: Any) -> Any:
        """The medicine. A part of a name chooses none: those it finds are offered."""
        typed = super().clean(value)
        for medicine in self.medicines:
            if str(medicine.pk) == typed:
                return medicine
        named = named_medicine(self.medicines, typed)
        if named is not None:
            return named
        if search_medicines(self.medicines, typed):
            raise forms.ValidationError("Choose one of those found, or write the whole name.", "several")
        raise forms.ValidationError(
            "Neither the catalogue nor your practice has a medicine with this name, brand or RxNorm code.", "unknown"
        )


class CourseForm(forms.Form):
    """What is prescribed, but for the steps, which are a grid of their own."""

    medicine = MedicineField(
        label="Medicine",
        max_length=120,
        help_text="A name, a brand or an RxNorm code.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages=needed("Write the medicine's name, a brand or its RxNorm code."),
    )
    strength = forms.CharField(
        label="Strength",
        max_length=60,
        help_text="As on the pack: 350 mg tablet. The unit is its last word; mg follow from it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages=needed("Write the strength, such as 350 mg tablet."),
    )
    indication = forms.CharField(
        label="For",
        max_length=500,
        required=False,
        help_text="Such as low-back strain.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
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

    def __init__(self, *args: Any, medicines: Sequence[Medicine], **kwargs: Any) -> None:
        """Take these medicines: the catalogue's and the practice's own."""
        super().__init__(*args, **kwargs)
        self.fields["medicine"].medicines = medicines  # type: ignore[attr-defined]


def medicine_label(medicine: Medicine) -> str:
    """Its name and brands, and whether it is the practice's own."""
    brands = f" ({', '.join(medicine.brands)})" if medicine.brands else ""
    own = ", your practice's own" if medicine.is_own else ""
    return f"{medicine.code}{brands}{own}"


class OtherMedicinesField(forms.CharField):
    """Other medicines and classes, parted by commas: each one the catalogue knows, as rules take it."""

    def __init__(self, **options: Any) -> None:
        """As any field; a text, or several of them."""
        options.setdefault("widget", SeveralTexts(attrs={"rows": 2, "spellcheck": "false"}))
        super().__init__(**options)
        self.terms: Mapping[str, str] = {}

    def clean(self, value: Any) -> Any:
        """The terms, each once. What the catalogue does not know is no term: it belongs in words, below."""
        typed = super().clean(value)
        told = [part for part in (part.strip() for part in PARTS.split(typed)) if part]
        unknown = [part for part in told if folded(part) not in self.terms]
        if unknown:
            raise forms.ValidationError(
                f"The catalogue does not know {', '.join(unknown)}. Choose one of those found, or write it in words.",
                "unknown",
            )
        return list(dict.fromkeys(self.terms[folded(part)] for part in told))


class SeveralTexts(forms.Textarea):
    """A text area that takes one text or several."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002 (Django's own signature)
        """All that was sent by this name, parted by commas."""
        sent = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
        return ", ".join(one for one in sent if one)


PARTS = re.compile(r"[;,\n]")


class AssessmentForm(forms.Form):
    """What the prescriber asked before starting."""

    risk_factors = forms.MultipleChoiceField(
        label="Risk factors",
        choices=list(RISK_FACTORS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other_medicines = OtherMedicinesField(
        label="Other medicines that the catalogue knows",
        max_length=4000,
        required=False,
        help_text="Names, brands or classes, parted by commas: oxycodone, Ativan, any opioid. The checks match these.",
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

    def __init__(self, *args: Any, terms: Mapping[str, str], **kwargs: Any) -> None:
        """Take these names and classes: what may be written, and the term that rules take."""
        kwargs.setdefault("initial", dict.fromkeys(KNOWN_FIELDS, Known.NOT_ASKED))
        super().__init__(*args, **kwargs)
        self.fields["other_medicines"].terms = terms  # type: ignore[attr-defined]


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


class EntryInviteForm(InviteForm):
    """The invitation that goes with a course; none unless one is chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The same two ways in, and none."""
        super().__init__(*args, **kwargs)
        field = self.fields["bound_to"]
        field.label = "To come in, the patient needs"
        field.choices = [("", "no invitation now"), *field.choices]  # type: ignore[attr-defined]
        field.initial = ""

    def clean_bound_to(self) -> Any:
        """How, or None for no invitation."""
        told = self.cleaned_data["bound_to"]
        return BoundTo(told) if told else None


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
