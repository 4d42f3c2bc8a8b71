"""What a practice keeps for whoever enters a course: its templates, and which strengths may be halved.

Neither is read by a rule, and neither changes a course.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from courses import inputs
from courses.access import Viewer
from courses.actions.act import Now, read_clock
from courses.actions.practice_changes import columns, differences, keep_change
from courses.actions.practices import allow
from courses.catalogue import read_strength
from courses.errors import Refused, WrongInput
from courses.models import COMMON, CourseTemplate, HalvableStrength, Medicine, Practice, Through
from courses.models.regimens import LONGEST_TEMPLATE_NAME, steps_kept
from courses.rules import facts
from courses.rules.steps import WrongSteps, validate_steps

# Steps are judged by themselves: on which days they fall is not known before they are used.
ANY_DAY = date(2026, 1, 1)
MOST_TEMPLATES = 200


def keep_template(
    *,
    practice: Practice,
    template: CourseTemplate | None = None,
    name: str,
    medicine: Medicine,
    strength: str,
    steps: Sequence[facts.Step],
    indication: str = "",
    instructions: str = "",
    supply: Decimal | None = None,
    by: Viewer,
    through: str,
    now: Now,
) -> CourseTemplate:
    """Add a template, or bring one (`template`) to these words. Raises WrongInput, Refused, NotAllowed.

    Two templates of a practice have no name in common.
    """
    allow(by, "keep_templates", practice)
    inputs.word("through", through, known=Through.values)
    _of_this_practice(medicine, practice)
    values: dict[str, Any] = {
        "name": inputs.text("name", name, most=LONGEST_TEMPLATE_NAME, required=True).strip(),
        "medicine_id": medicine.pk,
        "strength": read_strength(strength).text,
        "indication": inputs.text("indication", indication, most=500),
        "instructions": inputs.text("instructions", instructions, most=2000),
        "supply": None if supply is None else inputs.amount("supply", supply, most=inputs.MOST_UNITS),
        "steps": steps_kept(_valid(steps, practice)),
    }
    with transaction.atomic():
        _lock(practice)
        row = _place_of(template, practice, values["name"])
        before = columns(None if template is None else row, values)
        for column, value in values.items():
            setattr(row, column, value)
        row.save()
        keep_change(
            practice_id=practice.pk,
            action="keep_template",
            about=row.pk,
            called=row.name,
            changed=differences(_told(before), _told(values)),
            by=by,
            through=through,
            instant=read_clock(now),
        )
    return row


def _place_of(template: CourseTemplate | None, practice: Practice, name: str) -> CourseTemplate:
    """The row that is written: the template's own, or a new one where the practice has room for one of this name."""
    there = CourseTemplate.objects.filter(practice=practice, withdrawn_at__isnull=True)
    row = None if template is None else there.filter(pk=template.pk).first()
    if template is not None and row is None:
        raise Refused("template", "withdrawn", "This template is withdrawn.", "Add a new one.")
    others = there if row is None else there.exclude(pk=row.pk)
    if others.filter(name__iexact=name).exists():
        raise WrongInput("name", "taken", "A template of this name is there.", "Choose another name, or change it.")
    if row is None and others.count() >= MOST_TEMPLATES:
        raise Refused("name", "too_many", f"There are {MOST_TEMPLATES} templates.", "Withdraw one first.")
    return row or CourseTemplate(practice=practice)


def withdraw_template(*, template: CourseTemplate, by: Viewer, through: str, now: Now) -> CourseTemplate:
    """Offer a template no more; the courses that began with it are what they are. The first time counts."""
    allow(by, "keep_templates", template.practice)
    inputs.word("through", through, known=Through.values)
    instant = read_clock(now)
    with transaction.atomic():
        _lock(template.practice)
        if CourseTemplate.objects.filter(pk=template.pk, withdrawn_at__isnull=True).update(withdrawn_at=instant):
            keep_change(
                practice_id=template.practice_id,
                action="withdraw_template",
                about=template.pk,
                called=template.name,
                changed={"withdrawn_at": (None, instant)},
                by=by,
                through=through,
                instant=instant,
            )
    template.refresh_from_db()
    return template


def let_halve(
    *, practice: Practice, medicine: Medicine, strength: str, halved: bool = True, by: Viewer, through: str, now: Now
) -> HalvableStrength | None:
    """Say that a unit of this strength may be halved in this practice, or (`halved` false) that it may not any more.

    Raises WrongInput, NotAllowed. Saying it twice changes nothing.
    """
    allow(by, "let_halve", practice)
    inputs.word("through", through, known=Through.values)
    _of_this_practice(medicine, practice)
    told = read_strength(strength)
    with transaction.atomic():
        _lock(practice)
        rows = HalvableStrength.objects.filter(practice=practice, medicine=medicine)
        there = next((row for row in rows if row.strength.casefold() == told.text.casefold()), None)
        before = there is not None
        about = there.pk if there is not None else None
        if halved and there is None:
            there = HalvableStrength.objects.create(practice=practice, medicine=medicine, strength=told.text)
            about = there.pk
        elif not halved and there is not None:
            there.delete()
            there = None
        keep_change(
            practice_id=practice.pk,
            action="let_halve",
            about=about,
            called=f"{medicine.code} {told.text}",
            changed=differences({"may_be_halved": before}, {"may_be_halved": halved}),
            by=by,
            through=through,
            instant=read_clock(now),
        )
    return there


def _lock(practice: Practice) -> None:
    Practice.objects.select_for_update(no_key=True).get(pk=practice.pk)


def _of_this_practice(medicine: Medicine, practice: Practice) -> None:
    if medicine.scope not in {COMMON, practice.pk}:
        raise WrongInput("medicine", "not_of_this_practice", "This medicine is another practice's.")
    if Medicine.objects.filter(pk=medicine.pk, withdrawn_at__isnull=False).exists():
        raise Refused("medicine", "withdrawn", f"{medicine.code} is no longer in the catalogue.", "Choose another.")


def _valid(steps: Sequence[facts.Step], practice: Practice) -> tuple[facts.Step, ...]:
    try:
        return validate_steps(steps, first_day=ANY_DAY, day_boundary=practice.day_boundary)
    except WrongSteps as wrong:
        raise WrongInput("steps", "wrong_steps", str(wrong), "Correct the steps.") from wrong


def _told(values: dict[str, object]) -> dict[str, object]:
    """What a change of the practice says of a template: its columns, the medicine by its key."""
    return {name.removesuffix("_id"): (str(told) if name == "medicine_id" and told else told)
            for name, told in values.items()}  # fmt: skip
