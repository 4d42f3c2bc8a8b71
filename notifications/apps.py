from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what changes a course."""
        # Models can be imported only once the apps are there.
        from courses.signals import course_changed  # noqa: PLC0415
        from notifications.agenda import on_course_changed  # noqa: PLC0415

        course_changed.connect(on_course_changed, dispatch_uid="notifications.agenda")
