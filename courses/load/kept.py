"""What was loaded, kept from one transaction to the next: for a process that alone writes to its database.

A replay and the demo tell thousands of facts to one patient after another, and load the same facts for each. Facts are
kept by the place of the last one told, the record by how far it was judged. Elsewhere nothing is kept.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from courses.load.told import load_patients
from courses.rules.known import Knowledge
from courses.rules.record import Record


@dataclass(slots=True)
class Kept:
    """What is kept of each patient."""

    told: dict[UUID, tuple[int, Knowledge]] = field(default_factory=dict)
    records: dict[UUID, Record] = field(default_factory=dict)


_kept: ContextVar[Kept | None] = ContextVar("kept", default=None)


@contextmanager
def keeping() -> Iterator[None]:
    """Keep what is loaded while this lasts. Nobody else may write, and what fails must end it."""
    token = _kept.set(Kept())
    try:
        yield
    finally:
        _kept.reset(token)


def know(last_seqs: Mapping[UUID, int]) -> dict[UUID, Knowledge]:
    """Everything told of these patients, each given with the place of the last fact, read under its lock."""
    kept = _kept.get()
    if kept is None:
        return {pk: Knowledge(told) for pk, told in load_patients(last_seqs).items()}
    missing = [pk for pk, seq in last_seqs.items() if kept.told.get(pk, (None,))[0] != seq]
    for pk, told in load_patients(missing).items() if missing else ():
        kept.told[pk] = (last_seqs[pk], Knowledge(told))
    return {pk: kept.told[pk][1] for pk in last_seqs if pk in kept.told}


def keep_told(patient_id: UUID, last_seq: int, knowledge: Knowledge) -> None:
    """Keep what an action leaves told."""
    if (kept := _kept.get()) is not None:
        kept.told[patient_id] = (last_seq, knowledge)


def keep_record(patient_id: UUID, record: Record) -> None:
    """Keep what was judged, as it is saved."""
    if (kept := _kept.get()) is not None:
        kept.records[patient_id] = record


def kept_record(patient_id: UUID) -> Record | None:
    """What was last judged of a patient, if it is kept."""
    kept = _kept.get()
    return None if kept is None else kept.records.get(patient_id)
