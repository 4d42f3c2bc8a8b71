"""What a practice says of itself, in the language that the page speaks."""

from django import template
from django.utils.translation import get_language

from courses.models import Language, Practice

register = template.Library()


@register.filter
def hours_said(practice: Practice) -> str:
    """When the practice reads what patients send; in its own words where it has none in Spanish."""
    return (practice.hours_in_spanish if _is_spanish() else "") or practice.hours


@register.filter
def promise_said(practice: Practice) -> str:
    """What it promises on a talk request; nothing where it has not said it in this language: then we say what
    is true.
    """
    return practice.answer_promise_in_spanish if _is_spanish() else practice.answer_promise


def _is_spanish() -> bool:
    return (get_language() or "").startswith(Language.ES)
