"""Random scenarios: a few weeks of one patient, with everything that may happen, wherever it may."""

import re
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from courses.rules.flags import RULES
from tests.tracker.replay.stories import scenario
from tracker.replay.errors import ScenarioError
from tracker.replay.timeline import script_of

ZONES = ("America/New_York", "Europe/Madrid", "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia", "UTC")
# Around the change to and from summer time, north and south, and around none.
STARTS = (datetime(2026, 3, 5), datetime(2026, 3, 27), datetime(2026, 6, 1), datetime(2026, 10, 1))  # noqa: DTZ001
MEDICINES = (("carisoprodol", "350 mg tablet"), ("tramadol", "50 mg tablet"), ("ketorolac", "10 mg tablet"))
WALLS = ("00:30", "04:00", "08:00", "09:30", "12:00", "20:00", "21:00", "22:30", "23:45")
USES = ("as_planned", "less", "more", "stopped", "still_taking")
SYMPTOMS = ("insomnia", "tremor", "drowsy", "unsteady", "seizure", "headache")
AMOUNTS = st.sampled_from((0.5, 1, 1, 1, 2, 4))
EVENT = re.compile(r"\$\.events\[(\d+)\]")

slots = st.lists(st.sampled_from(WALLS), min_size=1, max_size=4, unique=True).flatmap(
    lambda walls: st.tuples(*(st.tuples(st.just(wall), AMOUNTS).map(list) for wall in sorted(walls))).map(list)
)
needed = st.fixed_dictionaries(
    {"amount": st.just(1), "min_interval_minutes": st.sampled_from((60, 360)), "max_per_day": st.sampled_from((2, 4))}
)


@st.composite
def step(draw: st.DrawFn) -> dict[str, Any]:
    """A step of a few days, mostly with slots."""
    days = draw(st.integers(1, 8))
    if draw(st.integers(0, 5)) == 0:
        return {"days": days, "as_needed": draw(needed)}
    return {"days": days, "slots": draw(slots)}


steps = st.lists(step(), min_size=1, max_size=2)


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    """A valid scenario: what may not be told is left out of the events."""
    start = draw(st.sampled_from(STARTS))
    ids = ["c1", "c2"][: draw(st.sampled_from((1, 1, 1, 2)))]
    document = {
        "title": "random",
        "patient": {
            "time_zone": draw(st.sampled_from(ZONES)),
            "birth_date": draw(st.sampled_from(("1985-05-05", "1950-01-01"))),
            "message_hour": draw(st.sampled_from(("10:00", "03:00", "22:30"))),
            "quiet_hours": draw(st.sampled_from((["22:00", "07:00"], ["00:00", "06:00"], ["08:00", "08:00"]))),
            "follow_up": draw(st.booleans()),
        },
        "practice": {"time_zone": "UTC", "day_boundary": draw(st.sampled_from(("04:00", "00:00", "08:00")))},
        "assessment": {"enhanced_monitoring": draw(st.booleans())},
        "courses": [draw(course(name, start)) for name in ids],
        "events": [*draw(taken(start)), *draw(st.lists(event(ids, start), min_size=8, max_size=25))],
        "until": moment(start, draw(st.integers(5 * 1440, 35 * 1440))),
    }
    return without_what_is_not_valid(document)


@st.composite
def course(draw: st.DrawFn, name: str, start: datetime) -> dict[str, Any]:
    """A course that begins within the first days; every entry check is overridden."""
    medicine, strength = draw(st.sampled_from(MEDICINES))
    told: dict[str, Any] = {
        "id": name,
        "medicine": medicine,
        "strength": strength,
        "first_day": day(start, draw(st.integers(0, 4))),
        "steps": draw(steps),
        "override": "tried",
    }
    return told | ({"supply": draw(st.integers(1, 60))} if draw(st.booleans()) else {})


@st.composite
def taken(draw: st.DrawFn, start: datetime) -> list[dict[str, Any]]:
    """Mostly the first course is taken for some days, so that rules about regular use have something to look at."""
    last = draw(st.sampled_from((0, 7, 12, 20)))
    span = {"every_slot": "c1", "from": day(start, 0), "to": day(start, last - 1), "minutes_late": 5}
    return [span] if last else []


@st.composite
def event(draw: st.DrawFn, ids: list[str], start: datetime) -> dict[str, Any]:
    """Anything that may happen."""
    name = draw(st.sampled_from(ids))
    minute = draw(st.one_of(st.integers(0, 25 * 1440), st.integers(0, 25 * 48).map(lambda half: half * 30)))
    kind = draw(st.sampled_from(("dose", "dose", "check_in", "check_in", "every_slot", "every_slot", *OTHERS)))
    if kind == "every_slot":
        first = draw(st.integers(0, 12))
        last = first + draw(st.integers(0, 10))
        late = draw(st.sampled_from((0, 5, 60, 90, 300)))
        return {"every_slot": name, "from": day(start, first), "to": day(start, last), "minutes_late": late}
    if kind == "outage":
        return {
            "outage": True,
            "from": moment(start, minute),
            "to": moment(start, minute + draw(st.integers(30, 3000))),
        }
    return {"at": moment(start, minute), kind: draw(OTHERS[kind](name, start, minute))}


def doses(name: str, start: datetime, minute: int) -> st.SearchStrategy[dict[str, Any]]:
    logged = st.integers(0, 3000).map(lambda later: {"logged_at": moment(start, minute + later)})
    return st.builds(
        lambda number, amount, about, later: {"id": f"d{number}", "course": name, "amount": amount} | about | later,
        st.integers(0, 9),
        AMOUNTS,
        st.sampled_from(({}, {}, {"about": True})),
        st.one_of(st.just({}), st.just({}), logged),
    )


def check_ins(name: str, _start: datetime, _minute: int) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "id": st.integers(0, 9).map("k{}".format),
            "course": st.just(name),
            "use": st.sampled_from(USES),
            "symptoms": st.lists(st.sampled_from(SYMPTOMS), max_size=2, unique=True),
        }
    )


def plans(start: datetime, key: str) -> st.SearchStrategy[dict[str, Any]]:
    seen = st.integers(0, 20).map(lambda by: {key: "see_patient", "by": day(start, by)})
    return st.one_of(st.just({key: "stop_as_planned"}), seen)


def changes(name: str, start: datetime, _minute: int) -> st.SearchStrategy[dict[str, Any]]:
    told = st.fixed_dictionaries({"course": st.just(name), "reason": st.just("why"), "steps": steps})
    plan = st.one_of(st.just({}), plans(start, "plan"))
    return st.builds(lambda change, planned: change | planned | {"override": "tried"}, told, plan)


def acknowledgements(name: str, start: datetime, minute: int) -> st.SearchStrategy[dict[str, Any]]:
    until = st.integers(0, 7).map(lambda days: {"until": day(start, minute // 1440 + days)})
    return st.builds(
        lambda rule, later: {"course": name, "rule": rule} | later,
        st.sampled_from(("use_beyond_window", "emergency_symptoms", "ending_without_plan", *sorted(RULES))),
        st.one_of(st.just({}), until),
    )


OTHERS: dict[str, Any] = {
    "dose": doses,
    "undo_dose": lambda *_: st.integers(0, 9).map("d{}".format),
    "check_in": check_ins,
    "talk_request": lambda name, *_: st.just({"course": name}),
    "answer_talk_request": lambda name, *_: st.sampled_from(("spoke", "message_left")).map(
        lambda how: {"course": name, "outcome": how}
    ),
    "plan_end": lambda name, start, _: plans(start, "decision").map(lambda plan: {"course": name} | plan),
    "extend": changes,
    "revise": changes,
    "stop": lambda name, *_: st.just({"course": name, "reason": "why"}),
    "acknowledge": acknowledgements,
    "dispense": lambda name, *_: st.integers(1, 40).map(lambda units: {"course": name, "units": units}),
    "move_to": lambda *_: st.sampled_from(ZONES),
    "outage": None,
}


def moment(start: datetime, minutes: int) -> str:
    return (start + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")


def day(start: datetime, days: int) -> str:
    return (start + timedelta(days=days)).strftime("%Y-%m-%d")


def without_what_is_not_valid(document: dict[str, Any]) -> dict[str, Any]:
    """The same without the events that may not be told there."""
    while True:
        try:
            script_of(scenario(document))
        except ScenarioError as error:
            place = EVENT.match(error.path)
            if place is None:
                raise
            events = document["events"]
            document = document | {"events": [one for n, one in enumerate(events) if n != int(place[1])]}
        else:
            return document
