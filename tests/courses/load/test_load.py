"""From rows to facts and record, and back."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from courses import actions
from courses.load import (
    Judged,
    load_again,
    load_patient,
    load_patients,
    load_record,
    load_records,
    prescribed_on,
    record_of,
    save_record,
    save_records,
)
from courses.models import Flag, FlagEvent, Medicine, Patient
from courses.rules import facts
from courses.rules.facts import Decision, Outcome, RevisionKind, Use
from courses.rules.judging import advance
from courses.rules.known import in_order
from courses.rules.record import Change, Severity, Status
from courses.signals import course_changed
from tests.courses.making import FIRST_DAY, FOUR_A_DAY, REASONS, Scene, an_id, as_needed, at, slots

pytestmark = pytest.mark.django_db


def lived(scene: Scene) -> None:
    """A fortnight and two days with something of everything."""
    scene.days(FIRST_DAY, 3)
    mine = scene.patient.as_viewer()
    late_told = scene.told("2026-03-05T20:00", mine)
    late = scene.dose(1, "2026-03-05T08:00", now="2026-03-05T20:00", about=True)
    actions.snooze_dose(course=scene.course, client_id=an_id(9), day=date(2026, 3, 5), wall=time(14), **late_told)
    actions.undo_dose(dose=late.dose, **scene.told("2026-03-05T20:01", mine))
    told = scene.told("2026-03-05T21:00", mine)
    actions.check_in(course=scene.course, client_id=an_id(2), use=Use.LESS, drowsiness=2, symptoms=["tremor"], **told)
    asked = actions.ask_to_talk(course=scene.course, client_id=an_id(3), **told)
    actions.undo_talk_request(request=asked.request, **scene.told("2026-03-05T21:05", mine))
    actions.ask_to_talk(course=scene.course, client_id=an_id(4), **told)
    actions.answer(course=scene.course, outcome=Outcome.MESSAGE_LEFT, **scene.told("2026-03-06T09:00"))
    actions.acknowledge(
        course=scene.course, rule="withdrawal_symptoms", until=date(2026, 3, 9), **scene.told("2026-03-06T09:01")
    )
    actions.plan_end(
        course=scene.course, decision=Decision.SEE_PATIENT, by_day=date(2026, 3, 12), **scene.told("2026-03-06T09:02")
    )
    actions.dispense(course=scene.course, units=Decimal(20), **scene.told("2026-03-06T09:03"))
    actions.revise(
        course=scene.course,
        steps=(slots("08:00", "00:30", days=3), as_needed(2)),
        reason="taper",
        **scene.told("2026-03-06T09:04"),
    )
    actions.move_zone(patient=scene.patient, time_zone="Europe/Madrid", **scene.told("2026-03-07T09:00", mine))


@pytest.fixture
def scene() -> Scene:
    return Scene(supply=Decimal(56))


def test_what_an_action_leaves_known_is_what_stands_in_the_tables(scene: Scene) -> None:
    announced: list[tuple[facts.Patient, facts.Patient]] = []

    def compare(*, patient_id: UUID, facts: facts.Patient, **_: Any) -> None:
        announced.append((facts, load_patient(patient_id)))

    course_changed.connect(compare)
    try:
        lived(scene)
    finally:
        course_changed.disconnect(compare)
    assert len(announced) > 20
    assert all(in_order(known) == in_order(loaded) for known, loaded in announced)


def test_everything_told_is_loaded_as_it_was_told(scene: Scene) -> None:
    lived(scene)
    patient = load_patient(scene.patient.pk)
    (course,) = patient.courses
    assert (patient.birth_date, course.first_day) == (date(1984, 5, 1), FIRST_DAY)
    assert [setting.time_zone for setting in patient.settings] == ["America/New_York", "Europe/Madrid"]
    assert [revision.kind for revision in course.revisions] == [RevisionKind.PRESCRIBE, RevisionKind.REVISE]
    assert course.revisions[0].steps == (FOUR_A_DAY,)
    assert course.revisions[1].steps == (slots("08:00", "00:30", days=3), as_needed(2))
    basis = course.revisions[0].basis
    assert (basis.medicine, basis.abrupt_stop, basis.sedating, basis.days_limit) == ("carisoprodol", "yes", True, 42)
    assert (basis.mg_per_unit, basis.label_max_daily_mg) == (Decimal(350), Decimal(1400))
    assert [dispense.units for dispense in course.dispenses] == [56, 20]
    assert [plan.decision for plan in course.plans] == [Decision.SEE_PATIENT]
    assert [answer.outcome for answer in course.answers] == [Outcome.MESSAGE_LEFT]
    assert [told.until for told in course.acknowledgements] == [date(2026, 3, 9)]
    assert [(told.day, told.wall) for told in course.snoozes] == [(date(2026, 3, 5), time(14))]


def test_what_a_phone_sent_is_loaded_under_its_id_with_its_undo(scene: Scene) -> None:
    lived(scene)
    (course,) = load_patient(scene.patient.pk).courses
    assert len(course.doses) == 13
    late = course.doses[-1]
    assert (late.id, late.about, late.day) == (str(an_id(1)), True, date(2026, 3, 5))
    assert late.undone is not None
    assert late.undone.known_at == at("2026-03-05T20:01")
    (check_in,) = course.check_ins
    assert check_in.symptoms == {"tremor", "drowsy"}
    assert check_in.use is Use.LESS
    assert [asked.undone is None for asked in course.talk_requests] == [False, True]


def test_the_places_of_all_facts_rise_with_their_instants(scene: Scene) -> None:
    lived(scene)
    patient = load_patient(scene.patient.pk)
    (course,) = patient.courses
    told: list[Any] = [*patient.settings, *course.revisions, *course.doses, *course.check_ins, *course.answers]
    told += [*course.talk_requests, *course.plans, *course.acknowledgements, *course.dispenses, *course.snoozes]
    told += [dose.undone for dose in course.doses if dose.undone]
    told += [asked.undone for asked in course.talk_requests if asked.undone]
    ordered = sorted(told, key=lambda one: one.seq)
    assert [one.known_at for one in ordered] == sorted(one.known_at for one in told)


def test_many_patients_are_loaded_in_as_many_queries_as_one(scene: Scene, django_assert_num_queries: Any) -> None:
    lived(scene)
    other = Scene()
    lived(other)
    other.enter(
        medicine=Medicine.objects.get(code="cyclobenzaprine"),
        strength="10 mg tablet",
        first_day=date(2026, 3, 9),
        overrides=REASONS,
    )
    with django_assert_num_queries(12):
        load_patients([scene.patient.pk])
    with django_assert_num_queries(12):
        both = load_patients([scene.patient.pk, other.patient.pk])
    assert {pk: len(patient.courses) for pk, patient in both.items()} == {scene.patient.pk: 1, other.patient.pk: 2}
    with django_assert_num_queries(3):
        load_records([scene.patient.pk, other.patient.pk])


def test_what_nobody_has_told_is_not_asked_for(scene: Scene, django_assert_num_queries: Any) -> None:
    scene.dose(1, "2026-03-02T08:00")
    with django_assert_num_queries(6):
        load_patients([scene.patient.pk])
    told = scene.told("2026-03-05T21:00", scene.patient.as_viewer())
    actions.check_in(course=scene.course, client_id=an_id(2), use=Use.LESS, **told)
    actions.ask_to_talk(course=scene.course, client_id=an_id(3), **told)
    # That one of them has none does not hide the other's.
    other = Scene()
    with django_assert_num_queries(8):
        both = load_patients([scene.patient.pk, other.patient.pk])
    (course,) = both[scene.patient.pk].courses
    assert (len(course.check_ins), len(course.talk_requests)) == (1, 1)
    assert both[other.patient.pk].courses[0].check_ins == ()


def test_a_patient_without_courses_has_settings_and_no_more() -> None:
    scene = Scene()
    scene.course.delete()
    assert load_patient(scene.patient.pk).courses == ()
    with pytest.raises(KeyError):
        load_patient(an_id(1))


def test_a_part_is_loaded_again_alone(scene: Scene, django_assert_num_queries: Any) -> None:
    before = load_patient(scene.patient.pk)
    scene.dose(1, "2026-03-02T08:00")
    with django_assert_num_queries(1):
        after = load_again(before, {"doses"})
    assert after == load_patient(scene.patient.pk)
    assert before.courses[0].doses == ()


def test_a_record_comes_back_as_it_was_saved(scene: Scene) -> None:
    lived(scene)
    patient = Patient.objects.get(pk=scene.patient.pk)
    before = load_record(patient.pk)
    assert record_of(patient) == before
    after = advance(before, load_patient(patient.pk), at("2026-03-20T09:00"))
    assert after.flags != before.flags
    save_record(patient.pk, before, after)
    assert load_record(patient.pk) == after


def test_saving_writes_only_what_is_different(scene: Scene, django_assert_num_queries: Any) -> None:
    lived(scene)
    before = load_record(scene.patient.pk)
    with django_assert_num_queries(0):
        save_record(scene.patient.pk, before, before)
    with django_assert_num_queries(1):
        save_record(scene.patient.pk, before, replace(before, judged_to=at("2026-03-08T09:00")))
    assert FlagEvent.objects.count() == len(before.history)


def test_many_records_are_saved_in_as_many_queries_as_one(scene: Scene, django_assert_num_queries: Any) -> None:
    scenes = [scene, Scene(), Scene(), Scene()]
    lived(scenes[1])
    # Two were judged further already than the others come to be: a clock was set back.
    instants = dict(
        zip(scenes, ("2026-03-20T09:00", "2026-03-20T09:00", "2026-03-21T09:00", "2026-03-22T09:00"), strict=True)
    )
    judged = []
    for one, instant in instants.items():
        pk = one.patient.pk
        before = load_record(pk)
        judged.append(Judged(pk, before, advance(before, load_patient(pk), at(instant))))
    with django_assert_num_queries(4):
        save_records(judged)
    assert {one.patient: load_record(one.patient) for one in judged} == {one.patient: one.new for one in judged}
    with django_assert_num_queries(0):
        save_records([Judged(one.patient, one.new, one.new) for one in judged])
    with django_assert_num_queries(1):
        save_records(
            [Judged(one.patient, one.new, replace(one.new, judged_to=at("2026-03-23T09:00"))) for one in judged]
        )


def test_what_was_judged_by_a_fact_is_saved_with_its_place(scene: Scene) -> None:
    other = Scene()
    records = [load_record(one.patient.pk) for one in (scene, other)]
    Patient.objects.update(last_seq=9)
    further = [replace(records[0], judged_seq=8), replace(records[1], judged_seq=9)]
    save_records([Judged(*one) for one in zip((scene.patient.pk, other.patient.pk), records, further, strict=True)])
    assert [load_record(one.patient.pk) for one in (scene, other)] == further


def test_when_a_flag_first_held_never_moves(scene: Scene) -> None:
    lived(scene)
    before = load_record(scene.patient.pk)
    key, flag = next(iter(before.flags.items()))
    moved = replace(flag, opened_at=at("2026-03-20T09:00"), severity=Severity.HIGH)
    save_record(scene.patient.pk, before, replace(before, flags={**before.flags, key: moved}))
    row = Flag.objects.get(course=scene.course, rule=flag.rule)
    assert (row.opened_at, row.severity) == (flag.opened_at, Severity.HIGH)


def test_an_acknowledgement_is_kept_with_what_it_saw(scene: Scene) -> None:
    lived(scene)
    flag = load_record(scene.patient.pk).flags[str(scene.course.pk), "withdrawal_symptoms"]
    assert flag.status is Status.ACKNOWLEDGED
    assert flag.acknowledged is not None
    assert flag.acknowledged.evidence_keys == {str(an_id(2))}
    assert flag.acknowledged.until == date(2026, 3, 9)
    history = load_record(scene.patient.pk).history
    assert [event.change for event in history if event.rule == "withdrawal_symptoms"] == [
        Change.OPENED,
        Change.ACKNOWLEDGED,
    ]


def test_what_was_prescribed_on_a_past_day_can_always_be_told(scene: Scene) -> None:
    lived(scene)
    before, of_change, after = (prescribed_on(scene.course, date(2026, 3, day)) for day in (3, 6, 7))
    assert before is not None
    assert of_change is not None
    assert after is not None
    assert (len(before.slots), before.most, [one.number for one in before.revisions]) == (4, Decimal(4), [1])
    assert [one.kind for one in of_change.revisions] == [RevisionKind.PRESCRIBE, RevisionKind.REVISE]
    assert of_change.most == 4
    (taper,) = after.revisions
    assert (taper.reason, taper.by_id, taper.through) == ("taper", scene.prescriber.pk, "page")
    assert taper.known_at == at("2026-03-06T09:04")
    assert after.most == 2


def test_what_was_prescribed_is_told_as_it_was_known_then(scene: Scene) -> None:
    lived(scene)
    day = date(2026, 3, 10)
    then = prescribed_on(scene.course, day, as_of=at("2026-03-05T12:00"))
    now = prescribed_on(scene.course, day)
    assert then is not None
    assert now is not None
    assert (then.most, then.as_needed) == (Decimal(4), None)
    assert now.as_needed == facts.AsNeeded(Decimal(1), 360, Decimal(4))
    assert prescribed_on(scene.course, date(2026, 3, 14)) is None
    assert prescribed_on(scene.course, day, as_of=at("2026-02-01T12:00")) is None


def test_nothing_was_prescribed_by_a_cancelled_course() -> None:
    scene = Scene()
    actions.cancel(course=scene.course, **scene.told("2026-03-01T18:00"))
    assert prescribed_on(scene.course, FIRST_DAY + timedelta(days=1)) is None
