from django.apps import AppConfig


class TrackerConfig(AppConfig):
    name = "tracker"
    label = "tracker"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks; hand to Celery, where there is a broker, what notifications say is waiting."""
        # Models can be imported only once the apps are there.
        import tracker.checks  # noqa: F401, PLC0415
        from notifications.signals import work_waits  # noqa: PLC0415
        from tracker.tasks import wake  # noqa: PLC0415

        work_waits.connect(wake, dispatch_uid="tracker.wake")
