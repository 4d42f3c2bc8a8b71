from typing import cast

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.test import Client

from tracker.accounts.models import User


@pytest.mark.django_db
def test_patients_may_have_no_mail_address_and_many_may_have_none() -> None:
    for number in range(3):
        patient = User.objects.create_user(f"patient:{number}")
        assert patient.email == ""
        assert not patient.has_usable_password()


@pytest.mark.django_db
def test_a_mail_address_belongs_to_one_user_however_it_is_written() -> None:
    User.objects.create_user("one", "Someone@Example.org")
    assert User.objects.get(username="one").email == "someone@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        User(username="two", email="SOMEONE@example.org").save()


@pytest.mark.django_db
def test_a_user_is_known_by_a_version_7_uuid() -> None:
    user = User.objects.create_user("one")
    assert user.pk.version == 7
    assert user.date_joined.utcoffset() is not None


@pytest.mark.django_db
def test_a_user_without_a_username_is_refused() -> None:
    with pytest.raises(ValueError, match="username"):
        User.objects.create_user("")


@pytest.mark.django_db
def test_a_superuser_has_every_permission() -> None:
    assert User.objects.create_superuser("root", password="long-enough-for-this").has_perm("anything.at_all")


def test_users_point_to_nothing_in_courses() -> None:
    targets = {
        cast("type[Model]", field.related_model)._meta.app_label
        for field in User._meta.get_fields()
        if field.is_relation and not field.auto_created
    }
    assert targets == {"auth"}


@pytest.mark.django_db
def test_staff_sign_in_by_email_and_password(client: Client) -> None:
    User.objects.create_superuser("nurse@example.org", "nurse@example.org", "a-good-long-password")
    wrong = client.post("/accounts/login/", {"login": "nurse@example.org", "password": "not-the-password"})
    assert wrong.status_code == 200
    assert "_auth_user_id" not in client.session
    right = client.post("/accounts/login/", {"login": "Nurse@Example.org", "password": "a-good-long-password"})
    assert right.status_code == 302
    assert "_auth_user_id" in client.session


@pytest.mark.django_db
def test_nobody_signs_up_alone(client: Client) -> None:
    client.post(
        "/accounts/signup/",
        {"email": "me@example.org", "password1": "a-good-long-password", "password2": "a-good-long-password"},
    )
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_guessing_passwords_is_slowed_down_by_the_cache_that_all_share(client: Client) -> None:
    User.objects.create_superuser("nurse@example.org", "nurse@example.org", "a-good-long-password")
    answers = [client.post("/accounts/login/", {"login": "nurse@example.org", "password": "guess"}) for _ in range(12)]
    assert b"Too many failed login attempts" in answers[-1].content or answers[-1].status_code == 429
    assert b"Too many failed login attempts" not in answers[0].content
