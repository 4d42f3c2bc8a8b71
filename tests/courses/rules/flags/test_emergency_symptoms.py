"""`emergency_symptoms`, clause by clause."""

import pytest

from courses.rules.facts import EMERGENCY_SYMPTOMS, SYMPTOMS, Use
from tests.courses.rules.telling import Told, slots, told_by

RULE = "emergency_symptoms"


def test_the_five_that_are_emergencies() -> None:
    named = {"seizure", "trouble_breathing", "cannot_wake", "hallucinations", "suicidal_thoughts"}
    assert named == EMERGENCY_SYMPTOMS


@pytest.mark.parametrize("symptom", sorted(SYMPTOMS))
@pytest.mark.parametrize("day", [0, 2, 40])
def test_high_at_any_time_on_any_course(symptom: str, day: int) -> None:
    story = Told().course(slots(5, "08:00"), entered=(-3, "12:00")).says(day, "09:00", Use.AS_PLANNED, symptom, key="k")
    found = told_by(story.find(RULE, day, "09:00"))
    assert found == (("high", ["k"]) if symptom in EMERGENCY_SYMPTOMS else None)


def test_every_such_check_in_is_evidence_and_no_other() -> None:
    story = Told().course(slots(5, "08:00")).says(1, "09:00", None, "seizure").says(2, "09:00", None, "tremor")
    story.says(3, "09:00", None, "seizure", "cannot_wake")
    assert told_by(story.find(RULE, 3, "09:00")) == ("high", ["k1", "k3"])
