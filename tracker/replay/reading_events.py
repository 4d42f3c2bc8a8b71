"""The events of a scenario: what is done at a time, what every slot is taken by, and outages."""

from collections.abc import Callable, Mapping
from datetime import time

from courses.rules.facts import SYMPTOMS, Outcome, RevisionKind, Use
from courses.rules.flags import RULES
from tracker.replay.document import Fields, Node
from tracker.replay.reading_parts import (
    LONGEST_ID,
    LONGEST_NOTE,
    LONGEST_REASON,
    read_amount,
    read_plan,
    read_steps,
    read_units,
)
from tracker.replay.scenario import (
    Acknowledge,
    Answer,
    Change,
    CheckIn,
    CourseTold,
    Dispense,
    Doing,
    Dose,
    Event,
    EverySlot,
    MoveTo,
    Outage,
    PlanEnd,
    PracticeTold,
    Stop,
    TalkRequest,
    UndoDose,
)

MOST_EVENTS = 20_000
MOST_MINUTES_LATE = 366 * 24 * 60
WORST_PAIN = 10

Read = tuple[tuple[Event, ...], tuple[EverySlot, ...], tuple[Outage, ...]]


def read_events(node: Node, courses: tuple[CourseTold, ...], practice: PracticeTold) -> Read:
    """The events, the spans on which every slot is taken, and the outages."""
    reader = _Reader({course.id: course for course in courses}, practice.day_boundary)
    events: list[Event] = []
    every_slot: list[EverySlot] = []
    outages: list[Outage] = []
    for place, item in enumerate(node.items(most=MOST_EVENTS)):
        kind = _kind(item)
        if kind == "every_slot":
            every_slot.append(reader.every_slot(place, item))
        elif kind == "outage":
            outages.append(_outage(item))
        else:
            fields = item.fields(("at", kind))
            doing = reader.doing(kind, fields[kind])
            events.append(Event(place=place, path=f"{item.path}.{kind}", at=fields["at"].told_at(), doing=doing))
    return tuple(events), tuple(every_slot), tuple(outages)


def _kind(node: Node) -> str:
    """The one key of an event that says what happens."""
    known = ("every_slot", "outage", *_KINDS)
    members = node.value if isinstance(node.value, dict) else {}
    kinds = [kind for kind in known if kind in members]
    if len(kinds) > 1:
        raise node.wrong(f"tells more than one thing: {', '.join(kinds)}")
    if not kinds:
        # An object that tells nothing known may hold a misspelt key: that is the better message.
        node.fields((), ("at", "from", "to", "minutes_late", *known))
        raise node.wrong(f"must tell one of: {', '.join(known)}")
    return kinds[0]


def _outage(node: Node) -> Outage:
    fields = node.fields(("outage", "from", "to"))
    if not fields["outage"].truth():
        raise fields["outage"].wrong("must be true; leave the event out where there is none")
    return Outage(path=node.path, start=fields["from"].told_at(), end=fields["to"].told_at())


class _Reader:
    """Reads what is done, knowing the courses."""

    def __init__(self, courses: Mapping[str, CourseTold], boundary: time) -> None:
        self._courses = courses
        self._boundary = boundary

    def doing(self, kind: str, node: Node) -> Doing:
        return _KINDS[kind](self, node)

    def every_slot(self, place: int, node: Node) -> EverySlot:
        fields = node.fields(("every_slot", "from", "to", "minutes_late"))
        span = EverySlot(
            place=place,
            path=node.path,
            course=self._course(fields, "every_slot"),
            first_day=fields["from"].day(),
            last_day=fields["to"].day(),
            minutes_late=fields["minutes_late"].whole(least=0, most=MOST_MINUTES_LATE),
        )
        if span.last_day < span.first_day:
            raise fields["to"].wrong("is before `from`")
        return span

    def _course(self, fields: Fields, key: str = "course") -> str:
        course = fields[key].text(most=LONGEST_ID)
        if course not in self._courses:
            raise fields[key].wrong("is the id of no course")
        return course

    def dose(self, node: Node) -> Dose:
        fields = node.fields(("id", "course", "amount"), ("about", "logged_at"))
        return Dose(
            id=fields["id"].text(most=LONGEST_ID),
            course=self._course(fields),
            amount=read_amount(fields["amount"]),
            about=fields.get("about", Node.truth, False),
            logged_at=fields.get("logged_at", Node.told_at, None),
        )

    def undo_dose(self, node: Node) -> UndoDose:
        return UndoDose(id=node.text(most=LONGEST_ID))

    def check_in(self, node: Node) -> CheckIn:
        fields = node.fields(("id", "course"), ("pain", "use", "symptoms"))
        return CheckIn(
            id=fields["id"].text(most=LONGEST_ID),
            course=self._course(fields),
            pain=fields.get("pain", lambda one: one.whole(least=0, most=WORST_PAIN), None),
            use=fields.get("use", lambda one: Use(one.word(Use)), None),
            symptoms=fields.get("symptoms", _symptoms, ()),
        )

    def talk_request(self, node: Node) -> TalkRequest:
        return TalkRequest(course=self._course(node.fields(("course",))))

    def answer(self, node: Node) -> Answer:
        fields = node.fields(("course",), ("outcome", "note"))
        return Answer(
            course=self._course(fields),
            outcome=fields.get("outcome", lambda one: Outcome(one.word(Outcome)), Outcome.SPOKE),
            note=fields.get("note", _note, ""),
        )

    def plan_end(self, node: Node) -> PlanEnd:
        fields = node.fields(("course", "decision"), ("by",))
        return PlanEnd(course=self._course(fields), plan=read_plan(fields, "decision"))

    def extend(self, node: Node) -> Change:
        return self._change(RevisionKind.EXTEND, node)

    def revise(self, node: Node) -> Change:
        return self._change(RevisionKind.REVISE, node)

    def _change(self, kind: RevisionKind, node: Node) -> Change:
        fields = node.fields(("course", "reason", "steps"), ("plan", "by", "override"))
        course = self._courses[self._course(fields)]
        if "by" in fields and "plan" not in fields:
            raise fields["by"].wrong("stands without a plan")
        return Change(
            kind=kind,
            course=course.id,
            reason=fields["reason"].text(most=LONGEST_REASON),
            steps=read_steps(fields["steps"], first_day=course.first_day, boundary=self._boundary),
            plan=read_plan(fields, "plan") if "plan" in fields else None,
            override=fields.get("override", lambda one: one.text(most=LONGEST_REASON), None),
        )

    def stop(self, node: Node) -> Stop:
        fields = node.fields(("course", "reason"), ("told",))
        return Stop(
            course=self._course(fields),
            reason=fields["reason"].text(most=LONGEST_REASON),
            told=fields.get("told", _note, ""),
        )

    def acknowledge(self, node: Node) -> Acknowledge:
        fields = node.fields(("course", "rule"), ("note", "until"))
        return Acknowledge(
            course=self._course(fields),
            rule=fields["rule"].word(RULES),
            note=fields.get("note", _note, ""),
            until=fields.get("until", Node.day, None),
        )

    def dispense(self, node: Node) -> Dispense:
        fields = node.fields(("course", "units"))
        return Dispense(course=self._course(fields), units=read_units(fields["units"]))

    def move_to(self, node: Node) -> MoveTo:
        return MoveTo(time_zone=node.zone())


_KINDS: Mapping[str, Callable[[_Reader, Node], Doing]] = {
    "dose": _Reader.dose,
    "undo_dose": _Reader.undo_dose,
    "check_in": _Reader.check_in,
    "talk_request": _Reader.talk_request,
    "answer_talk_request": _Reader.answer,
    "plan_end": _Reader.plan_end,
    "extend": _Reader.extend,
    "revise": _Reader.revise,
    "stop": _Reader.stop,
    "acknowledge": _Reader.acknowledge,
    "dispense": _Reader.dispense,
    "move_to": _Reader.move_to,
}


def _note(node: Node) -> str:
    return node.text(most=LONGEST_NOTE, required=False)


def _symptoms(node: Node) -> tuple[str, ...]:
    found = tuple(item.word(sorted(SYMPTOMS)) for item in node.items(most=len(SYMPTOMS)))
    for place, name in enumerate(found):
        if name in found[:place]:
            raise Node(name, f"{node.path}[{place}]").wrong("stands there twice")
    return found
