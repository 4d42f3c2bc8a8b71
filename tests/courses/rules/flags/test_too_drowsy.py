"""`too_drowsy`, clause by clause."""

from datetime import date

import pytest

from courses.rules.facts import Use
from tests.courses.rules.telling import Told, slots, told_by

RULE = "too_drowsy"


def sedating(birth_date: date = date(1984, 5, 1)) -> Told:
    return Told(birth_date=birth_date).course(slots(5, "08:00"), sedating=True)


@pytest.mark.parametrize("symptom", ["drowsy", "unsteady"])
def test_one_of_both_is_for_information(symptom: str) -> None:
    assert told_by(sedating().says(2, "09:00", None, symptom).find(RULE, 2, "09:00")) == ("info", ["k2"])


def test_both_at_once_are_a_warning() -> None:
    assert told_by(sedating().says(2, "09:00", None, "drowsy", "unsteady").find(RULE, 2, "09:00")) == (
        "warning",
        ["k2"],
    )


def test_both_in_all_are_a_warning() -> None:
    story = sedating().says(2, "09:00", None, "drowsy").says(4, "09:00", Use.LESS, "unsteady", "tremor")
    assert told_by(story.find(RULE, 3, "09:00")) == ("info", ["k2"])
    assert told_by(story.find(RULE, 4, "09:00")) == ("warning", ["k2", "k4"])


@pytest.mark.parametrize("symptom", ["insomnia", "seizure", "cannot_wake"])
def test_other_symptoms_do_not_raise_it(symptom: str) -> None:
    assert sedating().says(2, "09:00", None, symptom).find(RULE, 2, "09:00") is None


def test_only_sedating_medicines() -> None:
    assert Told().course(slots(5, "08:00")).says(2, "09:00", None, "drowsy").find(RULE, 2, "09:00") is None


@pytest.mark.parametrize(("day", "told"), [(0, None), (1, ("info", ["k"])), (5, ("info", ["k"])), (6, None)])
def test_only_in_the_window(day: int, told: tuple[str, list[str]] | None) -> None:
    story = Told().course(slots(5, "08:00"), sedating=True, entered=(-3, "12:00"))
    assert told_by(story.says(day, "09:00", None, "drowsy", key="k").find(RULE, 9, "09:00")) == told


@pytest.mark.parametrize(("birth_date", "severity"), [(date(1961, 6, 2), "warning"), (date(1961, 6, 3), "info")])
def test_a_warning_from_the_65th_birthday(birth_date: date, severity: str) -> None:
    assert told_by(sedating(birth_date).says(2, "09:00", None, "drowsy").find(RULE, 2, "09:00")) == (severity, ["k2"])


@pytest.mark.parametrize(("day", "severity"), [(2, "info"), (3, "warning"), (4, "warning"), (5, "info")])
def test_a_warning_while_a_window_of_another_sedating_course_holds_that_day(day: int, severity: str) -> None:
    story = sedating().course(slots(2, "08:00"), of="c2", first=3, entered=(0, "13:00"), sedating=True)
    assert told_by(story.says(day, "09:00", None, "drowsy", key="k").find(RULE, 9, "09:00")) == (severity, ["k"])


def test_another_course_that_does_not_sedate_or_was_cancelled_changes_nothing() -> None:
    story = sedating().course(slots(5, "08:00"), of="c2").says(2, "09:00", None, "drowsy")
    assert told_by(story.find(RULE, 2, "09:00")) == ("info", ["k2"])
    story.course(slots(5, "08:00"), of="c3", sedating=True).cancel(1, "12:00", of="c3")
    assert told_by(story.find(RULE, 2, "09:00")) == ("info", ["k2"])
