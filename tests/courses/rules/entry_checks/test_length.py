"""`longer_than_label` and `repeat_courses`: how many days, and how many of the year."""

from datetime import date, timedelta

import pytest

from courses.rules.entry_checks import MedicineFacts, OtherCourse, spans_of
from courses.rules.facts import RevisionKind
from tests.courses.rules.entry_checks.cases import NOTHING_KNOWN, fact, names, other, proposal, slots, source, span


@pytest.mark.parametrize(("days", "fires"), [(20, False), (21, False), (22, True)])
def test_a_course_of_the_labels_maximum_is_not_longer_than_it(days: int, fires: bool) -> None:
    assert ("longer_than_label" in names(proposal("carisoprodol", slots(days, "09:00")))) is fires


def test_all_steps_count_together() -> None:
    assert names(proposal("ketorolac", slots(3, "09:00"), slots(3, "21:00"))) == {"longer_than_label"}


def test_the_sentence_gives_the_days_the_limit_and_its_words() -> None:
    sentence = fact(proposal("carisoprodol", slots(22, "09:00")), "longer_than_label")
    assert sentence == "22 days of carisoprodol; the label's maximum is 21 (up to two or three weeks)."


def test_a_limit_without_words_stands_alone() -> None:
    own = MedicineFacts(name="own", label_max_days=1, source="our formulary")
    told = proposal(own, slots(2, "09:00"), days_limit=None)
    assert fact(told, "longer_than_label") == "2 days of own; the label's maximum is 1."
    assert source(told, "longer_than_label") == "our formulary"


def test_a_guidelines_limit_is_called_so() -> None:
    sentence = fact(proposal("oxycodone", slots(8, "09:00")), "longer_than_label")
    assert sentence == "8 days of oxycodone; the guideline's maximum is 7 (a few days; rarely more than 7)."


def test_a_medicine_without_a_stated_length_is_never_too_long() -> None:
    assert names(proposal("baclofen", slots(366, "09:00"))) == set()


@pytest.mark.parametrize(
    ("first", "last", "fires"),
    [
        ("2026-05-20", "2026-05-24", False),  # 7 days between
        ("2026-05-20", "2026-05-25", True),  # 6 days between
        ("2026-05-20", "2026-05-31", True),
        ("2026-06-04", "2026-06-06", True),
        ("2026-06-10", "2026-06-14", True),  # after it, 6 days between
        ("2026-06-11", "2026-06-15", False),  # after it, 7 days between
    ],
)
def test_windows_with_fewer_than_seven_days_between_count_as_one(first: str, last: str, fires: bool) -> None:
    near = proposal("ketorolac", slots(3, "09:00"), other_courses=(other("ketorolac", (first, last)),))
    assert ("longer_than_label" in names(near)) is fires


def test_windows_counted_as_one_are_as_long_as_they_have_days() -> None:
    near = proposal("ketorolac", slots(3, "09:00"), other_courses=(other("ketorolac", ("2026-05-24", "2026-05-25")),))
    assert names(near) == set()
    longer = proposal("ketorolac", slots(4, "09:00"), other_courses=(other("ketorolac", ("2026-05-24", "2026-05-25")),))
    assert fact(longer, "longer_than_label").startswith("6 days of ketorolac; ")
    assert fact(longer, "longer_than_label").endswith("count as one; this course has 4 days.")


def test_a_day_that_two_windows_share_counts_once() -> None:
    shared = proposal(
        "temazepam", slots(10, "21:00"), other_courses=(other("temazepam", ("2026-06-01", "2026-06-10")),)
    )
    assert names(shared) == {"already_running"}


def test_windows_join_by_way_of_a_window_between_them() -> None:
    far, middle = other("temazepam", ("2026-05-01", "2026-05-10")), other("temazepam", ("2026-05-16", "2026-05-26"))
    assert names(proposal("temazepam", other_courses=(far,))) == set()
    assert fact(proposal("temazepam", other_courses=(far, middle)), "longer_than_label").startswith("24 days")
    assert fact(proposal("temazepam", other_courses=(middle, far)), "longer_than_label").startswith("24 days")


def test_a_window_of_another_medicine_is_not_counted_as_one_with_it() -> None:
    assert (
        names(
            proposal("temazepam", slots(9, "21:00"), other_courses=(other("triazolam", ("2026-05-22", "2026-05-31")),))
        )
        == set()
    )


def test_an_extension_is_as_long_as_its_whole_course_without_the_gap() -> None:
    late = {"kind": RevisionKind.EXTEND, "earlier_window": (span("2026-05-18", "2026-05-20"),)}
    assert names(proposal("ketorolac", slots(2, "09:00"), **late)) == set()
    assert fact(proposal("ketorolac", slots(3, "09:00"), **late), "longer_than_label").startswith("6 days of ketorolac")


def test_a_revision_counts_what_stays_before_it_and_not_what_it_replaces() -> None:
    shorter = {"kind": RevisionKind.REVISE, "earlier_window": (span("2026-05-30", "2026-06-20"),)}
    assert names(proposal("ketorolac", slots(3, "09:00"), **shorter)) == set()
    assert names(proposal("ketorolac", slots(4, "09:00"), **shorter)) == {"longer_than_label"}


def days(first: date, count: int) -> frozenset[date]:
    return frozenset(first + timedelta(days=n) for n in range(count))


@pytest.mark.parametrize(("used", "fires"), [(0, False), (7, False), (8, True)])
def test_days_of_use_and_the_new_days_together_meet_the_practices_limit(used: int, fires: bool) -> None:
    third = proposal("ketorolac", slots(3, "09:00"), class_days_of_use=days(date(2026, 1, 1), used))
    assert names(third) == ({"repeat_courses"} if fires else set())


def test_what_was_planned_in_other_courses_and_never_used_is_no_use() -> None:
    before = other("ketorolac", ("2026-01-01", "2026-01-05")), other("ketorolac", ("2026-02-01", "2026-02-05"))
    assert names(proposal("ketorolac", slots(3, "09:00"), other_courses=before)) == set()


def test_a_day_that_is_used_already_counts_once() -> None:
    extended = proposal(
        "ketorolac",
        slots(1, "09:00"),
        kind=RevisionKind.EXTEND,
        earlier_window=(span("2026-05-28", "2026-05-31"),),
        class_days_of_use=days(date(2026, 5, 28), 4) | days(date(2026, 1, 1), 5),
    )
    assert names(extended) == set()


def test_use_of_more_than_a_year_before_the_last_day_is_forgotten() -> None:
    """Of the 365 days up to 3 June 2026 the first is 4 June 2025."""
    within = proposal("ketorolac", class_days_of_use=days(date(2025, 6, 4), 8))
    assert fact(within, "repeat_courses") == (
        "11 days of nsaid in the 365 days up to 2026-06-03, 3 of them by this course; the practice's limit is 10."
    )
    assert source(within, "repeat_courses") == "the practice's own rule, not the label's"
    assert names(proposal("ketorolac", class_days_of_use=days(date(2025, 6, 3), 8))) == set()


def test_without_a_limit_of_the_practice_no_number_of_days_is_too_many() -> None:
    used = days(date(2026, 1, 1), 120)
    assert names(proposal("baclofen", class_days_of_use=used)) == set()
    assert names(proposal("ketorolac", class_days_of_use=used, days_limit=None)) == set()


def test_a_medicine_without_a_class_is_named_itself() -> None:
    assert fact(proposal(NOTHING_KNOWN, days_limit=2), "repeat_courses").startswith(
        "3 days of mixture of the house in "
    )


def test_days_that_follow_each_other_are_one_span() -> None:
    window = span("2026-06-01", "2026-06-03"), span("2026-06-06", "2026-06-06")
    scattered = [day for part in reversed(window) for day in part.days()]
    assert spans_of(scattered) == window
    assert spans_of([]) == ()
    assert OtherCourse(NOTHING_KNOWN, window).days == frozenset(scattered)
