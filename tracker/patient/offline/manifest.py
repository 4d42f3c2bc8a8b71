"""The web app manifest: what the app is called, what it looks like on a home screen, and its short cuts."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

GROUND = "#F1F5F3"
SIZES = (192, 512)


def manifest_in(language: str) -> dict[str, Any]:
    """The manifest in a language that the pages have; 404 for any other."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        return {
            "id": reverse("patient:today"),
            "name": "Shortcourse",
            "short_name": "Shortcourse",
            "description": _("Your plan for a short course, day by day, with its end in sight."),
            "lang": language,
            "dir": "rtl" if translation.get_language_bidi() else "ltr",
            "start_url": reverse("patient:today"),
            # Sign-in stands outside /me/ and belongs to the app all the same.
            "scope": "/",
            "display": "standalone",
            "background_color": GROUND,
            "theme_color": GROUND,
            "categories": ["health", "medical"],
            "icons": [
                *(_icon(f"icon-{size}", size, "any") for size in SIZES),
                *(_icon(f"icon-maskable-{size}", size, "maskable") for size in SIZES),
            ],
            "screenshots": [
                _screenshot(_("Today"), f"today-{language}"),
                _screenshot(_("My plan"), f"plan-{language}"),
            ],
            "shortcuts": [
                _short_cut(_("Today"), "today"),
                _short_cut(_("Check-in"), "choose_check_in"),
                _short_cut(_("Talk"), "choose_talk"),
                _short_cut(_("Urgent help"), "urgent"),
            ],
        }


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {
        "src": static(f"look/{name}.png"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


def _screenshot(label: str, name: str) -> dict[str, str]:
    """One of those that `make screenshots` takes."""
    return {
        "src": static(f"patient/pictures/{name}-light.png"),
        "sizes": "412x915",
        "type": "image/png",
        "form_factor": "narrow",
        "label": label,
    }


def _short_cut(name: str, page: str) -> dict[str, Any]:
    return {"name": name, "url": reverse(f"patient:{page}"), "icons": [_icon("icon-192", 192, "any")]}
