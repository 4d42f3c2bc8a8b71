"""How long one stays signed in, and what a sign-out takes away."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client, RequestFactory

from courses.models import Clinician, Patient
from tests.courses.making import a_clinician, a_patient, a_practice
from tracker import clock
from tracker.accounts.codes import user_of_patient
from tracker.accounts.models import User
from tracker.accounts.sessions import KEY, Place, begin

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    def to(now: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)

    to(NOW)
    return to


def signed_in(user: User, place: Place) -> Client:
    client = Client()
    client.force_login(user)
    session = client.session
    request = RequestFactory().get("/")
    request.session = session
    begin(request, place, NOW)
    session.save()
    return client


def is_in(client: Client) -> bool:
    """Whether the next page finds somebody signed in."""
    return bool(client.get("/accounts/patient/").status_code == 302)


@pytest.fixture
def patient() -> User:
    return user_of_patient(a_patient(a_practice()).pk, NOW)


@pytest.fixture
def staff() -> Clinician:
    return a_clinician(a_practice())


def test_staff_are_signed_out_after_twelve_hours_however_busy(
    staff: Clinician, set_clock: Callable[[datetime], None]
) -> None:
    client = signed_in(User.objects.get(pk=staff.user_id), Place.STAFF)
    for hour in range(1, 12):
        set_clock(NOW + timedelta(hours=hour))
        assert is_in(client)
    set_clock(NOW + timedelta(hours=12))
    assert not is_in(client)


def test_a_shared_phone_is_signed_out_after_fifteen_minutes_idle(
    patient: User, set_clock: Callable[[datetime], None]
) -> None:
    client = signed_in(patient, Place.SHARED_PHONE)
    set_clock(NOW + timedelta(minutes=14))
    assert is_in(client)
    set_clock(NOW + timedelta(minutes=28))
    assert is_in(client)
    set_clock(NOW + timedelta(minutes=43))
    assert not is_in(client)


def test_an_own_phone_is_signed_out_after_thirty_days_unused(
    patient: User, set_clock: Callable[[datetime], None]
) -> None:
    client = signed_in(patient, Place.OWN_PHONE)
    set_clock(NOW + timedelta(days=29))
    assert is_in(client)
    set_clock(NOW + timedelta(days=58))
    assert is_in(client)
    set_clock(NOW + timedelta(days=88))
    assert not is_in(client)


def test_who_was_signed_out_by_time_is_told_that_nothing_is_lost(
    patient: User, set_clock: Callable[[datetime], None]
) -> None:
    client = signed_in(patient, Place.SHARED_PHONE)
    set_clock(NOW + timedelta(hours=1))
    assert "Nothing is lost." in client.get("/me/", follow=True).content.decode()


def test_the_cookie_lives_no_longer_than_the_session(patient: User) -> None:
    client = signed_in(patient, Place.SHARED_PHONE)
    assert client.session.get_expiry_age() == 15 * 60


def test_a_session_of_unknown_origin_gets_the_shorter_length(patient: User) -> None:
    client = Client()
    client.force_login(patient)
    client.get("/accounts/patient/")
    assert client.session[KEY]["place"] == Place.SHARED_PHONE


def test_staff_sign_in_through_the_page_gets_staffs_length(client: Client) -> None:
    User.objects.create_superuser("nurse@example.org", "nurse@example.org", "a-good-long-password")
    client.post("/accounts/login/", {"login": "nurse@example.org", "password": "a-good-long-password"})
    assert client.session[KEY]["place"] == Place.STAFF


def test_signing_out_ends_the_session(patient: User) -> None:
    client = signed_in(patient, Place.OWN_PHONE)
    client.post("/accounts/patient/sign-out/")
    assert not is_in(client)


def test_signing_out_by_a_link_is_not_possible(patient: User) -> None:
    client = signed_in(patient, Place.OWN_PHONE)
    assert client.get("/accounts/patient/sign-out/").status_code == 405
    assert is_in(client)


def test_pages_of_a_patient_are_kept_by_no_cache(patient: User) -> None:
    assert "no-store" in signed_in(patient, Place.OWN_PHONE).get("/me/")["Cache-Control"]


def test_everybody_is_led_to_their_own_side(client: Client, patient: User, staff: Clinician) -> None:
    assert client.get("/").status_code == 200
    assert signed_in(patient, Place.OWN_PHONE).get("/")["Location"] == "/me/"
    user = User.objects.get(pk=staff.user_id)
    assert signed_in(user, Place.STAFF).get("/")["Location"] == "/desk/"


def test_staff_who_left_find_nothing(staff: Clinician) -> None:
    Clinician.objects.filter(pk=staff.pk).update(is_active=False, deactivated_at=NOW)
    client = signed_in(User.objects.get(pk=staff.user_id), Place.STAFF)
    assert "Nothing to see" in client.get("/").content.decode()


def test_patients_pages_are_not_there_for_staff(staff: Clinician) -> None:
    client = signed_in(User.objects.get(pk=staff.user_id), Place.STAFF)
    assert client.get("/me/").status_code == 404


def test_who_is_not_signed_in_is_led_to_the_patients_sign_in(client: Client) -> None:
    answer = client.get("/me/settings/")
    assert answer["Location"] == "/accounts/patient/?next=/me/settings/"


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client: Client) -> None:
    answer = client.post("/me/doses/", headers={"referer": "http://testserver/me/"})
    assert answer["Location"] == "/accounts/patient/?next=/me/"
    elsewhere = client.post("/me/doses/", headers={"referer": "http://example.com/me/"})
    assert elsewhere["Location"] == "/accounts/patient/?next=/"


def test_two_patients_have_two_users() -> None:
    practice = a_practice()
    users = {user_of_patient(a_patient(practice).pk, NOW).pk for _ in range(2)}
    assert len(users) == 2
    assert Patient.objects.filter(user__isnull=True).count() == 0
