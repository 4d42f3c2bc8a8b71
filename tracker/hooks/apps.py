from django.apps import AppConfig


class HooksConfig(AppConfig):
    name = "tracker.hooks"
    label = "hooks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what mail providers tell."""
        # Their signal can be connected only once the apps are there.
        from tracker.hooks import mail  # noqa: F401, PLC0415
