from django.urls import URLPattern, URLResolver, include, path

# No app_name: the pages of django-allauth are known by its own names (account_login, account_logout, ...).
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("allauth.urls")),
]
