from django.urls import URLPattern, URLResolver

app_name = "clinician"

urlpatterns: list[URLPattern | URLResolver] = []
