"""Coming in. The pages of django-allauth are known by its own names (account_login, account_logout, ...)."""

from django.urls import URLPattern, URLResolver, include, path

from tracker.accounts import views

own: list[URLPattern | URLResolver] = [
    path("invitation/", views.invitation, name="invitation"),
    path("invitation/<str:token>/", views.invitation_link, name="invitation_link"),
    path("patient/", views.patient_sign_in, name="patient_sign_in"),
    path("patient/code/", views.patient_code, name="patient_code"),
    path("patient/sign-out/", views.sign_out, name="sign_out"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((own, "accounts"))),
    path("", include("allauth.urls")),
]
