from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "tracker.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what ends a patient's access."""
        # Models can be imported only once the apps are there.
        from tracker.accounts.signals import access_ended  # noqa: PLC0415
        from tracker.api.tokens import revoke_tokens_of  # noqa: PLC0415

        access_ended.connect(revoke_tokens_of, dispatch_uid="tracker.api.tokens")
