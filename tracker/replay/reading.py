"""From a document to a scenario: every key known, every value of its kind, every course that is named there."""

from datetime import time
from pathlib import Path

from tracker.replay.document import Node, parse
from tracker.replay.errors import ScenarioError
from tracker.replay.medicines import is_known, strength_of
from tracker.replay.reading_events import read_events
from tracker.replay.reading_parts import LONGEST_ID, LONGEST_REASON, read_steps, read_units
from tracker.replay.scenario import AssessmentTold, CourseTold, PatientTold, PracticeTold, Scenario

LONGEST_TITLE, LONGEST_NAME = 500, 100
MOST_COURSES, MOST_NAMES = 50, 100


def read_file(path: Path) -> Scenario:
    """The scenario in a file; raises ScenarioError for a file that is not there, too."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ScenarioError("$", f"cannot be read: {error.strerror or type(error).__name__}") from None
    except ValueError:
        raise ScenarioError("$", "cannot be read: this is no name of a file") from None
    return read(content)


def read(content: bytes) -> Scenario:
    """The scenario that a file's content tells; raises ScenarioError with the path to what is wrong."""
    fields = parse(content).fields(("title", "patient", "practice", "courses", "events", "until"), ("assessment",))
    practice = _practice(fields["practice"])
    patient = _patient(fields["patient"])
    courses = _courses(fields["courses"], practice)
    events, every_slot, outages = read_events(fields["events"], courses, practice)
    return Scenario(
        title=fields["title"].text(most=LONGEST_TITLE, required=False),
        patient=patient,
        practice=practice,
        assessment=fields.get("assessment", _assessment, AssessmentTold()),
        courses=courses,
        events=events,
        every_slot=every_slot,
        outages=outages,
        until=fields["until"].told_at(),
    )


def _practice(node: Node) -> PracticeTold:
    fields = node.fields(("time_zone",), ("day_boundary",))
    return PracticeTold(
        time_zone=fields["time_zone"].zone(), day_boundary=fields.get("day_boundary", Node.wall, time(4))
    )


def _patient(node: Node) -> PatientTold:
    fields = node.fields(("time_zone", "birth_date"), ("message_hour", "quiet_hours", "follow_up"))
    quiet_start, quiet_end = fields.get("quiet_hours", _span, (time(22), time(7)))
    return PatientTold(
        time_zone=fields["time_zone"].zone(),
        birth_date=fields["birth_date"].day(),
        message_hour=fields.get("message_hour", Node.wall, time(10)),
        quiet_start=quiet_start,
        quiet_end=quiet_end,
        follow_up=fields.get("follow_up", Node.truth, True),
    )


def _span(node: Node) -> tuple[time, time]:
    start, end = node.items(least=2, most=2)
    return start.wall(), end.wall()


def _assessment(node: Node) -> AssessmentTold:
    fields = node.fields((), ("enhanced_monitoring", "risk_factors", "other_medicines"))
    return AssessmentTold(
        enhanced_monitoring=fields.get("enhanced_monitoring", Node.truth, False),
        risk_factors=fields.get("risk_factors", _names, ()),
        other_medicines=fields.get("other_medicines", _names, ()),
    )


def _names(node: Node) -> tuple[str, ...]:
    return tuple(name.text(most=LONGEST_NAME) for name in node.items(most=MOST_NAMES))


def _courses(node: Node, practice: PracticeTold) -> tuple[CourseTold, ...]:
    courses: dict[str, CourseTold] = {}
    for item in node.items(least=1, most=MOST_COURSES):
        course = _course(item, practice)
        if course.id in courses:
            raise ScenarioError(f"{item.path}.id", "this id stands at another course, too")
        courses[course.id] = course
    return tuple(courses.values())


def _course(node: Node, practice: PracticeTold) -> CourseTold:
    fields = node.fields(("id", "medicine", "strength", "first_day", "steps"), ("supply", "override"))
    medicine = fields["medicine"].text(most=LONGEST_NAME)
    if not is_known(medicine):
        raise fields["medicine"].wrong("is not in the catalogue")
    strength = fields["strength"].text(most=60)
    try:
        strength_of(strength)
    except ValueError as error:
        raise fields["strength"].wrong(str(error)) from None
    first_day = fields["first_day"].day()
    return CourseTold(
        path=node.path,
        id=fields["id"].text(most=LONGEST_ID),
        medicine=medicine,
        strength=strength,
        first_day=first_day,
        steps=read_steps(fields["steps"], first_day=first_day, boundary=practice.day_boundary),
        supply=fields.get("supply", read_units, None),
        override=fields.get("override", lambda one: one.text(most=LONGEST_REASON), None),
    )
