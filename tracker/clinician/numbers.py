"""Numbers for review as rows: what, the number, its definition. "No data" is said, never 0."""

from dataclasses import dataclass
from decimal import Decimal

from courses.rules.flags.repeat_courses import days_within_year, uses_of_class
from courses.rules.numbers import Counts, has_as_needed, numbers
from tracker.clinician import formats
from tracker.clinician.sheet import Person, Sheet

NO_DATA = "no data"


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One number; `beside` says what qualifies it."""

    what: str
    number: str
    beside: str
    definition: str


def number_rows(sheet: Sheet) -> list[NumberRow]:
    """The numbers of a course, over the full days of its window so far."""
    told = numbers(sheet.known, sheet.clock)
    taken = NO_DATA if told.taken is None else f"{formats.number(told.taken)} of {formats.number(told.planned)}"
    uncapped = "" if told.taken_ratio is None else f"{_share(told.taken_ratio)}, uncapped"
    capped = (
        "" if told.days_covered is None else f"{_share(told.days_covered)} capped, {_share(told.taken_ratio)} uncapped"
    )
    counts = told.counts or Counts(0, 0, 0, 0, 0)
    rows = [
        NumberRow(
            "Taken of planned",
            taken,
            uncapped,
            "Amount logged on full days with slots, of the amount planned for them. Above 1 where more was taken.",
        ),
        NumberRow(
            "Days with the plan or more",
            _of(counts.covered, counts.days, told.days_covered),
            capped,
            "Full days with slots on which the planned amount or more was logged. Capped: a day with twice the plan"
            " counts as one with the plan, so it hides overuse. Read it beside the uncapped amount.",
        ),
        NumberRow(
            "Days with exactly the plan",
            _of(counts.exact, counts.days, told.exact_days),
            _beside(told.exact_days),
            "Full days with slots on which exactly the planned amount was logged; more or less is not it.",
        ),
        NumberRow(
            "Slots within 2 h",
            _of(counts.on_time, counts.slots, told.on_time),
            _beside(told.on_time),
            "Slots whose dose was taken within 2 hours, either side. Doses ticked later, at the slot's own time, are"
            " left out: when they were taken is not known.",
        ),
        NumberRow(
            "Silent days",
            str(told.silent_days),
            "",
            "Full days of the window with neither a dose nor a check-in that says it was used. Silence is neither use"
            " nor stopping.",
        ),
        NumberRow(
            "Days of use outside the window",
            str(told.days_beyond),
            "",
            "Medication days after the last day, or in a gap, with a dose or a check-in that says so; full or not.",
        ),
    ]
    if has_as_needed(sheet.known):
        rows += [
            NumberRow("As needed, mean a day", formats.number(told.mean_daily), "", "Over full as-needed days."),
            NumberRow("As needed, most on a day", formats.number(told.max_daily), "", "Over full as-needed days."),
        ]
    medicine_class = sheet.known.basis.medicine_class
    limit = sheet.known.basis.days_limit
    own = "no limit set" if limit is None else f"the practice's limit {limit}"
    days = class_days(sheet.person).get(medicine_class, 0)
    return [
        *rows,
        NumberRow(
            f"{medicine_class.capitalize()}, last 365 days", str(days), own, "Days of use in any course, each once."
        ),
    ]


def class_days(person: Person) -> dict[str, int]:
    """Days of use of each class in the last 365 days, by the patient's today."""
    classes = {course.basis.medicine_class for course in person.known.courses}
    return {
        name: days_within_year({used.day for used, _ in uses_of_class(person.known, name)}, person.today)
        for name in sorted(classes)
    }


def _of(part: int, whole: int, share: Decimal | None) -> str:
    return NO_DATA if share is None else f"{part} of {whole}"


def _beside(share: Decimal | None) -> str:
    return "" if share is None else _share(share)


def _share(share: Decimal | None) -> str:
    return NO_DATA if share is None else f"{share:.2f}"
