from django.apps import AppConfig


class MailLinksConfig(AppConfig):
    name = "tracker.mail_links"
    label = "mail_links"
    default_auto_field = "django.db.models.BigAutoField"
