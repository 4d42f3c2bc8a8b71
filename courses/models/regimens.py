"""What a practice writes down once, not each time: its templates, and which strengths may be halved."""

from datetime import time
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q

from courses.models.medicines import Medicine
from courses.models.people import OfPracticeRows, Practice
from courses.models.row import Row, amount
from courses.rules import facts

LONGEST_TEMPLATE_NAME = 120


class CourseTemplate(Row):
    """A regimen in the practice's own words: whoever enters a course may begin with it, and changes what they like.

    `steps` are kept as `steps_kept` writes them. A template that is withdrawn is offered no more.
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="templates")
    name = models.CharField(max_length=LONGEST_TEMPLATE_NAME)
    medicine = models.ForeignKey(Medicine, on_delete=models.PROTECT, related_name="templates")
    strength = models.CharField(max_length=60)
    indication = models.TextField(max_length=500, blank=True)
    instructions = models.TextField(max_length=2000, blank=True)
    supply = amount(null=True, blank=True)
    steps = models.JSONField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = OfPracticeRows.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_template_a_name", fields=["practice", "name"], condition=Q(withdrawn_at__isnull=True)
            ),
            models.CheckConstraint(name="template_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="template_supply_above_zero", condition=Q(supply__isnull=True) | Q(supply__gt=0)
            ),
        ]

    @property
    def step_facts(self) -> tuple[facts.Step, ...]:
        """Its steps, as rules take them."""
        return tuple(_step_read(kept) for kept in self.steps)


class HalvableStrength(Row):
    """That this practice lets a unit of this strength be halved: the catalogue does not know."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="halvable_strengths")
    medicine = models.ForeignKey(Medicine, on_delete=models.CASCADE, related_name="halvable_strengths")
    strength = models.CharField(max_length=60)

    objects = OfPracticeRows.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_mark_a_strength", fields=["practice", "medicine", "strength"]),
            models.CheckConstraint(name="halvable_strength_is_named", condition=~Q(strength="")),
        ]


def steps_kept(steps: tuple[facts.Step, ...]) -> list[dict[str, Any]]:
    """Steps as a template keeps them: plain words and numbers."""
    return [_step_kept(step) for step in steps]


def _step_kept(step: facts.Step) -> dict[str, Any]:
    kept: dict[str, Any] = {"days": step.days}
    if step.as_needed is None:
        kept["slots"] = [{"wall": f"{slot.wall:%H:%M}", "amount": str(slot.amount)} for slot in step.slots]
    else:
        kept["as_needed"] = {
            "amount": str(step.as_needed.amount),
            "min_interval_minutes": step.as_needed.min_interval_minutes,
            "max_per_day": str(step.as_needed.max_per_day),
        }
    return kept


def _step_read(kept: dict[str, Any]) -> facts.Step:
    if needed := kept.get("as_needed"):
        pattern = facts.AsNeeded(
            Decimal(needed["amount"]), needed["min_interval_minutes"], Decimal(needed["max_per_day"])
        )
        return facts.Step(kept["days"], as_needed=pattern)
    slots = (facts.StepSlot(time.fromisoformat(slot["wall"]), Decimal(slot["amount"])) for slot in kept["slots"])
    return facts.Step(kept["days"], tuple(slots))
