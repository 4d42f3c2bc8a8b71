"""`daily_amount_over_label` and `single_dose_over_label`: mg beside what the label says."""

from decimal import Decimal

import pytest

from courses.rules.entry_checks import MedicineFacts
from courses.rules.facts import Step
from tests.courses.rules.entry_checks.cases import as_needed, fact, found, names, proposal, slots

FOUR = ("08:00", "14:00", "20:00", "22:30")
DAILY, SINGLE = "daily_amount_over_label", "single_dose_over_label"


@pytest.mark.parametrize(
    ("medicine", "mg", "steps", "fires"),
    [
        ("carisoprodol", "350", [slots(14, *FOUR)], set()),
        ("carisoprodol", "350", [slots(14, *FOUR, "11:00")], {DAILY}),
        ("carisoprodol", "500", [slots(14, "08:00")], {SINGLE}),
        ("carisoprodol", "250", [slots(14, "08:00", amount="1.5")], {SINGLE}),
        ("carisoprodol", "250", [slots(14, "08:00", amount="1.4")], set()),
        ("carisoprodol", "350", [slots(2, "08:00"), slots(2, *FOUR, amount="2")], {DAILY, SINGLE}),
        ("tramadol", "50", [as_needed(5, "2", "8")], set()),
        ("tramadol", "50", [as_needed(5, "2", "8.5")], {DAILY}),
        ("tramadol", "50", [as_needed(5, "2.5", "8")], {SINGLE}),
        ("tramadol", "50", [slots(2, "08:00"), as_needed(2, "3", "3")], {SINGLE}),
        ("lorazepam", "2", [slots(5, "08:00", amount="5")], set()),
        ("lorazepam", "2", [slots(5, "08:00", amount="5.5")], {DAILY}),
        ("hydrocodone", "10", [slots(5, *FOUR, amount="1")], set()),
        ("oxycodone", "30", [slots(5, *FOUR, amount="9")], set()),
        ("oxymetazoline nasal", "50", [slots(3, *FOUR, amount="9")], set()),
    ],
)
def test_the_largest_step_meets_the_label(medicine: str, mg: str, steps: list[Step], fires: set[str]) -> None:
    assert names(proposal(medicine, *steps, mg_per_unit=Decimal(mg))) == fires


def test_a_strength_without_mg_is_compared_with_nothing() -> None:
    assert names(proposal("carisoprodol", slots(5, *FOUR, amount="9"), mg_per_unit=None)) == set()


def test_a_recommended_range_is_never_called_a_label_maximum() -> None:
    over = proposal("carisoprodol", slots(5, *FOUR, amount="2"), mg_per_unit=Decimal(350))
    assert fact(over, DAILY) == (
        "2800 mg of carisoprodol a day (8 × 350 mg); the top of the recommended range is 1400 mg a day."
    )
    assert fact(over, SINGLE) == (
        "700 mg of carisoprodol at once (2 × 350 mg); the top of the recommended range is 350 mg at once."
    )


def test_a_maximum_of_the_label_is_called_so() -> None:
    over = proposal("tramadol", slots(5, "08:00", amount="10.50"), mg_per_unit=Decimal("50.0"))
    assert fact(over, DAILY) == "525 mg of tramadol a day (10.5 × 50 mg); the label's maximum is 400 mg a day."


def test_the_source_is_that_of_the_doses_and_carries_the_lower_limits() -> None:
    over = proposal("tramadol", slots(5, "08:00", amount="10"), mg_per_unit=Decimal(50))
    assert {finding.source for finding in found(over)} == {"label: 400 mg; over 75 years 300; renal 200"}


def test_a_practices_own_limit_is_called_neither() -> None:
    own = MedicineFacts(name="own", label_max_daily_mg=Decimal(1), source="our formulary")
    [finding] = found(proposal(own, mg_per_unit=Decimal(2)))
    assert finding.fact == "2 mg of own a day (1 × 2 mg); the limit in the catalogue is 1 mg a day."
    assert finding.source == "our formulary"
