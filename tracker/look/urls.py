from django.urls import URLPattern, URLResolver

app_name = "look"

urlpatterns: list[URLPattern | URLResolver] = []
