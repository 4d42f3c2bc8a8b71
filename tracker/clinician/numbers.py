"""Numbers for review as rows: what, the number, its definition. "No data" is said, never 0."""

from dataclasses import dataclass
from decimal import Decimal

from courses.rules.flags.repeat_courses import days_within_year, uses_of_class
from courses.rules.numbers import has_as_needed, numbers
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
    rows = [
        NumberRow(
            "Taken of planned",
            taken,
            "" if told.taken_ratio is None else f"{_share(told.taken_ratio)}, uncapped",
            "Amount logged on full days with slots, of the amount planned for them. Above 1 where more was taken.",
        ),
        NumberRow(
            "Days with exactly the plan",
            _share(told.exact_days),
            "",
            "Share of full days with slots; more or less is not it.",
        ),
        NumberRow(
            "Days with the plan or more", _share(told.days_covered), "", "Share of full days with slots; hides overuse."
        ),
        NumberRow(
            "Slots within 2 h",
            _share(told.on_time),
            "",
            "Share of slots whose dose was taken within 2 hours, either side; ticked-later doses left out.",
        ),
        NumberRow(
            "Silent days", str(told.silent_days), "", "Full days of the window with neither a dose nor a check-in."
        ),
        NumberRow("Days of use beyond the window", str(told.days_beyond), "", "Medication days, full or not."),
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


def _share(share: Decimal | None) -> str:
    return NO_DATA if share is None else f"{share:.2f}"
