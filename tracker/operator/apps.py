from importlib import import_module

from django.apps import AppConfig


class OperatorPagesConfig(AppConfig):
    name = "tracker.operator"
    label = "operator_pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what watches beat; it needs the models, so it cannot be imported earlier."""
        import_module("tracker.operator.beat")
