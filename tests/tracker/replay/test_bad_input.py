"""What is not valid: told with the path to it and the reason, never with a traceback, and nothing of a story."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tests.tracker.replay.stories import scenario
from tracker.replay.errors import ScenarioError
from tracker.replay.reading import read, read_file
from tracker.replay.timeline import script_of

GONE = object()
STEP = {"days": 3, "slots": [["08:00", 1], ["20:00", 1]]}
GOOD: dict[str, Any] = {
    "title": "good",
    "patient": {"time_zone": "Europe/Madrid", "birth_date": "1985-05-05"},
    "practice": {"time_zone": "Europe/Madrid"},
    "courses": [
        {"id": "c1", "medicine": "tizanidine", "strength": "4 mg tablet", "first_day": "2026-06-01", "steps": [STEP]}
    ],
    "events": [{"at": "2026-06-01T08:05", "dose": {"id": "d1", "course": "c1", "amount": 1}}],
    "until": "2026-06-10T12:00",
}


def having(path: str, value: object) -> dict[str, Any]:
    """The good scenario with this at that place (`courses.0.id`)."""
    document = copy.deepcopy(GOOD)
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = document
    for part in way:
        place = place[part]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return document


def then(*events: dict[str, Any]) -> dict[str, Any]:
    """The good scenario with these events after its own."""
    return having("events", [*GOOD["events"], *events])


def refusal(document: object) -> ScenarioError:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(ScenarioError) as caught:
        script_of(read(content))
    assert "\n" not in str(caught.value)
    assert str(caught.value).isprintable()
    return caught.value


def raw(old: str, new: str) -> bytes:
    """The good scenario's text with a part of it changed."""
    text = json.dumps(GOOD)
    assert old in text
    return text.replace(old, new, 1).encode()


DEEP = 100_000
AMOUNT = "$.events[0].dose.amount"
NO_JSON = [
    (b"", "not JSON"),
    (b"{", "not JSON"),
    (b"\xff\xfe{\x00}\x00", "not UTF-8"),
    (b"\xef\xbb\xbf{}", "byte order mark"),
    (json.dumps(GOOD).encode("utf-16"), "not UTF-8"),
    (b"[" * DEEP, "nested too deeply"),
    (b"[" * DEEP + b"]" * DEEP, "nested too deeply"),
    (b'{"title":' * DEEP + b"1" + b"}" * DEEP, "nested too deeply"),
    (raw('"amount": 1', '"amount": 1_000'), "not JSON"),
    (raw('"amount": 1', '"amount": 01'), "not JSON"),
    (raw('"amount": 1', '"amount": .5'), "not JSON"),
    (raw('"amount": 1', '"amount": +1'), "not JSON"),
    (raw('"good"', '"a\nb"'), "not JSON"),
    (b"[]", "must be an object, not a list"),
    (b"null", "must be an object, not null"),
    (b"1", "must be an object, not a number"),
    (b'"x"', "must be an object, not a text"),
    (b"NaN", "must be an object, not a number"),
    (b" " * (16 * 1024 * 1024 + 1), "larger than 16 MB"),
]
NUMBERS = [
    ("NaN", "NaN is no number"),
    ("Infinity", "Infinity is no number"),
    ("-Infinity", "-Infinity is no number"),
    ("1e999", "not above 0 and at most 1000"),
    ("1e-999", "more than 4 decimals"),
    ("1e99999999999999999999", "out of range"),
    ("0.123456789012345678901234567890", "more than 4 decimals"),
    ("1.00001", "more than 4 decimals"),
    ("123456789012345678901234567890", "not above 0 and at most 1000"),
    ("1" * 5000, "more than 60 characters"),
    ("0", "not above 0"),
    ("-1", "not above 0"),
    ("-0.0", "not above 0"),
    ("1001", "at most 1000"),
    ("true", "must be a number, not true or false"),
    ('"1"', "must be a number, not a text"),
    ("null", "must be a number, not null"),
    ("[1]", "must be a number, not a list"),
    ("{}", "must be a number, not an object"),
]
WRONG = [
    ("title", GONE, "$", "lacks title"),
    ("title", 5, "$.title", "must be a text"),
    ("title", "x" * 501, "$.title", "more than 500"),
    ("title", "a\x00b", "$.title", "cannot be stored"),
    ("title", "\ud800", "$.title", "cannot be stored"),
    ("until", GONE, "$", "lacks until"),
    ("until", "2026-06-10", "$.until", "no time such as"),
    ("until", "2026-06-10 12:00", "$.until", "no time such as"),
    ("until", "2026-06-10T24:00", "$.until", "no time of the day"),
    ("until", "2026-06-31T12:00", "$.until", "no date of the calendar"),
    ("until", "2026-06-10T12:00+24:00", "$.until", "no time such as"),
    ("until", "0000-01-01T00:00", "$.until", "no date of the calendar"),
    ("until", "0001-01-01T00:00+14:00", "$.until", "from 1900 to 2200"),
    ("until", "9999-12-31T23:59-12:00", "$.until", "from 1900 to 2200"),
    ("until", "٢٠٢٦-06-10T12:00", "$.until", "no time such as"),
    ("surprise", 1, "$", 'unknown key "surprise"'),
    ("evil\nkey", 1, "$", 'unknown key "evil\\nkey"'),
    ("patient", [], "$.patient", "must be an object"),
    ("patient.name", "x", "$.patient", 'unknown key "name"'),
    ("patient.time_zone", "Mars/Olympus", "$.patient.time_zone", "no zone"),
    ("patient.time_zone", "europe/madrid", "$.patient.time_zone", "no zone"),
    ("patient.time_zone", "posixrules", "$.patient.time_zone", "no zone"),
    ("patient.time_zone", "localtime", "$.patient.time_zone", "no zone"),
    ("patient.time_zone", "../../etc/passwd", "$.patient.time_zone", "no zone"),
    ("patient.time_zone", "", "$.patient.time_zone", "empty"),
    ("patient.birth_date", "1985-02-29", "$.patient.birth_date", "no date of the calendar"),
    ("patient.birth_date", "0000-01-01", "$.patient.birth_date", "no date of the calendar"),
    ("patient.birth_date", "9999-01-01", "$.patient.birth_date", "from 1900 to 2200"),
    ("patient.birth_date", "2026-06-01", "$.patient.birth_date", "not before the story"),
    ("patient.birth_date", 19850505, "$.patient.birth_date", "must be a text"),
    ("patient.message_hour", "10", "$.patient.message_hour", "no wall time"),
    ("patient.message_hour", "25:00", "$.patient.message_hour", "no time of the day"),
    ("patient.message_hour", "10:00:00", "$.patient.message_hour", "no wall time"),
    ("patient.quiet_hours", ["22:00"], "$.patient.quiet_hours", "from 2 to 2 items"),
    ("patient.quiet_hours", ["22:00", 7], "$.patient.quiet_hours[1]", "must be a text"),
    ("patient.follow_up", "no", "$.patient.follow_up", "must be true or false"),
    ("patient.follow_up", 0, "$.patient.follow_up", "must be true or false, not a number"),
    ("practice", {}, "$.practice", "lacks time_zone"),
    ("assessment", {"risk": []}, "$.assessment", 'unknown key "risk"'),
    ("assessment", {"risk_factors": "alcohol"}, "$.assessment.risk_factors", "must be a list"),
    ("assessment", {"other_medicines": [""]}, "$.assessment.other_medicines[0]", "empty"),
    ("courses", [], "$.courses", "from 1 to 50 items, not 0"),
    ("courses", {}, "$.courses", "must be a list"),
    ("courses", GOOD["courses"] * 2, "$.courses[1].id", "another course"),
    ("courses.0.id", "", "$.courses[0].id", "empty"),
    ("courses.0.id", "x" * 101, "$.courses[0].id", "more than 100"),
    ("courses.0.medicine", "aspirine", "$.courses[0].medicine", "not in the catalogue"),
    ("courses.0.medicine", "Tizanidine", "$.courses[0].medicine", "not in the catalogue"),
    ("courses.0.strength", "strong", "$.courses[0].strength", "no strength"),
    ("courses.0.strength", "0 mg tablet", "$.courses[0].strength", "no strength"),
    ("courses.0.first_day", "1999-12-31", "$.courses[0].first_day", "between 2000-01-01 and 2199-12-31"),
    ("courses.0.first_day", "2199-12-31", "$.courses[0].first_day", "between 2000-01-01 and 2199-12-31"),
    ("courses.0.first_day", "2026-6-1", "$.courses[0].first_day", "no date such as"),
    ("courses.0.supply", 0, "$.courses[0].supply", "not above 0"),
    ("courses.0.supply", None, "$.courses[0].supply", "must be a number, not null"),
    ("courses.0.override", "", "$.courses[0].override", "empty"),
    ("courses.0.steps", [], "$.courses[0].steps", "from 1 to 60 items"),
    ("courses.0.steps", [STEP] * 61, "$.courses[0].steps", "from 1 to 60 items"),
    ("courses.0.steps", [STEP | {"days": 200}] * 2, "$.courses[0].steps", "at most 366 days in all"),
    ("courses.0.steps.0.days", 0, "$.courses[0].steps[0].days", "not from 1 to 366"),
    ("courses.0.steps.0.days", 1.0, "$.courses[0].steps[0].days", "a whole number, not 1.0"),
    ("courses.0.steps.0.days", True, "$.courses[0].steps[0].days", "must be a number"),
    ("courses.0.steps.0.slots", [], "$.courses[0].steps[0].slots", "from 1 to 24 items"),
    ("courses.0.steps.0.slots", [["08:00", 1]] * 2, "$.courses[0].steps[0].slots[1][0]", "stands there twice"),
    ("courses.0.steps.0.slots.0", ["08:00"], "$.courses[0].steps[0].slots[0]", "from 2 to 2 items"),
    ("courses.0.steps.0.slots.0", ["8:00", 1], "$.courses[0].steps[0].slots[0][0]", "no wall time"),
    ("courses.0.steps.0.slots.0", ["08:00", 0], "$.courses[0].steps[0].slots[0][1]", "not above 0"),
    ("courses.0.steps.0.as_needed", {}, "$.courses[0].steps[0]", "either slots or as_needed"),
    ("courses.0.steps.0", {"days": 3}, "$.courses[0].steps[0]", "either slots or as_needed"),
    (
        "courses.0.steps.0",
        {"days": 3, "as_needed": {"amount": 2, "min_interval_minutes": 60, "max_per_day": 1}},
        "$.courses[0].steps[0].as_needed.max_per_day",
        "less than the amount",
    ),
    ("events", {}, "$.events", "must be a list"),
    ("events.0", 5, "$.events[0]", "must be an object"),
    ("events.0", {}, "$.events[0]", "must tell one of"),
    ("events.0", {"at": "2026-06-01T08:05", "dosis": 1}, "$.events[0]", 'unknown key "dosis"'),
    ("events.0.at", GONE, "$.events[0]", "lacks at"),
    ("events.0.note", "x", "$.events[0]", 'unknown key "note"'),
    ("events.0.move_to", "UTC", "$.events[0]", "more than one thing"),
    ("events.0.dose.id", GONE, "$.events[0].dose", "lacks id"),
    ("events.0.dose.course", "c9", "$.events[0].dose.course", "the id of no course"),
    ("events.0.dose.about", 1, "$.events[0].dose.about", "must be true or false"),
    ("events.0.dose.logged_at", "2026-06-01T08:04", "$.events[0].dose.logged_at", "told before it was taken"),
    ("events.0.at", "2026-06-01T03:59", "$.events[0].dose", "before the course's first day"),
]
AT = {"at": "2026-06-02T09:00"}
MUCH = {"days": 1, "slots": [["08:00", 20]]}
EXTENSION = {"course": "c1", "reason": "why", "steps": [STEP]}
NOT_THEN = [
    (GOOD["events"][0], "dose.id", "another dose has the id"),
    (AT | {"dose": {"id": "d1", "course": "c1", "amount": 2}}, "dose.id", "another dose has the id"),
    (AT | {"undo_dose": "d9"}, "undo_dose", "no dose with this id"),
    (AT | {"undo_dose": 1}, "undo_dose", "must be a text"),
    (AT | {"check_in": {"id": "k", "course": "c1", "pain": 11}}, "check_in.pain", "not from 0 to 10"),
    (AT | {"check_in": {"id": "k", "course": "c1", "use": "maybe"}}, "check_in.use", '"maybe" is none of'),
    (AT | {"check_in": {"id": "k", "course": "c1", "symptoms": ["tired"]}}, "check_in.symptoms[0]", "none of"),
    (AT | {"check_in": {"id": "k", "course": "c1", "symptoms": ["drowsy"] * 2}}, "check_in.symptoms[1]", "twice"),
    (AT | {"answer_talk_request": {"course": "c1", "outcome": "shrugged"}}, "answer_talk_request.outcome", "none of"),
    (AT | {"plan_end": {"course": "c1", "decision": "see_patient"}}, "plan_end.decision", "asks for `by`"),
    (AT | {"plan_end": {"course": "c1", "decision": "stop_as_planned", "by": "2026-06-03"}}, "plan_end.by", "no date"),
    (AT | {"plan_end": {"course": "c1", "decision": "see_patient", "by": "2026-06-04"}}, "plan_end.by", "last day"),
    (AT | {"extend": EXTENSION | {"reason": " "}}, "extend.reason", "empty"),
    (AT | {"extend": EXTENSION | {"by": "2026-06-03"}}, "extend.by", "without a plan"),
    (AT | {"extend": EXTENSION | {"plan": "see_patient", "by": "2026-06-07"}}, "extend.by", "last day, 2026-06-06"),
    (
        AT | {"extend": EXTENSION | {"steps": [{"days": 1, "slots": [["08:00", 20]]}]}},
        "extend.override",
        "daily_amount_over_label",
    ),
    ({"at": "2026-06-04T09:00", "revise": EXTENSION}, "revise", "after the last day, 2026-06-03"),
    (AT | {"acknowledge": {"course": "c1", "rule": "bad_mood"}}, "acknowledge.rule", "none of"),
    (
        AT | {"acknowledge": {"course": "c1", "rule": "not_started", "until": "2026-06-10"}},
        "acknowledge.until",
        "more than 7 days ahead",
    ),
    (AT | {"dispense": {"course": "c1", "units": 10_001}}, "dispense.units", "at most 10000"),
    (AT | {"move_to": "Europe/Atlantis"}, "move_to", "no zone"),
    ({"outage": True, "from": "2026-06-02T09:00", "to": "2026-06-02T08:00"}, "to", "before `from`"),
    ({"outage": False, "from": "2026-06-02T09:00", "to": "2026-06-02T10:00"}, "outage", "must be true"),
    ({"every_slot": "c1", "from": "2026-06-02", "to": "2026-06-01", "minutes_late": 0}, "to", "before `from`"),
    ({"every_slot": "c1", "from": "2026-06-02", "to": "2026-06-03", "minutes_late": -1}, "minutes_late", "not from 0"),
    ({"every_slot": "c9", "from": "2026-06-02", "to": "2026-06-03", "minutes_late": 0}, "every_slot", "no course"),
    ({"every_slot": "c1", "from": "2026-06-02", "to": "2026-06-03"}, "", "lacks minutes_late"),
]
STOPPED = AT | {"stop": {"course": "c1", "reason": "rash"}}
AFTER_A_STOP = [
    ({"at": "2026-06-02T10:00", "stop": {"course": "c1", "reason": "rash"}}, "stop"),
    ({"at": "2026-06-02T10:00", "extend": EXTENSION}, "extend"),
    ({"at": "2026-06-02T10:00", "revise": EXTENSION}, "revise"),
]


def test_the_good_scenario_is_good() -> None:
    script_of(scenario(GOOD))


@pytest.mark.parametrize(("content", "what"), NO_JSON, ids=range(len(NO_JSON)))
def test_what_is_no_object_in_json_is_refused_as_a_whole(content: bytes, what: str) -> None:
    error = refusal(content)
    assert error.path == "$"
    assert what in error.what


@pytest.mark.parametrize(("number", "what"), NUMBERS, ids=range(len(NUMBERS)))
def test_an_amount_is_a_number_that_an_amount_can_be(number: str, what: str) -> None:
    error = refusal(raw('"amount": 1', f'"amount": {number}'))
    assert error.path == AMOUNT
    assert what in error.what


def test_an_amount_with_zeros_behind_it_is_what_it_is() -> None:
    told = read(raw('"amount": 1', f'"amount": 1.{"0" * 30}'))
    assert str(told.events[0].doing.amount) == "1.0000"  # type: ignore[union-attr]


@pytest.mark.parametrize(("path", "value", "where", "what"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_told_with_its_path(path: str, value: object, where: str, what: str) -> None:
    error = refusal(having(path, value))
    assert error.path == where
    assert what in error.what


@pytest.mark.parametrize(("event", "where", "what"), NOT_THEN, ids=range(len(NOT_THEN)))
def test_what_cannot_be_done_is_told_with_its_event(event: dict[str, Any], where: str, what: str) -> None:
    error = refusal(then(event))
    assert error.path == f"$.events[1].{where}".rstrip(".")
    assert what in error.what


@pytest.mark.parametrize(("event", "where"), AFTER_A_STOP)
def test_a_stopped_course_changes_no_more(event: dict[str, Any], where: str) -> None:
    error = refusal(then(STOPPED, event))
    assert error.path == f"$.events[2].{where}"
    assert "stopped on 2026-06-02" in error.what


def test_a_dose_is_undone_once() -> None:
    error = refusal(then(AT | {"undo_dose": "d1"}, AT | {"undo_dose": "d1"}))
    assert error.path == "$.events[2].undo_dose"
    assert "undone already" in error.what


def test_an_id_that_every_slot_makes_is_used_once() -> None:
    span = {"every_slot": "c1", "from": "2026-06-02", "to": "2026-06-02", "minutes_late": 0}
    error = refusal(then(span, span))
    assert "another dose has the id" in error.what
    assert error.path == "$.events[2].every_slot"


@pytest.mark.parametrize("key", ["title", "patient", "until"])
def test_a_key_that_stands_there_twice_is_refused(key: str) -> None:
    error = refusal(raw(f'"{key}"', f'"{key}": 1, "{key}"'))
    assert error.path == "$"
    assert f'the key "{key}" twice' in error.what


def test_a_repeated_key_deep_inside_is_told_with_its_object() -> None:
    assert refusal(raw('"amount"', '"amount": 1, "amount"')).path == "$.events[0].dose"


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"steps": [{"days": 30, "slots": [["08:00", 1]]}], "medicine": "carisoprodol"}, "longer_than_label"),
        ({"steps": [{"days": 1, "slots": [["08:00", 100]]}]}, "single_dose_over_label"),
    ],
)
def test_an_entry_check_without_an_override_is_named(change: dict[str, Any], check: str) -> None:
    document = having("courses.0", GOOD["courses"][0] | change)
    error = refusal(document)
    assert error.path == "$.courses[0].override"
    assert check in error.what
    document["courses"][0]["override"] = "known for years"
    script_of(scenario(document))


def test_an_override_where_nothing_fires_is_no_error() -> None:
    script_of(scenario(having("courses.0.override", "to be sure")))


def test_events_after_the_end_are_not_applied_but_have_to_be_events() -> None:
    late = {"at": "2026-06-11T08:00", "undo_dose": "nobody's"}
    script_of(scenario(then(late)))
    assert refusal(then(late | {"at": "soon"})).path == "$.events[1].at"


def test_right_to_left_and_zero_width_text_is_kept() -> None:
    title = "\u202eعنوان\u200b"
    assert scenario(having("title", title)).title == title


@pytest.mark.parametrize("name", ["nowhere.json", ".", "a\x00b"])
def test_a_file_that_cannot_be_read_is_told_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(ScenarioError, match=r"^\$: cannot be read"):
        read_file(tmp_path / name)
