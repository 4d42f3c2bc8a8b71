"""Every state that a course can be in for its patient: how it came about, and when it is looked at.

Amounts, days and medicines are those of the tests' own course: carisoprodol, four a day, Monday 2 March 2026 to Sunday
15 March.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from courses import actions
from courses.models import Course, Medicine, Practice
from courses.rules.facts import Decision, Outcome, Use
from tests.courses.making import FIRST_DAY, REASONS, Scene, an_id, as_needed, at, slots

LAST = date(2026, 3, 15)
TWO_A_DAY = slots("08:00", "20:00")
TAPER = (slots("08:00", "14:00", "20:00", days=8), slots("08:00", "20:00", days=3), slots("20:00", days=3))
DAY_10, DAY_13 = "2026-03-10T12:00", "2026-03-13T12:00"
PRACTICE = {
    "name": "Elm Street",
    "phone": "555-0142",
    "out_of_hours_phone": "555-0199",
    "hours": "Mon to Fri, 8 am to 5 pm",
    "answer_promise": "",
}


class Told(Scene):
    """A scene that tells its doses by the slots of its course."""

    def take(self, first: date, last: date, *walls: str) -> "Told":
        """The doses of some days at these wall times (8 and 20 if none is named), each logged when taken."""
        day = first
        while day <= last:
            for n, wall in enumerate(walls or ("08:00", "20:00")):
                self.dose(day.toordinal() * 10 + n, f"{day}T{wall}")
            day += timedelta(days=1)
        return self

    def patient_says(self, now: str) -> dict[str, Any]:
        """Who, through what and when, for what the patient does."""
        return self.told(now, self.patient.as_viewer())


@dataclass(frozen=True, slots=True)
class State:
    """One state: its name, a story that makes it, when it is looked at, and the pages that show it.

    `is_settled`: the patient has answered the first steps and read what is told before a course.
    """

    name: str
    story: Callable[[], Told]
    now: str
    pages: tuple[str, ...] = ("today",)
    is_settled: bool = True


def _two(first_day: date = FIRST_DAY, **entered: Any) -> Told:
    return Told(**{"steps": (TWO_A_DAY,), "first_day": first_day, **entered})


def _used(to: date) -> Told:
    return _two().take(FIRST_DAY, to)


def _planned(decision: Decision, **plan: Any) -> Told:
    scene = _used(date(2026, 3, 9))
    actions.plan_end(course=scene.course, decision=decision, **plan, **scene.told("2026-03-10T07:00"))
    return scene


def _last_day(*, planned: bool) -> Told:
    scene = _planned(Decision.STOP_AS_PLANNED) if planned else _used(date(2026, 3, 9))
    return scene.take(date(2026, 3, 10), date(2026, 3, 14))


def _taper(to: date) -> Told:
    scene = Told(steps=TAPER)
    scene.take(FIRST_DAY, min(to, date(2026, 3, 9)), "08:00", "14:00", "20:00")
    return scene.take(date(2026, 3, 10), to)


def _without_risk() -> Told:
    return Told(
        steps=(slots("09:00", "21:00", days=5),),
        medicine=Medicine.objects.get(code="methocarbamol"),
        strength="750 mg tablet",
        overrides=REASONS,
        confirmed_twice=True,
    )


def _asked() -> Told:
    scene = _used(date(2026, 3, 9))
    actions.ask_to_talk(course=scene.course, client_id=an_id(1), line="", **scene.patient_says("2026-03-10T11:00"))
    return scene


def _answered() -> Told:
    scene = _asked()
    actions.answer(course=scene.course, outcome=Outcome.APPOINTMENT, **scene.told("2026-03-10T11:30"))
    return scene


def _beyond() -> Told:
    return _used(LAST).take(date(2026, 3, 16), date(2026, 3, 17), "22:00")


def _told_stopped() -> Told:
    scene = _used(date(2026, 3, 9))
    actions.check_in(course=scene.course, client_id=an_id(1), use=Use.STOPPED, **scene.patient_says("2026-03-10T09:00"))
    return scene


def _stopped_by_prescriber() -> Told:
    scene = _used(date(2026, 3, 9))
    actions.stop(course=scene.course, reason="rash", told="Call me on Friday.", **scene.told("2026-03-10T09:00"))
    return scene


def _extended(now: str) -> Told:
    to = min(at(now).date() - timedelta(days=1), LAST)
    scene = _used(to)
    how = scene.told(now)
    actions.extend(
        course=scene.course,
        steps=(slots("08:00", "20:00", days=3),),
        reason="sore",
        plan=Decision.STOP_AS_PLANNED,
        **how,
    )
    return scene


def _cancelled() -> Told:
    scene = _two()
    actions.cancel(course=scene.course, **scene.told("2026-03-02T07:00"))
    return scene


def _closed() -> Told:
    scene = _used(LAST)
    actions.close(course=scene.course, reason="all well", **scene.told("2026-03-20T09:00"))
    return scene


def _continued() -> Told:
    scene = _used(LAST)
    scene.enter(first_day=date(2026, 3, 16), overrides=REASONS, confirmed_twice=True, now=at("2026-03-15T21:00"))
    return scene


def _emergency(symptom: str) -> Told:
    scene = _used(date(2026, 3, 9))
    how = scene.patient_says("2026-03-10T09:00")
    actions.report_emergency(course=scene.course, client_id=an_id(1), symptoms=[symptom], **how)
    return scene


def _far_too_much() -> Told:
    scene = _used(date(2026, 3, 9))
    for n in range(6):
        scene.dose(n + 1, f"2026-03-10T09:0{n}")
    return scene


STATES = (
    State("just come in", lambda: _two(date(2026, 3, 5)), "2026-03-01T13:00", is_settled=False),
    State("begins later", lambda: _two(date(2026, 3, 5)), "2026-03-01T13:00"),
    State("begins tomorrow", _two, "2026-03-01T13:00"),
    State("begins today", _two, "2026-03-02T07:00"),
    State("under way, a dose is due", _two, "2026-03-02T08:05"),
    State("under way, all taken", lambda: _used(date(2026, 3, 4)), "2026-03-04T21:00"),
    State("under way, a check-in is due", lambda: _used(date(2026, 3, 7)), "2026-03-08T12:00"),
    State("never started", _two, "2026-03-04T12:00"),
    State("as needed", lambda: Told(steps=(as_needed(),)), "2026-03-03T12:00"),
    State("taper, the day before a change", lambda: _taper(date(2026, 3, 8)), "2026-03-09T12:00"),
    State("taper, a new step today", lambda: _taper(date(2026, 3, 9)), DAY_10, ("today", "end")),
    State("ending, no plan", lambda: _used(date(2026, 3, 9)), DAY_10, ("today", "end")),
    State("ending, plan: stop", lambda: _planned(Decision.STOP_AS_PLANNED), DAY_10, ("today", "end")),
    State(
        "ending, plan: see the patient",
        lambda: _planned(Decision.SEE_PATIENT, by_day=date(2026, 3, 13)),
        DAY_10,
        ("today", "end"),
    ),
    State("ending, no stop risk", _without_risk, "2026-03-05T12:00", ("today", "end")),
    State("last day, no plan", lambda: _last_day(planned=False), "2026-03-15T12:00", ("today", "end")),
    State("last day, plan: stop", lambda: _last_day(planned=True), "2026-03-15T12:00", ("today", "end")),
    State("waiting for an answer", _asked, DAY_10, ("today", "end")),
    State("answered", _answered, DAY_10, ("today", "end")),
    State("over", lambda: _used(LAST), "2026-03-16T12:00", ("today", "end")),
    State("over, watch day 3", lambda: _used(LAST), "2026-03-18T12:00"),
    State("over, watch day 7", lambda: _used(LAST), "2026-03-22T12:00"),
    State("used beyond the end", _beyond, "2026-03-18T09:00", ("today", "end")),
    State("stopped suddenly, as told", _told_stopped, DAY_10, ("today", "end")),
    State("stopped suddenly, by the silence", lambda: _used(date(2026, 3, 9)), DAY_13, ("today", "end")),
    State("stopped by the prescriber", _stopped_by_prescriber, DAY_10, ("today", "end")),
    State("extended in time", lambda: _extended("2026-03-10T09:00"), DAY_10),
    State("extended late, after a gap", lambda: _extended("2026-03-18T09:00"), "2026-03-18T12:00"),
    State("taken back before it began", _cancelled, "2026-03-02T09:00"),
    State("continued by a later course", _continued, "2026-03-16T07:00"),
    State("closed", _closed, "2026-03-21T09:00", ("today", "end")),
    State("the watch has ended", lambda: _used(LAST), "2026-03-31T12:00", ("today", "end")),
    State("gone from Today", lambda: _used(LAST), "2026-06-01T12:00"),
    State("emergency told", lambda: _emergency("seizure"), DAY_10, ("emergency",)),
    State("thoughts of suicide told", lambda: _emergency("suicidal_thoughts"), DAY_10, ("emergency",)),
    State("far too much on one day", _far_too_much, DAY_10, ("too much",)),
)


def paths_of(course: Course) -> dict[str, str]:
    """Where each page of a state is."""
    return {
        "today": "/me/",
        "end": f"/me/courses/{course.pk}/end/",
        "emergency": f"/me/check-ins/{an_id(1)}/urgent/",
        "too much": f"/me/doses/{an_id(6)}/urgent/",
    }


def made() -> Iterator[tuple[State, Told]]:
    """Each state, made."""
    for state in STATES:
        scene = state.story()
        Practice.objects.filter(pk=scene.practice.pk).update(**PRACTICE)
        yield state, scene
