"""Rows -> facts and record, for one patient or many, in a constant number of queries; and the record back."""

from courses.load.judged import (
    Judged,
    load_flags,
    load_record,
    load_records,
    record_of,
    records_upto,
    save_record,
    save_records,
)
from courses.load.kept import keep_told, keeping, know
from courses.load.prescribed import PrescribedOn, RevisionOnDay, prescribed_on
from courses.load.told import check_in_of, dose_of, load_again, load_patient, load_patients, with_facts
from courses.load.windows import load_windows

__all__ = [
    "Judged",
    "PrescribedOn",
    "RevisionOnDay",
    "check_in_of",
    "dose_of",
    "keep_told",
    "keeping",
    "know",
    "load_again",
    "load_flags",
    "load_patient",
    "load_patients",
    "load_record",
    "load_records",
    "load_windows",
    "prescribed_on",
    "record_of",
    "records_upto",
    "save_record",
    "save_records",
    "with_facts",
]
