"""A patient as the actions made one, many times over: rows are copied inside the database, their keys made new.

What the rules read of a copy is what they read of the original, so a bench measures real facts; and a million patients
are there in minutes. PostgreSQL alone.
"""

import json
import re
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from notifications.models import Agenda

A_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
AT_ONCE = 100_000
# Rows of these tables belong to no patient, or to nothing at all.
SHARED = frozenset(
    {
        "Practice", "PracticeClassLimit", "PracticeChange", "Clinician", "Medicine", "HandOver", "CourseTemplate",
        "HalvableStrength",
    }
)  # fmt: skip


def clone(patient: UUID, copies: int, *, first: int = 0, leave_out: Collection[str] = ()) -> None:
    """Copy all that a patient has in `courses` and `notifications`, numbered from `first`; `leave_out` names models."""
    rows = [one for one in _rows_of(patient) if one[0].__name__ not in leave_out]
    keys = [key for _, found in rows for key in found if isinstance(key, UUID)]
    with connection.cursor() as cursor:
        for start in range(first, first + copies, AT_ONCE):
            upto = min(start + AT_ONCE, first + copies) - 1
            for model, found in rows:
                given: dict[str, Any] = {"keys": keys, "rows": found, "from": start, "to": upto}
                cursor.execute(_statement(model, _named_in(patient)), given)


def vacuum() -> None:
    """Let the database know what is there now."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _models() -> Iterator[type[models.Model]]:
    for app in ("courses", "notifications"):
        yield from (model for model in apps.get_app_config(app).get_models() if model.__name__ not in SHARED)


def _rows_of(patient: UUID) -> list[tuple[type[models.Model], list[UUID | int]]]:
    """Every row that leads to this patient, by table, in an order in which they can be inserted."""
    known: set[UUID] = {patient}
    found: dict[type[models.Model], list[UUID | int]] = {}
    waiting = list(_models())
    while True:
        before = len(found)
        for model in waiting:
            rows = _leading_to(model, known)
            if rows and len(rows) != len(found.get(model, ())):
                found.pop(model, None)
                found[model] = rows
                known |= {key for key in rows if isinstance(key, UUID)}
                before = -1
        if before == len(found):
            return _parents_first(found)


def _parents_first(
    found: dict[type[models.Model], list[UUID | int]],
) -> list[tuple[type[models.Model], list[UUID | int]]]:
    placed: dict[type[models.Model], list[UUID | int]] = {}
    while len(placed) < len(found):
        for model, rows in found.items():
            parents = {field.related_model for field in model._meta.concrete_fields if field.is_relation}  # noqa: SLF001
            if model not in placed and all(parent in placed for parent in parents & found.keys() - {model}):
                placed[model] = rows
    return list(placed.items())


def _leading_to(model: type[models.Model], known: set[UUID]) -> list[UUID | int]:
    """The keys of the rows of a table of which a column names one of these."""
    told = models.Q()
    for field in model._meta.concrete_fields:  # noqa: SLF001 (Django's documented way to ask)
        leads = isinstance(field, models.UUIDField) and field.name not in {"client_id", "undo_client_id"}
        if leads or _is_key_of_another(field):
            told |= models.Q(**{f"{field.attname}__in": known})
    return list(model._default_manager.filter(told).values_list("pk", flat=True)) if told else []  # noqa: SLF001


def _is_key_of_another(field: Any) -> bool:
    return field.is_relation and field.related_model in set(_models())


def _named_in(patient: UUID) -> set[str]:
    """The keys that the stretch of a patient's agenda names: they are made new as those of rows are."""
    ready = Agenda.objects.filter(patient=patient).values_list("ready", flat=True).first()
    return set(A_KEY.findall(json.dumps(ready)))


def _statement(model: type[models.Model], named: Collection[str]) -> str:
    """Copies of some rows: keys that belong to the copied rows get new ones, made of the old and the copy's number."""
    columns = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]  # noqa: SLF001
    said = ", ".join(_copied(field, named) for field in columns)
    table, key = connection.ops.quote_name(model._meta.db_table), _name(model._meta.pk)  # noqa: SLF001
    into = ", ".join(_name(field) for field in columns)
    return (
        f"INSERT INTO {table} ({into}) SELECT {said} "  # noqa: S608 (names are our own)
        f"FROM {table} CROSS JOIN generate_series(%(from)s, %(to)s) AS copy_number WHERE {table}.{key} = ANY(%(rows)s)"
    )


def _copied(field: Any, named: Collection[str]) -> str:
    column = _name(field)
    if field.name == "ready":
        text = f"{column}::text"
        for key in named:
            text = f"replace({text}, '{key}', md5('{key}' || copy_number)::uuid::text)"
        return f"({text})::jsonb"
    if not isinstance(field.target_field if field.is_relation else field, models.UUIDField):
        # No two people have one address: of mail, or of a push service.
        mailbox, page = f"'copy-' || copy_number || '-' || {column}", f"{column} || '/' || copy_number"
        return f"CASE WHEN {column} LIKE 'http%%' THEN {page} ELSE {mailbox} END" if field.name == "address" else column
    return f"CASE WHEN {column} = ANY(%(keys)s::uuid[]) THEN md5({column}::text || copy_number)::uuid ELSE {column} END"


def _name(field: Any) -> str:
    return connection.ops.quote_name(field.column)
