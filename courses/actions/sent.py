"""What a phone sends under an id of its own making: sent again it changes nothing, undone it stays in the record.

An id is unique among its patient's facts of one kind, and so is the id of an undo.
"""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from courses import inputs
from courses.actions.act import Act
from courses.errors import Conflict
from courses.models.row import ByKind, Undoable

S = TypeVar("S", bound=models.Model)
U = TypeVar("U", bound=Undoable)


def sent_before(
    rows: "models.QuerySet[S]", client_id: UUID, content: Mapping[str, Any], *, may_be: bool = True
) -> S | None:
    """What was sent before under this id, None if nothing was; raises Conflict where its content was another.

    `rows` are the patient's; call it under the lock. `may_be` is False where what is loaded tells that it is not there.
    """
    inputs.client_id("id", client_id)
    row = rows.filter(client_id=client_id).first() if may_be else None
    if row is None:
        return None
    differing = [name for name, value in content.items() if getattr(row, name) != value]
    if differing:
        raise Conflict(
            "id",
            "same_id_other_content",
            f"This id was sent before with another {', '.join(differing)}. What was sent first stands.",
            "Send what is new under a new id; undo what was wrong.",
        )
    return row


def undo(act: Act, row: U, rows: "models.QuerySet[U]", undo_id: UUID | None, part: str | None) -> bool:
    """Mark a row as undone; False, and nothing changed, where it is undone already.

    `rows` are the patient's, `part` is what judging reads of them. Raises Conflict where the undo's id undid another.
    """
    if undo_id is not None:
        other = rows.filter(undo_client_id=inputs.client_id("undo_id", undo_id)).exclude(pk=row.pk).first()
        if other is not None:
            raise Conflict("undo_id", "same_id_other_content", "This id undid something else.", "Send a new id.")
    row.refresh_from_db()
    if row.undone_at is not None:
        return False
    row.undone_at, row.undone_seq, row.undo_client_id = act.now, act.next_seq(), undo_id
    row.undone_by_kind, row.undone_by_id, row.undone_through = ByKind(act.by.kind.value), act.by.id, act.through
    row.save(
        update_fields=[
            "undone_at", "undone_seq", "undo_client_id", "undone_by_kind", "undone_by_id", "undone_through",
        ]
    )  # fmt: skip
    if part is not None:
        act.touch(getattr(row, "course_id", None), part)
    return True
