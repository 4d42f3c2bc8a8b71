"""What a practice keeps for whoever enters a course: templates, and the strengths that may be halved."""

from decimal import Decimal
from typing import Any

import pytest

from courses import actions
from courses.errors import NotAllowed, Refused, WrongInput
from courses.models import CourseTemplate, HalvableStrength, Medicine, Practice, PracticeChange
from courses.rules.facts import AsNeeded, Step
from tests.courses.making import ENTERED, a_clinician, a_practice, as_needed, slots

pytestmark = pytest.mark.django_db
STEPS = (slots("08:00", "22:30", days=7), slots("22:30", days=3, amount=Decimal("0.5")), as_needed(2))


@pytest.fixture
def practice() -> Practice:
    return a_practice()


def carisoprodol() -> Medicine:
    return Medicine.objects.get(code="carisoprodol")


def keep(practice: Practice, role: str = "manager", **told: Any) -> CourseTemplate:
    return actions.keep_template(
        **{
            "practice": practice,
            "name": "Back strain, a week",
            "medicine": carisoprodol(),
            "strength": "350 mg  tablet",
            "steps": STEPS,
            "supply": Decimal(20),
            "by": a_clinician(practice, role).as_viewer(),
            "through": "page",
            "now": ENTERED,
            **told,
        }
    )


def halve(practice: Practice, strength: str = "350 mg tablet", role: str = "prescriber", **told: Any) -> Any:
    how = {"by": a_clinician(practice, role).as_viewer(), "through": "page", "now": ENTERED}
    return actions.let_halve(practice=practice, strength=strength, **{"medicine": carisoprodol(), **how, **told})


def test_a_template_gives_its_steps_back_as_they_were_written(practice: Practice) -> None:
    row = CourseTemplate.objects.get(pk=keep(practice).pk)
    assert row.step_facts == STEPS
    assert row.step_facts[2] == Step(2, as_needed=AsNeeded(Decimal(1), 360, Decimal(4)))
    assert row.strength == "350 mg tablet"
    assert PracticeChange.objects.get().what == "keep_template"


def test_a_template_is_changed_and_withdrawn(practice: Practice) -> None:
    row = keep(practice)
    keep(practice, template=row, name="Back strain", steps=(slots("08:00", days=2),))
    row.refresh_from_db()
    assert (row.name, len(row.step_facts)) == ("Back strain", 1)
    how: dict[str, Any] = {"by": a_clinician(practice, "manager").as_viewer(), "through": "page", "now": ENTERED}
    assert actions.withdraw_template(template=row, **how).withdrawn_at == ENTERED
    assert actions.withdraw_template(template=row, **how).withdrawn_at == ENTERED
    assert PracticeChange.objects.filter(what="withdraw_template").count() == 1
    with pytest.raises(Refused):
        keep(practice, template=row)
    keep(practice, name="Back strain")


def test_two_templates_have_no_name_in_common(practice: Practice) -> None:
    keep(practice)
    with pytest.raises(WrongInput, match="of this name"):
        keep(practice, name="back strain, A WEEK")
    keep(a_practice(name="Elsewhere"))


@pytest.mark.parametrize("wrong", [{"name": " "}, {"strength": ""}, {"steps": ()}, {"supply": Decimal(-1)}])
def test_what_makes_no_template(practice: Practice, wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongInput):
        keep(practice, **wrong)
    assert not CourseTemplate.objects.exists()


@pytest.mark.parametrize("role", ["prescriber", "reviewer"])
def test_a_manager_alone_keeps_templates(practice: Practice, role: str) -> None:
    with pytest.raises(NotAllowed):
        keep(practice, role)


def test_a_manager_of_elsewhere_keeps_none_here(practice: Practice) -> None:
    with pytest.raises(NotAllowed):
        keep(practice, by=a_clinician(a_practice(name="Elsewhere"), "manager").as_viewer())


def test_a_strength_is_marked_once_and_unmarked(practice: Practice) -> None:
    assert halve(practice) is not None
    assert halve(practice, "350 MG tablet") is not None
    assert HalvableStrength.objects.count() == 1
    assert halve(practice, "350 mg Tablet", halved=False) is None
    assert not HalvableStrength.objects.exists()
    assert PracticeChange.objects.filter(what="let_halve").count() == 2


def test_a_reviewer_marks_none(practice: Practice) -> None:
    with pytest.raises(NotAllowed):
        halve(practice, role="reviewer")
