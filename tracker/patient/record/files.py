"""The whole record as a file that is written while it is sent: JSON, and CSV for a spreadsheet."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tracker import spreadsheet
from tracker.patient.reading import Reading
from tracker.patient.record.everything import FORMAT, by_course, sections

COLUMNS = (
    "section", "at", "day", "medicine", "amount", "unit", "by", "undone_at", "undone_by", "details", "course", "id",
)  # fmt: skip


def as_json(reading: Reading) -> Iterator[str]:
    """The record as one JSON object: what it is, when it was made, then a list a section."""
    head = {"format": FORMAT, "made_at": reading.now.isoformat()}
    yield json.dumps(head, ensure_ascii=False)[:-1]
    for name, rows in sections(reading):
        yield f",\n{json.dumps(name)}: ["
        sign = "\n"
        for row in rows:
            yield sign + json.dumps(row, ensure_ascii=False)
            sign = ",\n"
        yield "]"
    yield "}\n"


def as_csv(reading: Reading) -> Iterator[str]:
    """The record as one table, a row an entry; what has no column of its own stands in `details`."""
    courses = by_course(reading)
    yield from spreadsheet.as_csv(COLUMNS, _lines(reading, courses))


def _lines(reading: Reading, courses: Mapping[str, Any]) -> Iterator[list[str]]:
    for name, rows in sections(reading):
        for row in rows:
            course = courses.get(row["id"] if name == "courses" else row.get("course", ""))
            named = {"medicine": course.name, "unit": course.row.unit} if course else {}
            known = {"section": name, **row, **named}
            rest = {key: value for key, value in row.items() if key not in COLUMNS and value not in (None, "", [])}
            known["details"] = "; ".join(f"{key}: {_text(value)}" for key, value in rest.items())
            yield [_text(known.get(column)) for column in COLUMNS]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
