"""`interaction`, `already_running` and `contraindicated`: what else the patient has."""

import pytest

from courses.rules.entry_checks import MedicineFacts
from courses.rules.facts import RevisionKind
from tests.courses.rules.entry_checks.cases import fact, found, names, other, proposal, slots, source, span

LISTED = "in the patient's list of medicines"


@pytest.mark.parametrize(
    ("medicine", "listed", "fires"),
    [
        ("carisoprodol", "alcohol", {"interaction"}),
        ("carisoprodol", " Alcohol ", {"interaction"}),
        ("carisoprodol", "class:tricyclic antidepressant", {"interaction"}),
        ("carisoprodol", "Class: Tricyclic antidepressant", {"interaction"}),
        ("carisoprodol", "tricyclic antidepressant", set()),
        ("carisoprodol", "prednisone", set()),
        ("carisoprodol", "baclofen", {"interaction"}),  # both sedating
        ("carisoprodol", "carisoprodol", {"interaction"}),  # from elsewhere, and sedating
        ("prednisone", "diazepam", set()),
        ("oxycodone", "carisoprodol", {"interaction"}),  # named the other way round
        ("oxycodone", "class:benzodiazepine", {"interaction"}),
        ("diazepam", "class:opioid", {"interaction"}),
        ("oxycodone", "class:opioid", set()),
        ("ketorolac", "aspirin", {"contraindicated"}),
        ("ketorolac", "class:nsaid", {"contraindicated"}),
        ("ketorolac", "ketorolac", {"contraindicated"}),
        ("tizanidine", "ciprofloxacin", {"contraindicated"}),
        ("ciprofloxacin", "tizanidine", {"contraindicated"}),
        ("tizanidine", "fluvoxamine", {"contraindicated"}),
        ("tramadol", "class:monoamine oxidase inhibitor", {"contraindicated"}),
        ("baclofen", "", set()),
        ("baclofen", "something that nobody knows", set()),
    ],
)
def test_the_patients_list_meets_the_catalogue(medicine: str, listed: str, fires: set[str]) -> None:
    assert names(proposal(medicine, other_medicines=frozenset({listed}))) == fires


def test_a_contraindication_is_found_from_the_other_side_too() -> None:
    one_sided = MedicineFacts(name="plain thing", medicine_class="nsaid")
    stopped = proposal(one_sided, other_medicines=frozenset({"ketorolac"}))
    assert fact(stopped, "contraindicated") == f"ketorolac ({LISTED}) is contraindicated with plain thing."
    assert [finding.source for finding in found(stopped)] == ["boxed warning"]


def test_the_own_side_of_a_contraindication_is_told_first() -> None:
    stopped = proposal("tizanidine", other_medicines=frozenset({"ciprofloxacin"}))
    assert fact(stopped, "contraindicated") == f"tizanidine is contraindicated with ciprofloxacin ({LISTED})."


@pytest.mark.parametrize(
    ("medicine", "beside", "fires"),
    [
        ("carisoprodol", "carisoprodol", {"already_running"}),
        ("carisoprodol", "baclofen", {"already_running", "interaction"}),
        ("carisoprodol", "oxycodone", {"interaction"}),
        ("carisoprodol", "prednisone", set()),
        ("tizanidine", "ciprofloxacin", {"contraindicated"}),
        ("ketorolac", "ketorolac", {"already_running", "contraindicated"}),
    ],
)
def test_a_course_that_shares_a_day_meets_the_catalogue(medicine: str, beside: str, fires: set[str]) -> None:
    course = other(beside, ("2026-06-03", "2026-06-04"))
    assert names(proposal(medicine, slots(3, "09:00"), other_courses=(course,))) == fires


@pytest.mark.parametrize(
    ("first", "last", "overlaps"),
    [
        ("2026-05-20", "2026-05-31", False),
        ("2026-05-20", "2026-06-01", True),
        ("2026-06-02", "2026-06-02", True),
        ("2026-06-03", "2026-06-09", True),
        ("2026-06-04", "2026-06-09", False),
    ],
)
def test_to_overlap_is_to_share_a_day(first: str, last: str, overlaps: bool) -> None:
    course = other("oxycodone", (first, last))
    assert ("already_running" in names(proposal("tramadol", slots(3, "09:00"), other_courses=(course,)))) is overlaps


def test_a_gap_in_the_other_window_is_not_running() -> None:
    course = other("oxycodone", ("2026-05-25", "2026-05-31"), ("2026-06-04", "2026-06-05"))
    assert names(proposal("tramadol", slots(3, "09:00"), other_courses=(course,))) == set()


def test_an_extension_overlaps_by_its_new_steps_alone() -> None:
    course = other("oxycodone", ("2026-05-25", "2026-05-31"))
    extended = {"kind": RevisionKind.EXTEND, "earlier_window": (span("2026-05-29", "2026-05-31"),)}
    assert names(proposal("tramadol", slots(3, "09:00"), other_courses=(course,), **extended)) == set()


def test_what_runs_already_is_told_with_its_days_and_how_it_is_the_same() -> None:
    same = proposal("tramadol", other_courses=(other("tramadol", ("2026-06-02", "2026-06-04")),))
    assert fact(same, "already_running") == "tramadol runs from 2026-06-02 to 2026-06-04: the same medicine."
    assert source(same, "already_running") == "the patient's courses"
    alike = proposal("tramadol", other_courses=(other("oxycodone", ("2026-06-02", "2026-06-04")),))
    assert fact(alike, "already_running") == "oxycodone runs from 2026-06-02 to 2026-06-04: the same class (opioid)."


def test_medicines_without_a_class_are_not_of_one_class() -> None:
    mine, theirs = MedicineFacts(name="mine"), MedicineFacts(name="theirs")
    assert names(proposal(mine, other_courses=(other(theirs, ("2026-06-01", "2026-06-09")),))) == set()


def test_an_opioid_with_a_benzodiazepine_names_the_boxed_warning() -> None:
    told = proposal("oxycodone", other_medicines=frozenset({"diazepam"}))
    assert fact(told, "interaction") == (
        f"oxycodone with diazepam ({LISTED}): boxed warning on both labels: an opioid together with a benzodiazepine"
        " can cause deep sedation, slowed breathing, coma and death; both are sedating."
    )
    [finding] = found(told)
    assert finding.source == (
        "FDA Drug Safety Communication of 2016-08-31; oxycodone (FDA 2023; CDC 2022);"
        " diazepam (label; joint guideline 2025 (PMID 40526204))"
    )
    other_sedative = proposal("oxycodone", other_medicines=frozenset({"zolpidem"}))
    assert fact(other_sedative, "interaction") == f"oxycodone with zolpidem ({LISTED}): both are sedating."
    assert source(other_sedative, "interaction") == "oxycodone (FDA 2023; CDC 2022); zolpidem (label)"


def test_a_medicine_in_the_list_and_in_courses_is_told_once_with_its_places() -> None:
    course = other("tramadol", ("2026-06-03", "2026-06-04"), ("2026-06-01", "2026-06-01"))
    told = proposal("carisoprodol", other_courses=(course,), other_medicines=frozenset({"Tramadol", "class:opioid"}))
    places = "in a course from 2026-06-01 to 2026-06-01, in a course from 2026-06-03 to 2026-06-04"
    assert [finding.fact for finding in found(told)] == [
        f"carisoprodol with a medicine of the class opioid ({LISTED}): the catalogue names it for carisoprodol.",
        f"carisoprodol with tramadol ({LISTED}, {places}): the catalogue names it for carisoprodol; both are sedating.",
    ]


def test_what_the_other_entry_names_is_told_from_its_side() -> None:
    beside = other("carisoprodol", ("2026-06-01", "2026-06-02"))
    told = fact(proposal("oxycodone", other_courses=(beside,)), "interaction")
    assert told.endswith(": the catalogue names oxycodone for carisoprodol; both are sedating.")


def test_the_facts_of_a_running_course_go_before_the_catalogues_of_now() -> None:
    kept = MedicineFacts(name="Prednisone", interacts_with=frozenset({"baclofen"}))
    running = proposal("baclofen", other_courses=(other(kept, ("2026-06-01", "2026-06-02")),))
    assert fact(running, "interaction") == (
        "baclofen with Prednisone (in a course from 2026-06-01 to 2026-06-02):"
        " the catalogue names baclofen for Prednisone."
    )
    assert names(proposal("baclofen", other_medicines=frozenset({"prednisone"}))) == set()
