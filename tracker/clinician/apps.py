from django.apps import AppConfig


class ClinicianPagesConfig(AppConfig):
    name = "tracker.clinician"
    label = "clinician_pages"
    default_auto_field = "django.db.models.BigAutoField"
