"""Limits of rate and of cost, counted in the database: no worker goes past them, and a restart forgets nothing."""

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F

from notifications.models import Used


def take(limit: str, span: str, amount: int, *, most: int) -> bool:
    """Use so much of a limit, if there is as much left in this span."""
    Used.objects.get_or_create(limit=limit, span=span)
    left = Used.objects.filter(limit=limit, span=span, amount__lte=most - amount)
    return bool(left.update(amount=F("amount") + amount)) if amount <= most else False


def take_up_to(limit: str, span: str, amount: int, *, most: int) -> int:
    """Use as much of a limit as there is left in this span, at most so much; how much it is."""
    with transaction.atomic():
        Used.objects.get_or_create(limit=limit, span=span)
        row = Used.objects.select_for_update().get(limit=limit, span=span)
        taken = max(0, min(amount, most - row.amount))
        Used.objects.filter(pk=row.pk).update(amount=F("amount") + taken)
    Used.objects.filter(limit=limit, span__lt=span).delete()
    return taken


def give_back(limit: str, span: str, amount: int) -> None:
    """What was taken and not used."""
    if amount:
        Used.objects.filter(limit=limit, span=span, amount__gte=amount).update(amount=F("amount") - amount)


def used(limit: str, span: str) -> int:
    """How much of a limit is used in a span."""
    return Used.objects.filter(limit=limit, span=span).values_list("amount", flat=True).first() or 0


def minute_of(now: datetime) -> str:
    """The span of a rate."""
    return f"{now.astimezone(UTC):%Y-%m-%dT%H:%M}"
