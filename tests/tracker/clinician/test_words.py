"""Every word of the domain has its words at the desk, and numbers, days and waits are written in one way."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from courses.models import ActivityKind, Known, Language
from courses.rules.facts import SYMPTOMS, Decision, Outcome, RevisionKind, Use
from courses.rules.flags import RULES
from courses.rules.record import Severity
from notifications.rules.reminder import Kind
from tracker.clinician import findings, formats, words


def test_nothing_is_without_words() -> None:
    assert set(words.RULES) == set(RULES) == set(words.MOST_TELLING) == set(findings._SENTENCES)
    assert set(words.SYMPTOMS) == set(SYMPTOMS)
    assert set(words.USES) == set(Use)
    assert set(words.OUTCOMES) == set(Outcome)
    assert set(words.DECISIONS) == set(Decision)
    assert set(words.REVISIONS) == set(RevisionKind)
    assert set(words.KINDS) == set(Kind)
    assert set(words.SEVERITIES) == set(Severity)
    assert set(words.LANGUAGES) == set(Language.values)
    assert set(words.ACTIVITIES) == set(ActivityKind.values)
    assert [name for name, _ in words.KNOWN] == list(Known.values)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (59, "59 min"),
        (60, "1 h"),
        (63, "1 h"),
        (1439, "23 h"),
        (1440, "1 d"),
        (1560, "1 d 2 h"),
        (9 * 1440 + 61, "9 d"),
    ],
)
def test_a_wait(minutes: int, said: str) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    assert formats.wait(now - timedelta(minutes=minutes), now) == said


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        ("1", "tablet", "1 tablet"),
        ("0.5", "tablet", "0.5 tablet"),
        ("4.0000", "tablet", "4 tablets"),
        ("10", "tablet", "10 tablets"),
        ("5", "ml", "5 ml"),
        ("2", "drops", "2 drops"),
    ],
)
def test_an_amount(amount: str, unit: str, said: str) -> None:
    assert formats.units(Decimal(amount), unit) == said


def test_a_day() -> None:
    today = date(2026, 3, 2)
    assert formats.day(today, today) == "today"
    assert formats.day(date(2026, 3, 1), today) == "yesterday"
    assert formats.day(date(2026, 2, 28), today) == "Sat 28 Feb"
    assert formats.day(date(2025, 12, 31), today) == "Wed 31 Dec 2025"


def test_a_clock_time_goes_with_the_calendar_not_with_the_medication_day() -> None:
    past_midnight = datetime(2026, 3, 3, 6, 57, tzinfo=UTC)  # 01:57 in New York
    now = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
    assert formats.when(past_midnight, "America/New_York", now) == "today 01:57"


def test_how_far_apart() -> None:
    assert formats.apart(timedelta(minutes=45)) == "45 min"
    assert formats.apart(timedelta(minutes=250)) == "4 h 10 min"
    assert formats.apart(timedelta(hours=2)) == "2 h"
    assert formats.apart(timedelta(0)) == "0 min"


def test_no_data_is_no_zero() -> None:
    assert formats.number(None) == "no data"
    assert formats.number(Decimal(0)) == "0"
    assert formats.listed([]) == ""
    assert formats.listed(["a"]) == "a"
    assert formats.listed(["a", "b", "c"]) == "a, b and c"
