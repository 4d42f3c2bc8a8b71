"""Another patient's pages are not there; nor are the staff's."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from courses import actions
from courses.models import CheckIn, Dose
from tests.courses.making import Scene, a_patient, a_user, an_id, at
from tests.tracker.patient.phone import Phone
from tracker import clock
from tracker.accounts.helpers import invite_helper
from tracker.accounts.models import HelperInvitation
from tracker.patient.urls import urlpatterns

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]

NOON = "2026-03-05T12:00"
# These show nothing of anybody.
OF_NOBODY = {"urgent", "shell", "manifest"}


@pytest.fixture
def others(scene: Scene) -> dict[str, str]:
    """Ids of a patient, none of which the one who looks has."""
    told = scene.told("2026-03-05T08:00", scene.patient.as_viewer())
    dose = scene.dose(1, "2026-03-05T08:00").dose
    made = actions.report_emergency(course=scene.course, client_id=an_id(2), symptoms=["seizure"], **told).check_in
    activity = actions.add_activity(course=scene.course, kind="heat", text="Heat", **scene.told("2026-03-05T08:00"))
    tick = actions.tick_activity(activity=activity, client_id=an_id(3), **told).tick
    helper = actions.let_help(patient=scene.patient, user_id=a_user().pk, name="Luis", **told)
    invite_helper(patient=scene.patient, name="Bo", email="bo@example.org", until=None, now=told["now"])
    return {
        "course_id": str(scene.course.pk),
        "dose_id": str(dose.client_id),
        "check_in_id": str(made.client_id),
        "activity_id": str(activity.pk),
        "tick_id": str(tick.client_id),
        "helper_id": str(helper.pk),
        "invitation_id": str(HelperInvitation.objects.get().pk),
        # These name nobody.
        "day": "2026-03-05",
        "month": "2026-03",
        "secret": "opens-nothing",
        "step": "language",
        "language": "en",
    }


def of_somebody() -> list[tuple[str, str]]:
    return [
        (str(pattern.name), next(iter(pattern.pattern.converters)))
        for pattern in urlpatterns
        if isinstance(pattern, URLPattern) and any(name.endswith("_id") for name in pattern.pattern.converters)
    ]


@pytest.mark.parametrize(("name", "id_name"), of_somebody())
def test_ids_of_another_patient_answer_404(
    scene: Scene, others: dict[str, str], monkeypatch: pytest.MonkeyPatch, name: str, id_name: str
) -> None:
    stranger = Phone(a_patient(scene.practice), monkeypatch, NOON)
    path = reverse(f"patient:{name}", args=[others[id_name]])
    answers = {stranger.client.get(path).status_code, stranger.client.post(path, {"id": str(an_id(9))}).status_code}
    assert answers <= {404, 405}
    assert 404 in answers
    assert Dose.objects.get().undone_at is None
    assert CheckIn.objects.get().undone_at is None


def test_a_helpers_leave_opens_no_page_of_the_patient(
    scene: Scene, others: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    leave = actions.let_help(patient=scene.patient, user_id=a_user().pk, name="Bo", **scene.told("2026-03-05T08:00"))
    monkeypatch.setattr(clock, "now", lambda: at(NOON))
    helper = Client()
    helper.force_login(leave.user)
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        # Numbers are for everybody; what a notification's buttons do goes by a token alone.
        if pattern.name in OF_NOBODY or str(pattern.name).startswith("push_"):
            continue
        path = reverse(f"patient:{pattern.name}", args=[others[name] for name in pattern.pattern.converters])
        assert {helper.get(path).status_code, helper.post(path).status_code} <= {404, 405}, path
    assert helper.get(reverse("patient:urgent")).status_code == 200


def test_a_dose_for_anothers_course_is_not_there(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = Phone(a_patient(scene.practice), monkeypatch, NOON)
    sent = {"id": str(an_id(1)), "course": str(scene.course.pk), "amount": "1", "when": "now"}
    assert stranger.post("/me/doses/", **sent).status_code == 404
    assert Dose.objects.count() == 0


def test_the_same_id_of_another_patient_is_another_dose(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.dose(1, "2026-03-05T08:00")
    other = Scene()
    sent = {"id": str(an_id(1)), "course": str(other.course.pk), "amount": "1", "when": "now"}
    assert Phone(other.patient, monkeypatch, NOON).post("/me/doses/", **sent).status_code == 302
    assert Dose.objects.filter(client_id=an_id(1)).count() == 2


@pytest.mark.parametrize("path", ["/me/", "/me/courses/", "/me/check-in/", "/me/talk/", "/me/settings/"])
def test_who_is_not_signed_in_signs_in_first(client: Client, path: str) -> None:
    assert client.get(path)["Location"].startswith("/accounts/patient/?next=")


def test_urgent_help_is_for_everyone(client: Client) -> None:
    page = client.get("/me/urgent/").content.decode()
    assert "tel:911" in page
    assert "These are the numbers of the United States." in page


@pytest.mark.parametrize("path", ["/me/", "/me/urgent/", "/me/talk/"])
def test_methods_that_a_page_has_not_are_refused(scene: Scene, phone: On, path: str) -> None:
    assert phone(scene, NOON).client.delete(path).status_code == 405
