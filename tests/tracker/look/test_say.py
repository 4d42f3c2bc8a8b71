"""Times, days and amounts as people say them."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from tests.courses.making import at
from tracker.look.say import Say, amount, medicine_name, number, span

NEW_YORK = Say("America/New_York", "US")


@pytest.mark.parametrize(
    ("wall", "country", "said"),
    [
        (time(0, 5), "US", "12:05 am"), (time(8, 5), "US", "8:05 am"), (time(12), "US", "12:00 pm"),
        (time(22, 30), "US", "10:30 pm"), (time(8, 5), "DE", "08:05"), (time(22, 30), "ES", "22:30"),
    ],
)  # fmt: skip
def test_the_clock_goes_as_the_country_has_it(wall: time, country: str, said: str) -> None:
    assert Say("UTC", country).clock(wall).replace("\xa0", " ") == said


def test_an_instant_is_said_in_the_patients_zone() -> None:
    noon: datetime = at("2026-03-02T12:00")
    assert Say("Europe/Madrid", "ES").clock(noon) == "18:00"
    assert NEW_YORK.moment(noon).replace("\xa0", " ") == "Mon 2 Mar, 12:00 pm"


def test_days_have_their_weekday() -> None:
    monday = date(2026, 10, 19)
    assert NEW_YORK.day(monday) == "Monday 19 October"
    assert NEW_YORK.short_day(monday) == "Mon 19 Oct"
    assert NEW_YORK.head_day(monday) == "Mon 19 October"
    assert NEW_YORK.weekday(monday) == "Monday"


def test_days_near_today_have_names() -> None:
    today = date(2026, 10, 19)
    names = [NEW_YORK.near_day(today + timedelta(days=n), today) for n in (-2, -1, 0, 1)]
    assert names == ["Sat 17 Oct", "yesterday", "today", "tomorrow"]


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("1", "tablet", "1 tablet"), ("2", "tablet", "2 tablets"), ("0.5", "tablet", "½ tablet"),
        ("1.5", "tablet", "1½ tablets"), ("2.0000", "capsule", "2 capsules"), ("0.25", "patch", "¼ patch"),
        ("0.3", "tablet", "0.3 tablet"), ("10", "ml", "10 ml"), ("0", "tablet", "0 tablets"),
        ("100", "drop", "100 drops"),
    ],
)  # fmt: skip
def test_amounts_are_said_with_their_unit(value: str, unit: str, said: str) -> None:
    assert amount(Decimal(value), unit).replace("\xa0", " ") == said


def test_a_decimal_is_written_with_a_point_as_on_a_label_of_the_americas() -> None:
    with translation.override("es"):
        assert number(Decimal("0.3")) == "0.3"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0 minutes"), (1, "1 minute"), (60, "1 hour"), (90, "1 hour 30 minutes"), (1440, "24 hours")],
)
def test_spans_are_said_in_hours_and_minutes(minutes: int, said: str) -> None:
    assert span(timedelta(minutes=minutes)) == said


def test_a_medicine_is_named_with_its_mass() -> None:
    assert medicine_name("carisoprodol", "350 mg tablet", "tablet") == "Carisoprodol 350 mg"
    assert medicine_name("spray", "nasal spray", "spray") == "Spray nasal"
