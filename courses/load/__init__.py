"""Rows -> facts and record, for one patient or many, in a constant number of queries; and the record back."""

from courses.load.judged import load_record, load_records, save_record
from courses.load.told import load_again, load_patient, load_patients

__all__ = ["load_again", "load_patient", "load_patients", "load_record", "load_records", "save_record"]
