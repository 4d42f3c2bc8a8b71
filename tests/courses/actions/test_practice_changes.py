"""What changes a practice carries who, when and through what, and what was before."""

from collections.abc import Callable
from datetime import datetime, time
from decimal import Decimal
from typing import Any

import pytest

from courses import actions
from courses.access import SYSTEM, Viewer
from courses.errors import Refused, WrongInput
from courses.models import Practice, PracticeChange, WrittenOnceError
from tests.courses.making import FIRST_DAY, Scene, a_clinician, a_user, at

pytestmark = pytest.mark.django_db
WHEN = "2026-03-03T09:00"
FACTS = {"medicine_class": "muscle relaxant", "source": "label", "label_max_days": 7, "sedating": True}
ROLES: dict[str, Any] = {"is_prescriber": False, "is_reviewer": True, "is_manager": False}


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def manager(scene: Scene) -> Viewer:
    return a_clinician(scene.practice, "manager").as_viewer()


def kept() -> PracticeChange:
    return PracticeChange.objects.order_by("-id")[0]


def test_new_settings_say_who_set_them_when_and_what_they_were(scene: Scene, manager: Viewer) -> None:
    changes = {"phone": "555-0100", "escalation_after_hours": Decimal("4.5"), "day_boundary": time(3), "country": "US"}
    actions.change_practice(practice=scene.practice, changes=changes, **scene.told(WHEN, manager))
    row = kept()
    assert (row.practice, row.what, row.about) == (scene.practice, "change_practice", scene.practice.pk)
    assert (row.by_kind, row.by_id, row.through, row.known_at) == ("clinician", manager.id, "page", at(WHEN))
    assert row.changed == {
        "phone": ["", "555-0100"],
        "escalation_after_hours": ["24.00", "4.5"],
        "day_boundary": ["04:00:00", "03:00:00"],
    }


def test_what_is_set_to_what_it_was_is_no_change(scene: Scene, manager: Viewer) -> None:
    told = scene.told(WHEN, manager)
    there = {"time_zone": scene.practice.time_zone, "escalation_after_hours": Decimal(24)}
    actions.change_practice(practice=scene.practice, changes=there, **told)
    actions.set_class_limit(practice=scene.practice, medicine_class="opioid", days=None, **told)
    nurse = a_clinician(scene.practice, "reviewer")
    actions.change_roles(clinician=nurse, **ROLES, **told)
    assert not PracticeChange.objects.exists()


def test_a_limit_that_is_set_changed_and_taken_back_leaves_three(scene: Scene, manager: Viewer) -> None:
    for days in (10, 20, 20, None):
        actions.set_class_limit(
            practice=scene.practice, medicine_class="opioid", days=days, **scene.told(WHEN, manager)
        )
    rows = PracticeChange.objects.order_by("id")
    assert [row.changed for row in rows] == [{"days": [None, 10]}, {"days": [10, 20]}, {"days": [20, None]}]
    assert {(row.called, row.about) for row in rows} == {("opioid", rows[0].about)}
    assert rows[0].about is not None


def test_staff_who_join_change_and_leave(scene: Scene, manager: Viewer) -> None:
    joining = {"user_id": a_user().pk, "name": "N. Ito", "is_prescriber": True, **scene.told(WHEN, manager)}
    nurse = actions.add_clinician(practice=scene.practice, **joining)
    assert kept().changed == {"name": [None, "N. Ito"], "is_prescriber": [None, True]}
    actions.change_roles(clinician=nurse, takes_escalations=True, **ROLES, **scene.told(WHEN, manager))
    assert kept().changed == {
        "is_prescriber": [True, False],
        "is_reviewer": [False, True],
        "takes_escalations": [False, True],
    }
    for _ in range(2):
        actions.deactivate_clinician(clinician=nurse, by=SYSTEM, through="system", now=at("2026-03-04T09:00"))
    rows = PracticeChange.objects.order_by("id")
    assert [row.what for row in rows] == ["add_clinician", "change_roles", "deactivate_clinician"]
    assert {(row.about, row.called) for row in rows} == {(nurse.pk, "N. Ito")}
    last = rows[2]
    assert (last.changed, last.by_kind, last.by_id) == ({"is_active": [True, False]}, "system", None)
    assert (last.through, last.known_at) == ("system", at("2026-03-04T09:00"))


def test_a_medicine_of_the_practices_own_comes_changes_goes_and_comes_again(scene: Scene) -> None:
    told: dict[str, Any] = {"practice": scene.practice, "code": "relaxol", "checked_on": FIRST_DAY}
    own = actions.add_medicine(facts=FACTS, **told, **scene.told(WHEN))
    first = kept()
    assert (first.about, first.called, first.by_id) == (own.pk, "relaxol", scene.by.id)
    assert first.changed == {
        "medicine_class": [None, "muscle relaxant"],
        "source": [None, "label"],
        "label_max_days": [None, 7],
        "sedating": [None, True],
        "checked_on": [None, "2026-03-02"],
    }
    actions.add_medicine(facts=FACTS, **told, **scene.told(WHEN))
    assert PracticeChange.objects.count() == 1
    aged = {**FACTS, "sedating": False, "contraindicated_under_age": 0}
    actions.add_medicine(facts=aged, **told, **scene.told(WHEN))
    assert kept().changed == {"sedating": [True, False], "contraindicated_under_age": [None, 0]}
    own.refresh_from_db()
    for _ in range(2):
        actions.withdraw_medicine(medicine=own, **scene.told(WHEN))
    assert PracticeChange.objects.count() == 3
    assert kept().changed == {"withdrawn_at": [None, "2026-03-03T14:00:00Z"]}
    actions.add_medicine(facts=aged, **told, **scene.told(WHEN))
    assert kept().changed == {"withdrawn_at": ["2026-03-03T14:00:00Z", None]}


def test_what_is_refused_leaves_nothing(scene: Scene, manager: Viewer) -> None:
    told = scene.told(WHEN, manager)
    refused: list[tuple[type[Exception], Callable[[], object]]] = [
        (WrongInput, lambda: actions.change_practice(practice=scene.practice, changes={"time_zone": "Mars"}, **told)),
        (Refused, lambda: actions.change_roles(clinician=scene.prescriber, **ROLES, **told)),
        (Refused, lambda: actions.deactivate_clinician(clinician=scene.prescriber, **told)),
        (
            WrongInput,
            lambda: actions.change_practice(
                practice=scene.practice, changes={"phone": "1"}, **{**told, "through": "a word of nobody's"}
            ),
        ),
    ]
    for error, refuse in refused:
        with pytest.raises(error):
            refuse()
    assert not PracticeChange.objects.exists()


def test_a_change_and_what_is_kept_of_it_stand_or_fall_together(scene: Scene, manager: Viewer) -> None:
    def broken_clock() -> datetime:
        raise OSError

    told = {**scene.told(WHEN, manager), "now": broken_clock}
    with pytest.raises(OSError):  # noqa: PT011 (our own, without words)
        actions.change_practice(practice=scene.practice, changes={"phone": "1"}, **told)
    assert Practice.objects.get(pk=scene.practice.pk).phone == ""
    assert not PracticeChange.objects.exists()


def test_what_was_kept_is_never_changed_nor_taken_away(scene: Scene, manager: Viewer) -> None:
    actions.change_practice(practice=scene.practice, changes={"phone": "1"}, **scene.told(WHEN, manager))
    row = kept()
    row.through = "api"
    for forbidden in (row.save, PracticeChange.objects.all().delete, lambda: PracticeChange.objects.update(what="x")):
        with pytest.raises(WrittenOnceError):
            forbidden()
    assert kept().through == "page"
