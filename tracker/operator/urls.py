from django.urls import path

from tracker.operator.views import dead_letter, dead_letters, home, try_again

app_name = "operator"

urlpatterns = [
    path("", home, name="home"),
    path("dead-letters/", dead_letters, name="dead_letters"),
    path("dead-letters/<uuid:letter>/", dead_letter, name="dead_letter"),
    path("set-aside/<int:number>/", try_again, name="try_again"),
]
