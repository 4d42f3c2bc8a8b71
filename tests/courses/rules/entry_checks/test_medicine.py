"""A catalogue row as typed facts."""

from decimal import Decimal

import pytest

from courses.rules.entry_checks import MedicineFacts
from courses.rules.entry_checks.medicine import terms_of
from tests.courses.rules.entry_checks.cases import CATALOGUE, NOTHING_KNOWN

ROW = {
    "medicine": "salve",
    "class": "nsaid",
    "label_max_days": "7",
    "limit_text": "a week",
    "limit_basis": "guideline",
    "days_a_year_limit": "42",
    "label_max_single_mg": "0.5",
    "label_max_daily_mg": "1.5",
    "dose_basis": "maximum",
    "dose_source": "label, table 1",
    "abrupt_stop_risk": "after 4 days",
    "sedating": "yes",
    "age_min": "12",
    "age_max": "65",
    "contraindicated_under_age": "6",
    "contraindicated_with": "class:opioid",
    "interacts_with": "alcohol; aspirin",
    "source": "label",
}


def test_a_row_becomes_facts() -> None:
    assert MedicineFacts.from_row(ROW) == MedicineFacts(
        name="salve",
        medicine_class="nsaid",
        label_max_days=7,
        limit_text="a week",
        limit_basis="guideline",
        days_a_year_limit=42,
        label_max_single_mg=Decimal("0.5"),
        label_max_daily_mg=Decimal("1.5"),
        dose_basis="maximum",
        dose_source="label, table 1",
        abrupt_stop="after 4 days",
        sedating=True,
        age_min=12,
        age_max=65,
        contraindicated_under_age=6,
        contraindicated_with=frozenset({"class:opioid"}),
        interacts_with=frozenset({"alcohol", "aspirin"}),
        source="label",
    )


def test_what_a_row_does_not_give_is_not_guessed() -> None:
    assert MedicineFacts.from_row(dict.fromkeys(ROW, "") | {"medicine": "salve"}) == MedicineFacts(name="salve")


@pytest.mark.parametrize("word", ["no", "", "possible", "Yes"])
def test_only_yes_is_sedating(word: str) -> None:
    assert not MedicineFacts.from_row(ROW | {"sedating": word}).sedating


def test_every_row_of_the_catalogue_is_read() -> None:
    assert len(CATALOGUE) >= 23
    assert CATALOGUE["carisoprodol"].age_max == 65
    assert not CATALOGUE["omeprazole (OTC)"].sedating
    assert CATALOGUE["triazolam"].label_max_daily_mg == Decimal("0.5")


@pytest.mark.parametrize(("medicine", "limit"), [("ketorolac", 10), ("omeprazole (OTC)", 42), ("baclofen", None)])
def test_a_practice_without_a_limit_of_its_own_has_twice_the_labels_days(medicine: str, limit: int | None) -> None:
    assert CATALOGUE[medicine].days_limit == limit


def test_a_cell_holds_names_and_classes() -> None:
    assert terms_of(" Aspirin ; class: NSAID;; ") == {"aspirin", "class:nsaid"}


def test_a_medicine_is_named_by_its_name_and_its_class() -> None:
    assert CATALOGUE["ketorolac"].terms == {"ketorolac", "class:nsaid"}
    assert NOTHING_KNOWN.terms == {"mixture of the house"}
