"""Extending and revising."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from courses import actions
from courses.errors import EntryRefused, Refused, WrongInput
from courses.load import load_patient, load_record
from courses.models import EndPlan, Override, Revision
from courses.rules.facts import Decision
from courses.rules.known import Knowledge, KnownCourse
from tests.courses.making import REASONS, Scene, slots

pytestmark = pytest.mark.django_db
TAPER = (slots("08:00", "20:00", days=3), slots("20:00", days=3))
WITH_PLAN: dict[str, Any] = {"reason": "still in spasm", "plan": Decision.STOP_AS_PLANNED}


@pytest.fixture
def scene() -> Scene:
    return Scene()


def known(scene: Scene) -> KnownCourse:
    knowledge = Knowledge(load_patient(scene.patient.pk))
    return knowledge.upto(knowledge.marks[-1][0]).by_id[str(scene.course.pk)]


def test_an_extension_follows_the_last_day(scene: Scene) -> None:
    told = scene.told("2026-03-14T09:00")
    extended = actions.extend(course=scene.course, steps=(slots("08:00", days=3),), **WITH_PLAN, **told)
    assert extended.revision.begins_on == date(2026, 3, 16)
    assert known(scene).last_day == date(2026, 3, 18)


def test_a_late_extension_begins_today_and_the_days_between_are_no_part_of_it(scene: Scene) -> None:
    told = scene.told("2026-03-20T09:00")
    extended = actions.extend(course=scene.course, steps=(slots("20:00", days=3),), **WITH_PLAN, **told)
    assert extended.revision.begins_on == date(2026, 3, 20)
    assert len(known(scene).window) == 17


def test_an_extension_asks_for_a_reason_and_for_the_plan_for_the_new_end(scene: Scene) -> None:
    told = scene.told("2026-03-14T09:00")
    steps = (slots("08:00", days=3),)
    with pytest.raises(WrongInput) as error:
        actions.extend(course=scene.course, steps=steps, reason=" ", plan=Decision.STOP_AS_PLANNED, **told)
    assert error.value.field == "reason"
    with pytest.raises(WrongInput) as error:
        actions.extend(course=scene.course, steps=steps, reason="why", **told)
    assert error.value.field == "plan"
    actions.extend(course=scene.course, steps=steps, reason="why", require_plan=False, **told)
    assert not EndPlan.objects.exists()


def test_the_plan_told_with_an_extension_is_in_force_with_it_and_no_flag_opens_between(scene: Scene) -> None:
    scene.days(date(2026, 3, 2), 1)
    actions.plan_end(course=scene.course, decision=Decision.STOP_AS_PLANNED, **scene.told("2026-03-08T09:00"))
    told = scene.told("2026-03-14T09:00")
    extended = actions.extend(course=scene.course, steps=(slots("08:00", days=3),), **WITH_PLAN, **told)
    assert EndPlan.objects.order_by("-seq")[0].seq == extended.revision.seq
    assert "ending_without_plan" not in {event.rule for event in load_record(scene.patient.pk).history}


def test_an_extension_beyond_the_label_asks_for_a_reason_by_the_whole_course(scene: Scene) -> None:
    told = scene.told("2026-03-14T09:00")
    with pytest.raises(EntryRefused) as refused:
        actions.extend(course=scene.course, steps=(slots("08:00", days=8),), **WITH_PLAN, **told)
    assert refused.value.missing == ("longer_than_label",)
    overrides = {"longer_than_label": "weighed"}
    actions.extend(course=scene.course, steps=(slots("08:00", days=8),), overrides=overrides, **WITH_PLAN, **told)
    assert Override.objects.get().reason == "weighed"


def test_a_revision_begins_today_and_ends_the_window_with_its_last_day(scene: Scene) -> None:
    told = scene.told("2026-03-10T12:00")
    revised = actions.revise(course=scene.course, steps=TAPER, reason="taper from today", **told)
    assert (revised.revision.begins_on, revised.revision.number) == (date(2026, 3, 10), 2)
    assert known(scene).last_day == date(2026, 3, 15)


def test_a_revision_before_the_window_begins_on_its_first_day(scene: Scene) -> None:
    revised = actions.revise(course=scene.course, steps=TAPER, reason="less", **scene.told("2026-03-01T14:00"))
    assert revised.revision.begins_on == date(2026, 3, 2)


def test_a_revision_may_carry_the_plan_for_the_new_end(scene: Scene) -> None:
    told = scene.told("2026-03-10T12:00")
    plan: dict[str, Any] = {"plan": Decision.SEE_PATIENT, "by_day": date(2026, 3, 15)}
    actions.revise(course=scene.course, steps=TAPER, reason="taper", **plan, **told)
    assert EndPlan.objects.get().by_day == date(2026, 3, 15)
    with pytest.raises(WrongInput) as error:
        actions.revise(course=scene.course, steps=TAPER, reason="x", **{**plan, "by_day": date(2026, 3, 16)}, **told)
    assert error.value.field == "by"
    with pytest.raises(WrongInput):
        actions.revise(course=scene.course, steps=TAPER, reason="x", by_day=date(2026, 3, 12), **told)


def test_after_the_last_day_one_extends(scene: Scene) -> None:
    actions.revise(course=scene.course, steps=TAPER, reason="x", **scene.told("2026-03-16T03:59"))
    scene = Scene()
    with pytest.raises(Refused) as refused:
        actions.revise(course=scene.course, steps=TAPER, reason="x", **scene.told("2026-03-16T04:00"))
    assert refused.value.code == "over"


@pytest.mark.parametrize("end", ["stop", "cancel", "close"])
def test_a_course_that_was_ended_is_neither_extended_nor_revised(scene: Scene, end: str) -> None:
    now = "2026-04-20T09:00" if end == "close" else "2026-03-01T18:00"
    told = {"reason": "rash", **({"told": "come in at once"} if end == "stop" else {})}
    getattr(actions, end)(course=scene.course, **told, **scene.told(now))
    then = scene.told("2026-04-20T10:00" if end == "close" else "2026-03-02T10:00")
    with pytest.raises(Refused):
        actions.revise(course=scene.course, steps=TAPER, reason="x", **then)
    with pytest.raises(Refused):
        actions.extend(course=scene.course, steps=TAPER, **WITH_PLAN, **then)
    assert Revision.objects.count() == 1


def test_the_form_of_a_change_is_told_what_the_change_would_be(scene: Scene) -> None:
    now = scene.told("2026-03-14T09:00")["now"]
    long = (slots("08:00", days=8),)
    assert [f.check for f in actions.check_extension(course=scene.course, steps=long, now=now)] == ["longer_than_label"]
    many = (slots("08:00", days=1, amount=Decimal(5)),)
    found = {f.check for f in actions.check_revision(course=scene.course, steps=many, now=now)}
    assert found >= {"daily_amount_over_label", "single_dose_over_label"}


@pytest.mark.parametrize(
    ("kind", "now", "begins_on"),
    [
        ("extend", "2026-03-14T12:00", date(2026, 3, 16)),
        ("extend", "2026-03-15T12:00", date(2026, 3, 16)),
        ("extend", "2026-03-16T03:59", date(2026, 3, 16)),
        ("extend", "2026-03-20T12:00", date(2026, 3, 20)),
        ("revise", "2026-03-01T14:00", date(2026, 3, 2)),
        ("revise", "2026-03-10T12:00", date(2026, 3, 10)),
        ("revise", "2026-03-11T03:59", date(2026, 3, 10)),
        ("revise", "2026-03-15T12:00", date(2026, 3, 15)),
    ],
)
def test_the_form_is_told_of_the_very_days_that_the_change_has(kind: str, now: str, begins_on: date) -> None:
    scene = Scene(supply=Decimal(56))
    # Long enough for the label's limit, several a day: where they begin shows in what the checks say.
    steps = (slots("08:00", "20:00", days=20),)
    check = {"extend": actions.check_extension, "revise": actions.check_revision}[kind]
    told = check(course=scene.course, steps=steps, now=scene.told(now)["now"])
    change = {"extend": actions.extend, "revise": actions.revise}[kind]
    changed = change(course=scene.course, steps=steps, overrides=REASONS, **WITH_PLAN, **scene.told(now))
    assert changed.revision.begins_on == begins_on
    assert told
    assert told == changed.findings
    # The morning's slot is lost where an extension begins in the middle of its first day, and there alone.
    lost = {finding.check for finding in told} >= {"slots_lost_today"}
    assert lost == (kind == "extend" and begins_on == date(2026, 3, 20))


def test_supply_at_hand_counts_what_was_taken_and_what_is_still_planned() -> None:
    scene = Scene(supply=Decimal(56))
    scene.days(date(2026, 3, 2), 2)
    now = scene.told("2026-03-04T05:00")["now"]
    (finding,) = actions.check_extension(course=scene.course, steps=(slots("08:00", days=3),), now=now)
    assert finding.check == "supply_lasts"
    assert finding.fact.startswith("48 units at hand, 51 planned")
