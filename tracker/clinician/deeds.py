"""What a clinician can do to a course by a form: its words, its fields, and the action that it calls."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django import forms
from django.http import Http404

from courses import actions
from courses.actions.end import WATCH_DAYS
from courses.rules.days import DAY
from courses.rules.facts import Course, Decision, EndPlan, Mark, Outcome, Stop
from courses.rules.flags import RULES as RULE_NAMES
from courses.rules.judging import EMERGENCY
from courses.rules.record import Status
from tracker import clock
from tracker.clinician import formats
from tracker.clinician.desk import THROUGH
from tracker.clinician.effects import Effects, effects
from tracker.clinician.findings import sentence
from tracker.clinician.flagsheet import source_of, told_of
from tracker.clinician.forms import changing
from tracker.clinician.sheet import Sheet
from tracker.clinician.words import DECISIONS, OUTCOMES, RULES
from tracker.proposed import Change

Form = Callable[[Any], forms.Form]


@dataclass(frozen=True)
class Deed:
    """One thing that can be done. `action` is its name in the table of who may; `why_not` says why it cannot be now."""

    action: str
    title: str
    button: str
    form: Form
    act: Callable[[dict[str, Any]], str]
    effects: list[str] = field(default_factory=list)
    why_not: str = ""
    compared: Callable[[], Effects] | None = None

    @property
    def effects_sent(self) -> Effects | None:
        """The messages before and after, where it changes what is sent and can be done. Drawn when asked for."""
        return None if self.compared is None or self.why_not else self.compared()


def find(name: str, sheet: Sheet, rule: str = "") -> Deed:
    """The deed of that name on that course; 404 where there is none."""
    make = _DEEDS.get(name)
    if make is not None:
        return make(sheet)
    if name == "acknowledge" and rule in RULE_NAMES:
        return _acknowledge(sheet, rule)
    raise Http404


def _how(sheet: Sheet) -> dict[str, Any]:
    return {"course": sheet.row, "by": sheet.person.viewer, "through": THROUGH, "now": clock.now}


def _acknowledge(sheet: Sheet, rule: str) -> Deed:
    flag = sheet.person.record.flags.get((str(sheet.row.pk), rule))
    if flag is None:
        raise Http404
    name = RULES[rule][0]

    def act(told: dict[str, Any]) -> str:
        made = actions.acknowledge(rule=rule, note=told["note"], until=told.get("until"), **_how(sheet))
        return f"“{name}” is acknowledged." if made else f"“{name}” was not open any more; nothing was changed."

    return Deed(
        action="acknowledge",
        title=f"Acknowledge: {name}",
        button="Acknowledge",
        form=lambda data: changing.AcknowledgeForm(data, emergency=rule == EMERGENCY),
        act=act,
        effects=[
            sentence(rule, told_of(sheet, flag)),
            f"Rule: {RULES[rule][1]}",
            source_of(rule, sheet.row.medicine),
            "It leaves the list, and comes back when its severity rises or evidence of a later day joins.",
        ],
        why_not=""
        if flag.status is Status.OPEN
        else "This flag is not open: somebody has seen it, or it no longer holds.",
    )


def _answer(sheet: Sheet) -> Deed:
    waiting = sheet.known.waiting_since

    def act(told: dict[str, Any]) -> str:
        outcome = Outcome(told["outcome"])
        made = actions.answer(outcome=outcome, note=told["note"], **_how(sheet))
        return f"Noted: {OUTCOMES[outcome].lower()}." if made else "Nobody waits any more; nothing was changed."

    since = f"Waits since {formats.when(waiting.known_at, sheet.person.zone, sheet.person.now)}." if waiting else ""
    return Deed(
        action="answer",
        title="Answer the talk request",
        button="Save the answer",
        form=changing.AnswerForm,
        act=act,
        effects=[
            since,
            "A talk or an appointment ends the wait. A message left or no answer is noted and ends nothing.",
        ],
        why_not="" if waiting else "Nobody waits for an answer about this course.",
    )


def _plan(sheet: Sheet) -> Deed:
    def act(told: dict[str, Any]) -> str:
        decision = Decision(told["decision"])
        actions.plan_end(decision=decision, by_day=told["by_day"], note=told["note"], **_how(sheet))
        return f"The plan for the end is recorded: {DECISIONS[decision].lower()}."

    return Deed(
        action="plan_end",
        title="Plan for the end",
        button="Record the plan",
        form=changing.PlanForm,
        act=act,
        effects=[
            sheet.end,
            "Stop as planned: the messages about the end say that you plan that the patient stops after the last day.",
            "See the patient: they say that you want to talk with them by that day.",
            "To taper or to extend, use those pages: doing it is the plan.",
        ],
        why_not=_shut(sheet),
        compared=lambda: effects(sheet, _plans(sheet)),
    )


def _plans(sheet: Sheet) -> dict[str, Change]:
    """Both plans, as they would be signed now. The day is for the prescriber to choose: the last is shown."""
    now, last = sheet.person.now, sheet.known.last_day

    def plan(decision: Decision, by_day: date | None) -> Change:
        return lambda course, seq: replace(course, plans=(*course.plans, EndPlan(seq, now, decision, by_day)))

    title = f"{DECISIONS[Decision.SEE_PATIENT]}, with {formats.day(last, sheet.today)} as the day"
    return {
        DECISIONS[Decision.STOP_AS_PLANNED]: plan(Decision.STOP_AS_PLANNED, None),
        title: plan(Decision.SEE_PATIENT, last),
    }


def _mark(sheet: Sheet, what: str) -> Change:
    """That the course is cancelled or closed now."""
    return lambda course, seq: replace(course, **{what: Mark(seq, sheet.person.now)})  # type: ignore[arg-type]


def _stop(sheet: Sheet) -> Deed:
    def act(told: dict[str, Any]) -> str:
        actions.stop(reason=told["reason"], told=told["told"], **_how(sheet))
        return "The course is stopped. The patient gets a message that the plan has changed."

    def stopped(course: Course, seq: int) -> Course:
        return replace(course, stop=Stop(seq, sheet.person.now, sheet.today))

    risk = sheet.known.abrupt_stop_risk
    means = ["Today is its last day. The doses still to come are taken away, and the patient is told at once."]
    if risk:
        means.append(
            f"Stopping {sheet.row.medicine.code} suddenly is a risk: write what the patient was told."
            f" {source_of('stopped_abruptly', sheet.row.medicine)}"
        )
    return Deed(
        action="stop",
        title="Stop the course",
        button="Stop the course",
        form=lambda data: changing.StopForm(data, risk=risk),
        act=act,
        effects=means,
        why_not=_shut(sheet) or _stopped(sheet),
        compared=lambda: effects(sheet, {"If you stop it now": stopped}),
    )


def _cancel(sheet: Sheet) -> Deed:
    def act(told: dict[str, Any]) -> str:
        actions.cancel(reason=told["reason"], **_how(sheet))
        return "The course is cancelled. The patient gets a message that the plan has changed."

    taken = "A dose of this course is logged: stop the course instead." if sheet.known.doses else ""
    return Deed(
        action="cancel",
        title="Cancel the course",
        button="Cancel the course",
        form=changing.CancelForm,
        act=act,
        effects=[
            "The whole course is taken back, as if it had not been entered; the record keeps it. The patient is told."
        ],
        why_not=_shut(sheet) or taken,
        compared=lambda: effects(sheet, {"If you cancel it": _mark(sheet, "cancelled")}),
    )


def _close(sheet: Sheet) -> Deed:
    def act(told: dict[str, Any]) -> str:
        actions.close(reason=told["reason"], **_how(sheet))
        return "The course is closed. What the patient logs is still recorded and flagged."

    early = sheet.today <= sheet.known.last_day + WATCH_DAYS * DAY
    running = sheet.today <= sheet.known.last_day and sheet.known.stop is None
    return Deed(
        action="close",
        title="Close the course",
        button="Close the course",
        form=lambda data: changing.CloseForm(data, reason_required=early),
        act=act,
        effects=["Your watch over this course ends. The patient's check-ins after the course go on."],
        why_not=_shut(sheet) or ("It is not over: close it after the last day, or stop it." if running else ""),
        compared=lambda: effects(sheet, {"If you close it": _mark(sheet, "closed")}),
    )


def _dispense(sheet: Sheet) -> Deed:
    def act(told: dict[str, Any]) -> str:
        actions.dispense(units=told["units"], on=told["on"], days=told["days"], **_how(sheet))
        return f"{formats.units(told['units'], sheet.row.unit)} handed out: noted."

    return Deed(
        action="dispense",
        title="Units handed out",
        button="Note what was handed out",
        form=changing.DispenseForm,
        act=act,
        effects=["The supply of a course is the sum of what was handed out."],
        why_not=_shut(sheet),
    )


def _shut(sheet: Sheet) -> str:
    if sheet.known.cancelled:
        return "This course was cancelled: enter a new one."
    return "This course is closed: enter a new one." if sheet.known.closed else ""


def _stopped(sheet: Sheet) -> str:
    return f"This course was stopped, {formats.day(sheet.known.stop.on, sheet.today)}." if sheet.known.stop else ""


_DEEDS: dict[str, Callable[[Sheet], Deed]] = {
    "answer": _answer,
    "plan": _plan,
    "stop": _stop,
    "cancel": _cancel,
    "close": _close,
    "dispense": _dispense,
}
