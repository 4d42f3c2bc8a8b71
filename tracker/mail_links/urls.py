"""Short addresses that mails carry: they must go on working for as long as a mail may lie in a box."""

from django.urls import path

from tracker.mail_links import views

app_name = "mail_links"

urlpatterns = [
    path("leave/<str:token>", views.leave, name="leave"),
    path("<uuid:message>", views.open_message, name="open"),
]
