"""What a practice decides for itself: its settings, its limits by class, its own medicines."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from courses import inputs
from courses.access import Kind, Viewer, may
from courses.actions.act import Now, read_clock
from courses.actions.practice_changes import Changed, columns, differences, keep_change
from courses.errors import NotAllowed, WrongInput
from courses.models import Medicine, Practice, PracticeClassLimit, Through
from courses.rules.known import RISK_AFTER_DAYS

MOST_MG = Decimal(100_000)
LONGEST_YEAR = 366
OLDEST = 130
# What a manager may set; `time_zone` is that of new patients and of the digest.
SETTINGS = frozenset(
    {
        "name", "phone", "out_of_hours_phone", "address", "country", "time_zone", "day_boundary", "emergency_number",
        "crisis_line", "poison_line", "digest_hour", "escalation_after_hours", "emergency_escalation_after_hours",
        "hours", "answer_promise", "hours_in_spanish", "answer_promise_in_spanish", "messages_kept_months",
        "demands_second_factor",
    }
)  # fmt: skip


def allow(by: Viewer, action: str, practice: Practice) -> None:
    """Raise NotAllowed unless the viewer may do this within that practice."""
    if by.kind is Kind.SYSTEM or (may(by, action) and by.practice_id == practice.pk):
        return
    raise NotAllowed("", "not_allowed", "This is not yours to do.", "Ask somebody whose role it is.")


def change_practice(*, practice: Practice, changes: Mapping[str, Any], by: Viewer, through: str, now: Now) -> Practice:
    """Change settings of the practice, by name. Escalation can be made shorter, never longer. Raises WrongInput.

    A new day boundary holds for each course from its next revision on.
    """
    allow(by, "change_practice", practice)
    inputs.word("through", through, known=Through.values)
    for name in changes:
        inputs.word("changes", name, known=SETTINGS)
    with transaction.atomic():
        row = _locked(practice)
        before = columns(row, changes)
        for name, value in changes.items():
            setattr(row, name, inputs.text(name, value, most=500) if isinstance(value, str) else value)
        inputs.zone("time_zone", row.time_zone)
        try:
            row.full_clean()
        except ValidationError as error:
            name, messages = next(iter(error.message_dict.items()))
            raise WrongInput(name.replace("__all__", ""), "out_of_range", messages[0]) from error
        row.save(update_fields=list(changes))
        keep_change(
            practice_id=row.pk,
            action="change_practice",
            about=row.pk,
            called=row.name,
            changed=differences(before, columns(row, changes)),
            by=by,
            through=through,
            instant=read_clock(now),
        )
    return row


def set_class_limit(
    *, practice: Practice, medicine_class: str, days: int | None, by: Viewer, through: str, now: Now
) -> PracticeClassLimit | None:
    """The most days of use of a class in 365 that the practice wants; None goes back to what the catalogue says."""
    allow(by, "change_practice", practice)
    inputs.word("through", through, known=Through.values)
    name = inputs.text("medicine_class", medicine_class, most=60, required=True).strip()
    most = None if days is None else inputs.whole("days", days, least=1, most=LONGEST_YEAR)
    with transaction.atomic():
        _locked(practice)
        there = PracticeClassLimit.objects.filter(practice=practice, medicine_class=name).first()
        about, before = (None, None) if there is None else (there.pk, there.days)
        if most is not None:
            there = there or PracticeClassLimit(practice=practice, medicine_class=name)
            there.days = most
            there.save()
            about = there.pk
        elif there is not None:
            there.delete()
            there = None
        keep_change(
            practice_id=practice.pk,
            action="set_class_limit",
            about=about,
            called=name,
            changed=differences({"days": before}, {"days": most}),
            by=by,
            through=through,
            instant=read_clock(now),
        )
    return there


def add_medicine(
    *, practice: Practice, code: str, facts: Mapping[str, Any], checked_on: date, by: Viewer, through: str, now: Now
) -> Medicine:
    """Add a medicine of the practice's own, or bring the one of this name to these facts: a change raises its version.

    `facts` are columns of Medicine by name; `medicine_class` and `source` are needed. Raises WrongInput, NotAllowed.
    """
    allow(by, "add_medicine", practice)
    inputs.word("through", through, known=Through.values)
    name = inputs.text("code", code, most=80, required=True).strip()
    values = {**_facts(facts), "checked_on": inputs.day("checked_on", checked_on), "withdrawn_at": None}
    instant = read_clock(now)
    with transaction.atomic():
        # Two who add the same at once: the practice's row is the lock.
        _locked(practice)
        row = Medicine.objects.filter(scope=practice.pk, code=name).first()
        changed = differences(columns(row, values), values)
        if row is None:
            row = Medicine.objects.create(practice=practice, scope=practice.pk, code=name, changed_at=instant, **values)
        elif changed:
            for column, value in values.items():
                setattr(row, column, value)
            row.version, row.changed_at = row.version + 1, instant
            row.save()
        _keep_medicine(row, "add_medicine", changed, by, through, instant)
    return row


def withdraw_medicine(*, medicine: Medicine, by: Viewer, through: str, now: Now) -> Medicine:
    """Take a medicine of the practice's own out of its list; courses of it go on. The first time counts."""
    if medicine.practice is None:
        raise WrongInput("medicine", "of_the_catalogue", "The common catalogue is not the practice's to change.")
    allow(by, "add_medicine", medicine.practice)
    inputs.word("through", through, known=Through.values)
    instant = read_clock(now)
    with transaction.atomic():
        changed = Medicine.objects.filter(pk=medicine.pk, withdrawn_at__isnull=True)
        if changed.update(withdrawn_at=instant, changed_at=instant, version=medicine.version + 1):
            medicine.refresh_from_db()
            _keep_medicine(
                medicine, "withdraw_medicine", {"withdrawn_at": (None, medicine.withdrawn_at)}, by, through, instant
            )
    return medicine


def _locked(practice: Practice) -> Practice:
    """The row as it is now, locked: what was and what is are those of this change alone."""
    return Practice.objects.select_for_update(no_key=True).get(pk=practice.pk)


def _keep_medicine(row: Medicine, what: str, changed: Changed, by: Viewer, through: str, instant: datetime) -> None:
    keep_change(
        practice_id=row.scope,
        action=what,
        about=row.pk,
        called=row.code,
        changed=changed,
        by=by,
        through=through,
        instant=instant,
    )


_TEXTS = {
    "medicine_class": 60, "subclass": 60, "limit_text": 300, "limit_basis": 60, "dose_basis": 60, "dose_source": 300,
    "abrupt_stop_risk": 40, "us_schedule": 10, "contraindications": 2000, "note": 2000, "source": 2000,
    "rxcui_ingredient": 12,
}  # fmt: skip
_DAYS = ("label_min_days", "label_max_days", "days_a_year_limit")
_AGES = ("age_min", "age_max", "contraindicated_under_age")
_MG = ("label_max_single_mg", "label_max_daily_mg")
_LISTS = ("brands", "contraindicated_with", "interacts_with")


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The columns, whole: what is left out is empty, as for the label that does not give it."""
    for name in facts:
        inputs.word("facts", name, known=(*_TEXTS, *_DAYS, *_AGES, *_MG, *_LISTS, "sedating"))
    values: dict[str, Any] = {
        name: inputs.text(name, facts.get(name, ""), most=most, required=name in {"medicine_class", "source"})
        for name, most in _TEXTS.items()
    }
    ranges = [(name, 1, LONGEST_YEAR) for name in _DAYS] + [(name, 0, OLDEST) for name in _AGES]
    for name, least, most in ranges:
        told = facts.get(name)
        values[name] = None if told is None else inputs.whole(name, told, least=least, most=most)
    for name in _MG:
        told = facts.get(name)
        values[name] = None if told is None else inputs.amount(name, told, most=MOST_MG)
    values |= {name: inputs.texts(name, facts.get(name, ()), most=80) for name in _LISTS}
    values["sedating"] = bool(facts.get("sedating", False))
    _check_risk(values["abrupt_stop_risk"])
    return values


def _check_risk(told: str) -> None:
    """Raise WrongInput for what a person would read as a risk and the rules (courses.rules.known) as none."""
    if not told.strip().casefold().startswith(("yes", "after")) or told == "yes" or RISK_AFTER_DAYS.fullmatch(told):
        return
    raise WrongInput(
        "abrupt_stop_risk",
        "unknown_word",
        "This names a risk in words that no rule reads.",
        "Write yes, or after N days.",
    )
