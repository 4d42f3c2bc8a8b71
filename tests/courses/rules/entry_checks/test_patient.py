"""`outside_label_ages`, `risk_factors`, and what is contraindicated by age."""

from datetime import date

import pytest

from courses.rules.facts import RevisionKind
from tests.courses.rules.entry_checks.cases import fact, found, names, proposal, source


@pytest.mark.parametrize(
    ("medicine", "birth_date", "fires"),
    [
        ("carisoprodol", "2010-06-01", set()),  # 16 on the first day
        ("carisoprodol", "2010-06-02", {"outside_label_ages"}),
        ("carisoprodol", "1960-06-02", set()),  # 65, up to the day before 66
        ("carisoprodol", "1960-06-01", {"outside_label_ages"}),
        ("cyclobenzaprine", "1930-01-01", set()),  # no upper age stated
        ("diazepam", "2025-01-01", set()),  # no age that a rule may match
        ("tramadol", "2014-06-01", set()),
        ("tramadol", "2014-06-02", {"outside_label_ages", "contraindicated"}),
    ],
)
def test_ages_are_those_of_the_first_day(medicine: str, birth_date: str, fires: set[str]) -> None:
    assert names(proposal(medicine, birth_date=date.fromisoformat(birth_date))) == fires


def test_an_extension_meets_the_age_of_its_own_first_day() -> None:
    later = proposal(
        "carisoprodol", kind=RevisionKind.EXTEND, birth_date=date(1960, 6, 10), first_day=date(2026, 6, 10)
    )
    assert (
        fact(later, "outside_label_ages") == "The patient is 66 on 2026-06-10; carisoprodol is not established over 65."
    )


def test_the_sentence_for_one_too_young() -> None:
    young = proposal("tramadol", birth_date=date(2015, 1, 1))
    assert fact(young, "outside_label_ages") == "The patient is 11 on 2026-06-01; tramadol is not established under 12."
    assert fact(young, "contraindicated") == "tramadol is contraindicated under 12; the patient is 11 on 2026-06-01."


def test_only_a_contraindication_stops_the_entry_and_it_comes_first() -> None:
    young = found(proposal("tramadol", birth_date=date(2015, 1, 1)))
    assert [(finding.check, finding.stops) for finding in young] == [
        ("contraindicated", True),
        ("outside_label_ages", False),
    ]


def test_any_risk_factor_of_the_assessment_asks_for_a_reason() -> None:
    named = proposal("baclofen", risk_factors=frozenset({"sleep apnea", " alcohol use", "alcohol use"}))
    assert fact(named, "risk_factors") == "The assessment names alcohol use, sleep apnea."
    assert source(named, "risk_factors") == "the patient's assessment"
    assert names(proposal("baclofen", risk_factors=frozenset({" "}))) == set()
