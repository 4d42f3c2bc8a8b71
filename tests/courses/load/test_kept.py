"""What is kept between transactions is what the tables say."""

import pytest

from courses.load import keeping, know, load_patient, load_record, record_of
from courses.models import Patient
from tests.courses.making import FIRST_DAY, Scene

pytestmark = pytest.mark.django_db


def test_what_is_kept_after_each_action_is_what_the_tables_say() -> None:
    scene = Scene()
    with keeping():
        scene.days(FIRST_DAY, 3)
        row = Patient.objects.get(pk=scene.patient.pk)
        kept, record = know({row.pk: row.last_seq})[row.pk], record_of(row)
    assert kept.patient == load_patient(row.pk)
    assert record == load_record(row.pk)


def test_a_fact_told_since_is_loaded_anew() -> None:
    scene = Scene()
    with keeping():
        first = know({scene.patient.pk: 1})[scene.patient.pk]
        assert know({scene.patient.pk: 1})[scene.patient.pk] is first
        assert know({scene.patient.pk: 2})[scene.patient.pk] is not first


def test_nothing_is_kept_elsewhere() -> None:
    scene = Scene()
    first = know({scene.patient.pk: 1})[scene.patient.pk]
    assert know({scene.patient.pk: 1})[scene.patient.pk] is not first
