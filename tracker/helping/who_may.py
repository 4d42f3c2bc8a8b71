"""Who may open the addresses of urls.py: who helps a patient, while that patient's leave holds."""

from tracker.who_may import HELPER, Table, form, read, send

WHO_MAY: Table = {
    "today": read(HELPER),
    "whom": form(HELPER),
    "log_dose": send(HELPER),
    "undo_dose": send(HELPER),
    "emergency": form(HELPER),
    "call": read(HELPER),
}
