"""What was changed of the practice, in words: its settings, its limits, its staff, its own medicines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import models

from courses.access import Viewer
from courses.models import (
    Clinician,
    CourseTemplate,
    HalvableStrength,
    Medicine,
    Practice,
    PracticeChange,
    PracticeClassLimit,
    Through,
)
from courses.models.row import ByKind
from courses.rules import facts
from tracker.clinician import formats
from tracker.clinician.days import step_words

A_PAGE = 50
NOTHING = "nothing"
# What a change tells of a medicine is its key.
BY_KEY, NOT_THERE = "medicine", "a medicine that is not there any more"

# Of each action: what it did, of what it is called then, and the model that its fields are columns of.
WHAT: Mapping[str, tuple[str, type[models.Model]]] = {
    "change_practice": ("Settings", Practice),
    "set_class_limit": ("Limit of {}", PracticeClassLimit),
    "add_clinician": ("{} joined", Clinician),
    "change_roles": ("Roles of {}", Clinician),
    "deactivate_clinician": ("{} was deactivated", Clinician),
    "reactivate_clinician": ("{} came back", Clinician),
    "take_off_second_factor": ("Second step of {} was taken off", Clinician),
    "add_medicine": ("Medicine {}", Medicine),
    "withdraw_medicine": ("Medicine {} was withdrawn", Medicine),
    "keep_template": ("Template {}", CourseTemplate),
    "withdraw_template": ("Template {} was withdrawn", CourseTemplate),
    "let_halve": ("Halves of {}", HalvableStrength),
}
# Where the column's name does not say it to a person.
FIELDS: Mapping[str, str] = {
    "is_prescriber": "Prescriber",
    "is_reviewer": "Reviewer",
    "is_manager": "Manager",
    "is_active": "Active",
    "days": "Days in 365",
    "withdrawn_at": "Withdrawn",
    "demands_second_factor": "Second step of the sign-in is asked for",
    "second_factor": "Second step",
    "answer_promise": "Promise on a talk request",
    "answer_promise_in_spanish": "Promise on a talk request, in Spanish",
    "digest_hour": "Hour of the digest",
    "messages_kept_months": "Messages are kept for, months",
    "abrupt_stop_risk": "Risk of stopping suddenly",
    "label_max_days": "Longest use, days",
    "label_max_single_mg": "Most at once, mg",
    "label_max_daily_mg": "Most a day, mg",
    "rxcui_ingredient": "RxCUI",
    "us_schedule": "US schedule",
}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change: what it was, of each field what it was before and what it is, by whom, when."""

    what: str
    fields: list[tuple[str, str, str]]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of the changes in words, and its place among the pages."""

    shown: list[ShownChange]
    page: "Page[PracticeChange]"


def changes_page(viewer: Viewer, practice: Practice, staff: Iterable[Clinician], number: str | None) -> Changes:
    """A page of the changes, the newest first; the nearest page where there is none of that number. Three queries."""
    rows = PracticeChange.objects.visible_to(viewer).filter(practice=practice).order_by("-known_at", "-id")
    page = Paginator(rows, A_PAGE).get_page(number)
    staff_names = {one.pk: one.name for one in staff}
    medicines = _medicines(viewer, page)
    return Changes([_shown(row, staff_names, medicines, practice.time_zone) for row in page], page)


def _medicines(viewer: Viewer, rows: Iterable[PracticeChange]) -> dict[str, str]:
    """The names of the medicines that these changes speak of by key."""
    keys = {key for row in rows for key in row.changed.get(BY_KEY, ()) if key}
    named = Medicine.objects.visible_to(viewer).filter(pk__in=keys).values_list("pk", "code") if keys else ()
    return {str(key): code for key, code in named}


def _shown(row: PracticeChange, names: Mapping[UUID, str], medicines: Mapping[str, str], zone: str) -> ShownChange:
    what, model = WHAT.get(row.what, (row.what, PracticeChange))

    def told(name: str, kept: Any) -> str:
        return medicines.get(kept, NOT_THERE) if name == BY_KEY and kept else _told(model, name, kept, zone)

    return ShownChange(
        what=what.format(row.called),
        fields=[(_field(name), told(name, before), told(name, after)) for name, (before, after) in row.changed.items()],
        by=_who(row, names),
        at=row.known_at,
    )


def _who(row: PracticeChange, names: Mapping[UUID, str]) -> str:
    if row.by_kind == ByKind.SYSTEM:
        return "Whoever runs the program"
    if row.by_kind == ByKind.TOKEN:
        return "A program with a token"
    name = names.get(row.by_id, "Somebody") if row.by_id else "Somebody"
    return f"{name}, by a program" if row.through == Through.API else name


def _field(name: str) -> str:
    return FIELDS.get(name) or name.replace("_", " ").capitalize()


def _told(model: type[models.Model], name: str, kept: Any, zone: str) -> str:
    """A value as people write it: what was kept is JSON, and the column says what it is."""
    if kept is None or kept in ("", []):
        return "no" if name == "withdrawn_at" else NOTHING
    if model is CourseTemplate and name == "steps":
        return "; then ".join(_step(step) for step in CourseTemplate(steps=kept).step_facts)
    columns = {column.name: column for column in model._meta.concrete_fields}  # noqa: SLF001 (Django's documented way)
    match columns[name].to_python(kept) if name in columns else kept:
        case bool(told):
            words = "yes" if told else "no"
        case Decimal() as told:
            words = formats.number(told)
        case datetime() as told:
            words = formats.when(told, zone)
        case date() as told:
            words = formats.birth(told)
        case time() as told:
            words = formats.wall(told)
        case list(told):
            words = ", ".join(map(str, told))
        case told:
            words = str(told)
    return words


def _step(step: facts.Step) -> str:
    return f"{formats.counted(step.days, 'day')}: {step_words(step, 'unit')}"
