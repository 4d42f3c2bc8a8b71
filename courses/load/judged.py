"""The record of judgement, to and from its rows."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from courses.load.kept import keep_record, kept_record
from courses.models import Flag, FlagEvent, Patient
from courses.rules import record


class Judged(NamedTuple):
    """A patient's record as it was loaded, and what came of it by judging on."""

    patient: UUID
    old: record.Record
    new: record.Record

    @property
    def went_on(self) -> bool:
        """Whether it is judged further than it was."""
        return (self.new.judged_to, self.new.judged_seq) != (self.old.judged_to, self.old.judged_seq)


def load_record(patient_id: UUID) -> record.Record:
    """What has been judged of one patient; raises KeyError for one who is not there."""
    return load_records([patient_id])[patient_id]


def load_records(ids: Collection[UUID]) -> dict[UUID, record.Record]:
    """What has been judged of each of these patients, in three queries however many they are."""
    far = Patient.objects.filter(pk__in=ids).values_list("pk", "judged_to", "judged_seq")
    return records_upto({pk: (judged_to, judged_seq) for pk, judged_to, judged_seq in far})


def record_of(patient: Patient) -> record.Record:
    """What has been judged of a patient whose row is at hand, locked."""
    return records_upto({patient.pk: (patient.judged_to, patient.judged_seq)})[patient.pk]


def records_upto(judged: Mapping[UUID, tuple[datetime, int]]) -> dict[UUID, record.Record]:
    """What has been judged of patients whose rows are locked: each given with the instant and the place judged to."""
    at_hand = {pk: kept for pk, far in judged.items() if (kept := kept_record(pk)) and _far(kept) == far}
    ids = [pk for pk in judged if pk not in at_hand]
    if not ids:
        return at_hand
    flags = load_flags(ids)
    events: dict[UUID, list[record.FlagEvent]] = {pk: [] for pk in ids}
    rows = FlagEvent.objects.filter(patient__in=ids).order_by("patient", "position")
    told: list[Any]
    for patient, *told in rows.values_list("patient", "course", "rule", "at", "change", "severity", "status"):
        events[patient].append(_event(*told))
    return at_hand | {pk: record.Record(*judged[pk], flags[pk], tuple(events[pk])) for pk in ids}


def load_flags(ids: Collection[UUID]) -> dict[UUID, dict[tuple[str, str], record.Flag]]:
    """The flags of each of these patients, by course and rule, in one query."""
    flags: dict[UUID, dict[tuple[str, str], record.Flag]] = {pk: {} for pk in ids}
    columns = ("course", "rule", "severity", "opened_at", "status", "evidence", "acknowledged")
    for patient, *told in Flag.objects.filter(course__patient__in=ids).values_list("course__patient", *columns):
        flag = _flag(*told)
        flags[patient][flag.course, flag.rule] = flag
    return flags


def _far(judged: record.Record) -> tuple[datetime, int]:
    return judged.judged_to, judged.judged_seq


def save_record(patient_id: UUID, old: record.Record, new: record.Record, *, last_seq: int | None = None) -> None:
    """Write what `new`, which came of `old` by judging on, has more or otherwise: changed flags, new events, how far.

    Call it under the lock of the patient's row, in the transaction in which `old` was loaded. An action that told
    something gives its last place too, as nothing is judged further than it was told.
    """
    judged = Judged(patient_id, old, new)
    _save_findings([judged])
    told = {} if last_seq is None else {"last_seq": last_seq}
    if told or judged.went_on:
        Patient.objects.filter(pk=patient_id).update(judged_to=new.judged_to, judged_seq=new.judged_seq, **told)


def save_records(judged: Collection[Judged]) -> None:
    """The same for many patients whose rows are locked, in as many statements as for a few."""
    _save_findings(judged)
    went_on = [one for one in judged if one.went_on]
    if not went_on:
        return
    # Mostly nothing changed but how far, and that is the same instant for all.
    newest = max(one.new.judged_to for one in went_on)
    alike = {one.patient for one in went_on if one.new.judged_to == newest and one.new.judged_seq == one.old.judged_seq}
    Patient.objects.filter(pk__in=alike).update(judged_to=newest)
    others = [
        Patient(pk=one.patient, judged_to=one.new.judged_to, judged_seq=one.new.judged_seq)
        for one in went_on
        if one.patient not in alike
    ]
    Patient.objects.bulk_update(others, ["judged_to", "judged_seq"])


def _save_findings(judged: Collection[Judged]) -> None:
    """Write changed flags and new events, in one statement each."""
    flags, events = [], []
    for patient, old, new in judged:
        flags += [_flag_row(flag) for key, flag in new.flags.items() if old.flags.get(key) != flag]
        there = len(old.history)
        events += [_event_row(patient, there + n, event) for n, event in enumerate(new.history[there:])]
    if flags:
        Flag.objects.bulk_create(
            flags,
            update_conflicts=True,
            unique_fields=["course", "rule"],
            # When it first held never moves.
            update_fields=["severity", "status", "evidence", "acknowledged"],
        )
    if events:
        FlagEvent.objects.bulk_create(events)
    for one in judged:
        keep_record(one.patient, one.new)


def _flag(
    course: UUID,
    rule: str,
    severity: int,
    opened_at: datetime,
    status: str,
    evidence: list[dict[str, str]],
    acknowledged: dict[str, Any] | None,
) -> record.Flag:
    return record.Flag(
        course=str(course),
        rule=rule,
        severity=record.Severity(severity),
        opened_at=opened_at,
        status=record.Status(status),
        evidence=tuple(
            record.Evidence(datetime.fromisoformat(item["at"]), item["key"], date.fromisoformat(item["day"]))
            for item in evidence
        ),
        acknowledged=None if acknowledged is None else _acknowledged(acknowledged),
    )


def _acknowledged(told: dict[str, Any]) -> record.Acknowledged:
    return record.Acknowledged(
        at=datetime.fromisoformat(told["at"]),
        day=date.fromisoformat(told["day"]),
        until=None if told["until"] is None else date.fromisoformat(told["until"]),
        evidence_keys=frozenset(told["keys"]),
    )


def _event(course: UUID, rule: str, at: datetime, change: str, severity: int, status: str) -> record.FlagEvent:
    return record.FlagEvent(
        str(course), rule, at, record.Change(change), record.Severity(severity), record.Status(status)
    )


def _flag_row(flag: record.Flag) -> Flag:
    seen = flag.acknowledged
    return Flag(
        course_id=UUID(flag.course),
        rule=flag.rule,
        severity=flag.severity.value,
        opened_at=flag.opened_at,
        status=flag.status.value,
        evidence=[{"at": item.at.isoformat(), "key": item.key, "day": item.day.isoformat()} for item in flag.evidence],
        acknowledged=None
        if seen is None
        else {
            "at": seen.at.isoformat(),
            "day": seen.day.isoformat(),
            "until": None if seen.until is None else seen.until.isoformat(),
            "keys": sorted(seen.evidence_keys),
        },
    )


def _event_row(patient_id: UUID, position: int, event: record.FlagEvent) -> FlagEvent:
    return FlagEvent(
        patient_id=patient_id,
        course_id=UUID(event.course),
        position=position,
        rule=event.rule,
        at=event.at,
        change=event.change.value,
        severity=event.severity.value,
        status=event.status.value,
    )
