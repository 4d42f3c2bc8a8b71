"""A medicine of the practice's own: what its label says, and where."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from courses.models import Medicine
from courses.rules.known import RISK_AFTER_DAYS
from tracker.clinician.forms.fields import AmountField, CountField, DayField, needed, said

RISKS = [
    ("", "The label does not say"),
    ("yes", "Yes, from the first day"),
    ("after", "After a number of days"),
    ("no", "No"),
]
LIMITS = [("label", "The label"), ("guideline", "A guideline")]
# Columns that the form has as they are; lists and the risk of stopping are typed otherwise.
PLAIN = (
    "medicine_class", "label_max_days", "limit_basis", "limit_text", "label_max_single_mg", "label_max_daily_mg",
    "sedating", "age_min", "age_max", "contraindicated_under_age", "contraindications", "note", "source",
)  # fmt: skip
LISTS = ("brands", "interacts_with", "contraindicated_with")
# What a medicine may have that this form does not show: it stays as it is.
BESIDE = ("subclass", "rxcui_ingredient", "label_min_days", "days_a_year_limit", "dose_basis", "dose_source",
          "us_schedule")  # fmt: skip
_PARTS = re.compile(r"[;,\n]")


class MedicineForm(forms.Form):
    """What is known of the medicine. What the label does not give stays empty; it is not guessed."""

    code = forms.CharField(
        label="Name",
        max_length=80,
        help_text="The ingredient. One that the common catalogue has too is replaced by yours, for your practice.",
        error_messages=needed("Write the name."),
    )
    medicine_class = forms.CharField(
        label="Class",
        max_length=60,
        widget=forms.TextInput(attrs={"list": "classes", "autocomplete": "off"}),
        help_text="Days of a class are counted together: use the catalogue's word where there is one.",
        error_messages=needed("Write the class."),
    )
    brands = forms.CharField(label="Brands", max_length=500, required=False, help_text="Parted by commas.")
    label_max_days = CountField(label="Longest use, days", least=1, required=False)
    limit_basis = forms.ChoiceField(label="Who says how long", choices=LIMITS, required=False)
    limit_text = forms.CharField(label="In its words", max_length=300, required=False)
    label_max_single_mg = AmountField(label="Most at once, mg", required=False)
    label_max_daily_mg = AmountField(label="Most a day, mg", required=False)
    risk = forms.ChoiceField(
        label="Is stopping suddenly a risk?",
        choices=RISKS,
        required=False,
        help_text="Where it is, we warn before the end without a plan, and ask how the patient is after it.",
    )
    risk_days = CountField(label="After how many days", least=1, required=False)
    sedating = forms.BooleanField(label="It makes sleepy", required=False)
    age_min = CountField(label="Youngest age of the label", required=False)
    age_max = CountField(label="Oldest age of the label", required=False)
    contraindicated_under_age = CountField(label="Contraindicated under the age of", least=1, required=False)
    interacts_with = said(
        "Interacts with",
        rows=3,
        max_length=4000,
        required=False,
        help_text="Names of the catalogue, one a line, or a class as class:opioid. These are matched.",
    )
    contraindicated_with = said(
        "Contraindicated with", rows=3, max_length=4000, required=False, help_text="In the same way."
    )
    contraindications = said(
        "Conditions and allergies",
        rows=3,
        max_length=2000,
        required=False,
        help_text="Shown to the prescriber to confirm; never matched.",
    )
    note = said("Note", rows=2, max_length=2000, required=False)
    source = said(
        "Source",
        rows=2,
        max_length=2000,
        help_text="Where these facts stand, such as the label of 2025. It is shown with every finding.",
        error_messages=needed("Write where these facts stand."),
    )
    checked_on = DayField(label="Checked on", error_messages=needed("Write the day on which you checked them."))
    changes = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, own: Iterable[Medicine], **kwargs: Any) -> None:
        """`own` are the practice's own medicines that are in use."""
        super().__init__(*args, **kwargs)
        self.own = list(own)

    def clean(self) -> dict[str, Any]:
        """A risk after days says after how many; a name that is there is changed on purpose, never by writing anew."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("risk") == "after" and not cleaned.get("risk_days") and "risk_days" not in self.errors:
            self.add_error("risk_days", "Write after how many days.")
        changed = self.changed_medicine
        name = cleaned.get("code", "").strip()
        if any(one.code == name for one in self.own) and (changed is None or changed.code != name):
            self.add_error("code", "Your practice has a medicine of this name. Change that one, in the list below.")
        if changed is not None and name and changed.code != name:
            self.add_error("code", "A name does not change. Withdraw this one and add another.")
        return cleaned

    @property
    def changed_medicine(self) -> Medicine | None:
        """The medicine that is changed; None where a new one is added."""
        key = self.data.get("changes") if self.is_bound else self.initial.get("changes")
        return next((one for one in self.own if str(one.pk) == key), None)

    @property
    def facts(self) -> dict[str, Any]:
        """The facts that were typed, as `courses.actions.add_medicine` takes them."""
        told, changed = self.cleaned_data, self.changed_medicine
        risk = told["risk"]
        return {
            **({} if changed is None else {name: getattr(changed, name) for name in BESIDE}),
            **{name: told[name] for name in PLAIN},
            **{name: parts(told[name]) for name in LISTS},
            "abrupt_stop_risk": f"after {told['risk_days']} days" if risk == "after" else risk,
        }


def medicine_form(medicine: Medicine | None, own: Iterable[Medicine]) -> MedicineForm:
    """The form, empty or with what is known of a medicine that is to be changed."""
    if medicine is None:
        return MedicineForm(own=own)
    after = RISK_AFTER_DAYS.fullmatch(medicine.abrupt_stop_risk)
    known = dict(RISKS)
    initial = {
        **{name: getattr(medicine, name) for name in ("code", "checked_on", *PLAIN)},
        **{name: "\n".join(getattr(medicine, name)) for name in LISTS},
        "brands": ", ".join(medicine.brands),
        "risk": "after" if after else medicine.abrupt_stop_risk if medicine.abrupt_stop_risk in known else "no",
        "risk_days": after[1] if after else "",
        "changes": str(medicine.pk),
    }
    return MedicineForm(initial=initial, own=own)


def parts(typed: str) -> list[str]:
    """What was typed one a line, or parted by commas or semicolons."""
    return [part.strip() for part in _PARTS.split(typed) if part.strip()]
