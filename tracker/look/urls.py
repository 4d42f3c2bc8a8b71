from django.urls import URLPattern, URLResolver, path

from tracker.look import views

app_name = "look"

urlpatterns: list[URLPattern | URLResolver] = [path("", views.styleguide, name="styleguide")]
