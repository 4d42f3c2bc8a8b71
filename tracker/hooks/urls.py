"""Where providers tell what became of a message, and what was answered. Each call is signed by its provider."""

from django.urls import path

from tracker.hooks import mail, sms

app_name = "hooks"

urlpatterns = [
    path("sms/incoming", sms.incoming, name="sms_incoming"),
    path("sms/status/<uuid:delivery>", sms.status, name="sms_status"),
    path("mail", mail.tracking, name="mail"),
]
