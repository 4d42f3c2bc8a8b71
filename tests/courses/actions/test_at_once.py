"""Two at once, on a server that really runs them so."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from courses import actions
from courses.access import SYSTEM
from courses.errors import Refused, ShortcourseError
from courses.models import Clinician, Course, Dose, Patient
from courses.rules.facts import Decision
from tests.courses.making import ENTERED, Scene, a_clinician, a_patient, an_id, at

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def together() -> Iterator[Callable[..., list[Any]]]:
    """Runs each call in a thread of its own, all from the same moment on; what they return or raise."""

    def run(*calls: Callable[[], Any]) -> list[Any]:
        start = Barrier(len(calls))

        def one(call: Callable[[], Any]) -> Any:
            try:
                start.wait()
                return call()
            except ShortcourseError as error:
                return error
            finally:
                connection.close()

        return list(pool.map(one, calls))

    with ThreadPoolExecutor(4) as pool:
        yield run


def test_the_same_dose_from_two_phones_makes_one_row_fifty_times(together: Callable[..., list[Any]]) -> None:
    scene = Scene()
    for number in range(50):
        both = together(*[lambda: scene.dose(number, "2026-03-02T08:00")] * 2)  # noqa: B023 (run before it changes)
        assert sorted(logged.created for logged in both) == [False, True]
        assert both[0].dose == both[1].dose
    assert Dose.objects.count() == 50
    assert Patient.objects.get(pk=scene.patient.pk).last_seq == 52


def test_facts_told_at_once_take_different_places_in_order_of_their_instants(
    together: Callable[..., list[Any]],
) -> None:
    scene = Scene()
    mine = scene.told("2026-03-02T08:00", scene.patient.as_viewer())
    staff = scene.told("2026-03-02T08:00")
    for number in range(10):
        together(
            lambda: scene.dose(number, "2026-03-02T08:00"),  # noqa: B023
            lambda: actions.check_in(course=scene.course, client_id=an_id(number), pain=1, **mine),  # noqa: B023
            lambda: actions.plan_end(course=scene.course, decision=Decision.STOP_AS_PLANNED, **staff),
        )
    patient = Patient.objects.get(pk=scene.patient.pk)
    assert (patient.last_seq, patient.judged_seq) == (32, 32)


def test_a_course_is_stopped_once_by_two(together: Callable[..., list[Any]]) -> None:
    scene = Scene()
    stop = {"reason": "rash", "told": "call us", **scene.told("2026-03-02T08:00")}
    both = together(*[lambda: actions.stop(course=Course.objects.get(pk=scene.course.pk), **stop)] * 2)
    assert sorted(isinstance(one, Refused) for one in both) == [False, True]


def test_no_course_stays_with_a_prescriber_who_is_deactivated_meanwhile(together: Callable[..., list[Any]]) -> None:
    scene = Scene()
    for _ in range(5):
        leaving = a_clinician(scene.practice)
        scene.patient = a_patient(scene.practice)
        told: dict[str, Any] = {"by": SYSTEM, "through": "system", "now": ENTERED}
        together(
            lambda: scene.enter(prescriber=leaving),  # noqa: B023
            lambda: actions.deactivate_clinician(clinician=leaving, **told),  # noqa: B023
        )
        row = Clinician.objects.get(pk=leaving.pk)
        assert row.is_active == row.courses.exists()


def test_two_hand_overs_and_doses_at_once_do_not_deadlock(together: Callable[..., list[Any]]) -> None:
    scene = Scene()
    one, two = a_clinician(scene.practice), a_clinician(scene.practice)
    told: dict[str, Any] = {"by": SYSTEM, "through": "system", "now": at("2026-03-02T08:00")}
    for number in range(5):
        together(
            lambda: actions.hand_over_all(prescriber=one, successor=two, **told),
            lambda: actions.hand_over_all(prescriber=two, successor=one, **told),
            lambda: scene.dose(number, "2026-03-02T08:00", amount=Decimal(1)),  # noqa: B023
        )
    assert Dose.objects.count() == 5
