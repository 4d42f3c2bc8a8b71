"""What templates of every room ask the look for."""

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tracker.look.icons import PATHS

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of our signs, hidden from those who listen: the word stands beside it."""
    paths = mark_safe(PATHS[name])  # noqa: S308 (our own drawing)
    return format_html(
        '<svg class="icon icon-{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', name, paths
    )


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether a field is a single box to tick, whose label stands behind it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def in_fours(text: str) -> str:
    """Letters to copy by hand, four at a time; apps leave the spaces aside."""
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


@register.filter
def in_pieces(address: str) -> SafeString:
    """An address that is too long for its line goes on at its @, if it can; a shortened one stays together."""
    shown = conditional_escape(address).replace("…", "…\N{WORD JOINER}")
    return mark_safe(shown if "…" in shown else shown.replace("@", "<wbr>@"))  # noqa: S308 (escaped above)


@register.filter
def tel(number: str) -> str:
    """A telephone number as a link dials it."""
    return "tel:" + "".join(sign for sign in number if sign in "+0123456789*#")
