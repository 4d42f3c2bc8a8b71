"""The record that a patient takes along: as a report for the doctor (print, PDF), and whole (JSON, CSV)."""
