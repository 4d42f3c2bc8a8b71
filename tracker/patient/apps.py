from django.apps import AppConfig


class PatientPagesConfig(AppConfig):
    name = "tracker.patient"
    label = "patient_pages"
    default_auto_field = "django.db.models.BigAutoField"
