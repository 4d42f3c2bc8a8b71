"""What the form of a course can be filled with: the practice's templates, and what was prescribed last time.

Each amount in them was written by a clinician of this practice: the program proposes none of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet
from django.http import QueryDict

from courses.access import Viewer
from courses.catalogue.basis import day_boundary
from courses.models import Assessment, Course, CourseTemplate, Medicine, Revision
from courses.rules import facts
from courses.rules.days import zone_of
from tracker.clinician import formats
from tracker.clinician.drafts import BESIDE
from tracker.clinician.medicines import in_words
from tracker.clinician.sheet import Person
from tracker.clinician.steps_grid import grid_data

# What a filling replaces whole: what it does not say is empty then.
PRESCRIBED = ("medicine", "strength", "indication", "supply", "instructions", "enhanced_monitoring")
REPLACED = ("wall-", "step-", "override-")
ACTIVITY = "activity-"
ANSWERS = ("risk_factors", "other_medicines", "other_medicines_text", "allergies_text", "work_needs_alertness",
           "liver_disease", "kidney_disease", "pregnancy")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filling:
    """What would stand in the form, and whose words these are."""

    words: str
    fields: Mapping[str, str | Sequence[str]]
    # The beginnings of the names of fields that are emptied first.
    replaces: tuple[str, ...] = field(default=())


def filled(data: QueryDict | None, filling: Filling) -> QueryDict:
    """The form with these words in it; what they do not speak of stays as it was typed."""
    new = QueryDict(mutable=True)
    for name, values in data.lists() if data is not None else ():
        if name not in BESIDE and not name.startswith(filling.replaces):
            new.setlist(name, values)
    for name, told in filling.fields.items():
        new.setlist(name, [told] if isinstance(told, str) else list(told))
    return new


def templates_of(viewer: Viewer) -> list[CourseTemplate]:
    """The practice's templates, by name. One query."""
    rows = CourseTemplate.objects.visible_to(viewer).filter(
        withdrawn_at__isnull=True, medicine__withdrawn_at__isnull=True
    )
    return list(rows.select_related("medicine").order_by("name"))


def from_template(template: CourseTemplate, person: Person) -> Filling:
    """A template's words; the activities that were typed stay."""
    boundary = day_boundary(person.row.practice, person.row)
    return Filling(
        words=template.name,
        fields={
            "medicine": template.medicine.code,
            "strength": template.strength,
            "indication": template.indication,
            "instructions": template.instructions,
            "supply": _number(template.supply),
            **grid_data(template.step_facts, day_boundary=boundary),
        },
        replaces=(*PRESCRIBED, *REPLACED),
    )


def last_time(person: Person, medicine: Medicine | None) -> Filling | None:
    """What was first signed last time: the patient's newest course (of this medicine, if one is named), else the
    newest that the viewer prescribed to anybody, of which only the medicine and its steps are told. Two queries."""
    courses = Course.objects.visible_to(person.viewer).filter(
        cancelled_at__isnull=True, medicine__withdrawn_at__isnull=True
    )
    if medicine is not None:
        courses = courses.filter(medicine__code=medicine.code)
    mine = _newest(courses.filter(patient=person.row))
    course = mine or _newest(courses.filter(prescriber=person.viewer.id))
    if course is None:
        return None
    steps = _first_signed(course)
    days = formats.counted(sum(step.days for step in steps), "day")
    whose = f"{person.row.given_name}'s course" if mine else "your last course, another patient's,"
    fields: dict[str, str | Sequence[str]] = {
        "medicine": course.medicine.code,
        "strength": course.strength,
        **({"enhanced_monitoring": "on"} if course.enhanced_monitoring else {}),
        **grid_data(steps, day_boundary=day_boundary(person.row.practice, person.row)),
    }
    if mine:
        first = course.dispenses.order_by("seq").first()
        fields |= {"indication": course.indication, "instructions": course.instructions}
        fields |= {"supply": _number(first.units if first else None), **_activities(course)}
    return Filling(
        words=f"{course.medicine.code} {course.strength}, {days}: {whose} of {formats.birth(course.first_day)}",
        fields=fields,
        replaces=(*PRESCRIBED, *REPLACED, *((ACTIVITY,) if mine else ())),
    )


def same_answers(person: Person) -> Filling | None:
    """What the newest assessment of the patient says; the drug screen is asked anew. One query."""
    newest = Assessment.objects.visible_to(person.viewer).filter(patient=person.row).order_by("seq").last()
    if newest is None:
        return None
    told = {name: getattr(newest, name) for name in ANSWERS}
    told["other_medicines"] = ", ".join(in_words(term) for term in newest.other_medicines)
    on = newest.known_at.astimezone(zone_of(person.zone)).date()
    return Filling(words=formats.birth(on), fields=told, replaces=ANSWERS)


def _newest(courses: "QuerySet[Course]") -> Course | None:
    return courses.select_related("medicine").order_by("first_day", "known_at", "seq").last()


def _first_signed(course: Course) -> tuple[facts.Step, ...]:
    """The steps as they were signed first, whatever became of them."""
    revision = Revision.objects.filter(course=course, number=1).prefetch_related("steps__slots").get()
    return tuple(
        facts.Step(
            step.days,
            tuple(
                facts.StepSlot(slot.wall, slot.amount) for slot in sorted(step.slots.all(), key=lambda one: one.wall)
            ),
            None
            if step.as_needed_amount is None
            else facts.AsNeeded(
                step.as_needed_amount,
                step.as_needed_min_interval_minutes or 0,
                step.as_needed_max_per_day or Decimal(0),
            ),
        )
        for step in sorted(revision.steps.all(), key=lambda one: one.position)
    )


def _activities(course: Course) -> dict[str, str]:
    """What went with it every day; the days of visits are past."""
    told = course.activities.filter(on__isnull=True).order_by("seq")[:3]
    return {
        f"{ACTIVITY}{n}-{name}": value
        for n, activity in enumerate(told)
        for name, value in (("kind", activity.kind), ("text", activity.text))
    }


def _number(amount: Decimal | None) -> str:
    return "" if amount is None else formats.number(amount)
