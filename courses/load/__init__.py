"""Rows -> facts and record, for one patient or many, in a constant number of queries; and the record back."""

from courses.load.judged import Judged, load_record, load_records, record_of, save_record, save_records
from courses.load.kept import keep_told, keeping, know
from courses.load.prescribed import PrescribedOn, RevisionOnDay, prescribed_on
from courses.load.told import load_again, load_patient, load_patients

__all__ = [
    "Judged",
    "PrescribedOn",
    "RevisionOnDay",
    "keep_told",
    "keeping",
    "know",
    "load_again",
    "load_patient",
    "load_patients",
    "load_record",
    "load_records",
    "prescribed_on",
    "record_of",
    "save_record",
    "save_records",
]
