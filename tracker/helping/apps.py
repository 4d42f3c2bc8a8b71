from django.apps import AppConfig


class HelpingConfig(AppConfig):
    """The pages of who helps a patient: today's plan, logging, emergencies, and nothing else."""

    name = "tracker.helping"
