"""The page that shows the look: every token and component in every state, not in production; and the icon."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_GET

from tracker.look.course_line import CourseLine
from tracker.look.icons import PATHS

TOKENS = (
    "ground", "sheet", "ink", "ink-2", "rule", "edge", "lake", "on-lake", "lake-soft", "sun", "sun-edge", "sun-soft",
    "sun-ink", "brick", "brick-soft", "sky", "alarm",
)  # fmt: skip

LINES = {
    "Not begun": CourseLine(14, 0),
    "Day 1 of 14": CourseLine(14, 1),
    "Day 9 of 14": CourseLine(14, 9),
    "The last day": CourseLine(14, 14),
    "Over": CourseLine(14, 15),
    "Used on 3 days after the end": CourseLine(14, 18, 3),
    "Day 40 of 90": CourseLine(90, 40),
    "One day": CourseLine(1, 1),
}

SEVERITIES = (
    ("emergency", "emergency", "Emergency"), ("high", "high", "High"), ("warning", "warning", "Warning"),
    ("info", "info", "Info"), ("talk", "talk", "Talk"), ("no-plan", "no_plan", "No plan"),
    ("delivery", "delivery", "Delivery"),
)  # fmt: skip


class Example(forms.Form):
    """One field of each kind."""

    text = forms.CharField(label="A short answer", help_text="What it is for.")
    words = forms.CharField(label="A person’s words", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    one = forms.ChoiceField(
        label="One of these", choices=[("a", "As planned"), ("b", "Less than planned")], widget=forms.RadioSelect
    )
    some = forms.MultipleChoiceField(
        label="Some of these",
        choices=[("a", "Poor sleep"), ("b", "Headache")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    yes = forms.BooleanField(label="Ask me once more", required=False)


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Tokens, type, buttons, fields, bands, lines, signs."""
    if settings.PRODUCTION:
        raise Http404
    context = {
        "tokens": TOKENS,
        "lines": LINES.items(),
        "severities": SEVERITIES,
        "icons": sorted(PATHS),
        "form": Example(initial={"one": "a"}, auto_id="fine_%s"),
        "wrong": Example({"one": ""}, auto_id="wrong_%s"),
        "scale": "desk" if request.GET.get("scale") == "desk" else "phone",
    }
    return render(request, "look/styleguide.html", context)


@require_GET
def icon(_request: HttpRequest) -> HttpResponse:
    """Where browsers look for an icon by themselves: on pages that are no HTML of ours."""
    return redirect(static("look/icon-192.png"))
