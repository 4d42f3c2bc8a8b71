"""Stories that Hypothesis tells: everything that can be told of a patient, in any order that makes sense."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from courses.rules.facts import SYMPTOMS, Outcome, Use
from courses.rules.flags import RULES
from courses.rules.known import KnownCourse
from tests.courses.rules.telling import FIRST, Told, basis, needed, on, slots

ZONES = [
    *("UTC", "America/New_York", "Europe/Madrid", "Australia/Lord_Howe", "Pacific/Chatham", "Asia/Tokyo"),
    *("Pacific/Kiritimati", "America/Los_Angeles"),
]
# First days from which a course meets a change of clock within two weeks: Madrid, Lord Howe and Chatham, New York.
FIRSTS = [-68, -60, 1, 111, 125, 148, 152]
WALLS = ["00:30", "02:15", "02:45", "04:00", "08:00", "09:30", "13:00", "20:00", "23:30"]
KINDS = [
    *("dose", "dose", "dose", "dose", "check_in", "check_in", "ask", "answer", "acknowledge", "acknowledge"),
    *("plan", "extend", "revise", "stop", "move", "choose", "undo", "dispense", "cancel", "later", "later"),
]
AMOUNTS = st.sampled_from(["0.5", "1", "2", "4"])
STEPS = st.lists(
    st.one_of(
        st.builds(
            lambda days, walls, amount: slots(days, *walls, amount=amount),
            st.integers(1, 9),
            st.lists(st.sampled_from(WALLS), min_size=1, max_size=3, unique=True),
            st.sampled_from(["1", "2"]),
        ),
        st.builds(needed, st.integers(1, 6)),
    ),
    min_size=1,
    max_size=3,
)


@st.composite
def stories(draw: st.DrawFn, events: int = 20) -> Told:
    """One or two courses and what happens in the five weeks from the first day on."""
    told = Told(
        zone=draw(st.sampled_from(ZONES)),
        hour=draw(st.sampled_from(["10:00", "18:00", "23:15", "03:00", "06:30"])),
        quiet=draw(st.sampled_from([("22:00", "07:00"), ("00:30", "06:00"), ("21:00", "08:00"), ("05:00", "05:00")])),
        follow_up=draw(st.booleans()),
    )
    first = draw(st.sampled_from(FIRSTS))
    for number in range(draw(st.integers(1, 2))):
        judged_by = basis(
            mg="100",
            label_mg="500",
            days_limit=draw(st.sampled_from([None, 4])),
            risk=draw(st.sampled_from(["yes", "yes", "no", "after 5 days"])),
            sedating=draw(st.booleans()),
        )
        told.course(
            *draw(STEPS),
            of=f"c{number + 1}",
            first=first + number * draw(st.integers(0, 9)),
            entered=(first - 1, "12:00"),
            enhanced=draw(st.booleans()),
            supply=draw(st.sampled_from([None, "20"])),
            basis=judged_by,
        )
    quarters = draw(st.lists(st.integers(-96, 35 * 96), max_size=events))
    for quarter in sorted(quarters):
        day, rest = divmod(quarter, 96)
        wall = f"{rest // 4:02}:{rest % 4 * 15:02}"
        # Where a move set the wall clock back, what was told stays before.
        if told.at(first + day, wall) >= told.builds[-1][0]:
            _happens(draw, told, first + day, wall)
    return told


def _happens(draw: st.DrawFn, told: Told, day: int, wall: str) -> None:  # noqa: C901 - one line a kind
    courses = told.knowledge.at(told.at(day, wall)).courses
    known = draw(st.sampled_from(courses))
    kind, of, number = draw(st.sampled_from(KINDS)), known.id, len(told.builds)
    if kind == "dose":
        late = draw(st.sampled_from([None, None, (day + 1, "12:00")]))
        late = None if late is None or told.moves else late
        told.dose(day, wall, draw(AMOUNTS), key=f"d{number}", of=of, told=late, about=draw(st.booleans()))
    elif kind == "check_in":
        symptoms = draw(st.sets(st.sampled_from(sorted(SYMPTOMS)), max_size=2))
        told.says(day, wall, draw(st.sampled_from([None, *Use])), *sorted(symptoms), key=f"k{number}", of=of)
    elif kind == "ask":
        told.asks_to_talk(day, wall, of=of)
    elif kind == "answer":
        told.answer(day, wall, draw(st.sampled_from(list(Outcome))), of=of)
    elif kind == "acknowledge":
        until = draw(st.sampled_from([None, None, day + 3]))
        told.acknowledge(day, wall, draw(st.sampled_from(sorted(RULES))), until, of=of)
    elif kind == "move":
        told.move(day, wall, draw(st.sampled_from(ZONES)))
    elif kind == "choose":
        told.choose(day, wall, quiet_end=told.at(1, draw(st.sampled_from(["06:00", "09:00"]))).time())
    elif kind == "undo" and known.doses:
        told.undo(day, wall, draw(st.sampled_from(known.doses)).id)
    elif kind == "later":
        told.later(day, wall, draw(st.sampled_from(WALLS)), of=of)
    elif kind == "dispense":
        told.dispense(day, wall, "5", of=of)
    elif kind == "cancel" and not known.doses and known.stop is None and known.cancelled is None:
        told.cancel(day, wall, of=of)
    elif known.stop is None and known.cancelled is None:
        _changes_the_plan(draw, told, known, kind, (day, wall))


def _changes_the_plan(draw: st.DrawFn, told: Told, known: KnownCourse, kind: str, at: tuple[int, str]) -> None:
    day, wall = at
    today = _number(told, told.at(day, wall))
    first, last = ((one - on(1)).days + 1 for one in (known.first_day, known.last_day))
    if kind == "plan":
        told.plan(day, wall, see_by=draw(st.sampled_from([None, last])), of=known.id)
    elif kind == "extend":
        told.extend(day, wall, *draw(STEPS), begins=max(last + 1, today), of=known.id)
    elif kind == "revise" and today <= last:
        told.revise(day, wall, *draw(STEPS), begins=max(first, today), of=known.id)
    elif kind == "stop":
        told.stop(day, wall, of=known.id)


def _number(told: Told, at: datetime) -> int:
    """The day of the story that the medication day of an instant is."""
    return (told.day_of(at) - FIRST).days + 1


def end_of(told: Told) -> datetime:
    """An instant after all that was told, late enough for most of what it leads to."""
    return max(at for at, _ in told.builds) + timedelta(days=25)
