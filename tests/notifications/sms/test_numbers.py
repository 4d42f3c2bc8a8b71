"""Which numbers a text may go to."""

import pytest
from django.test import override_settings

from notifications.channels.sms.numbers import WrongNumber, number_of


@pytest.mark.parametrize("typed", ["(202) 555-0143", "202-555-0143", "+1 202 555 0143", "1 202 555 0143"])
def test_a_number_is_read_as_people_type_it(typed: str) -> None:
    assert number_of(typed, "US") == "+12025550143"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "unreadable"),
        ("my phone", "unreadable"),
        ("555-0143", "unreadable"),
        ("202 555 0143 ext. 5", "unreadable"),
        # A Caribbean island shares the code of the country, and costs a dollar.
        ("+1 876 234 5678", "region"),
        ("+44 7400 123456", "region"),
        ("+1 900 234 5678", "no_texts"),
        ("+1 800 234 5678", "no_texts"),
    ],
)
def test_a_number_that_is_a_trap_is_refused(typed: str, code: str) -> None:
    with pytest.raises(WrongNumber) as wrong:
        number_of(typed, "US")
    assert wrong.value.code == code


@override_settings(SMS_COUNTRIES=["GB"])
def test_the_operator_may_admit_another_country() -> None:
    assert number_of("+44 7400 123456", "US") == "+447400123456"
