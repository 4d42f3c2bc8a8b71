"""The first steps after coming in: which there are, which are done. What was chosen stands where it belongs."""

from datetime import datetime
from uuid import UUID

from tracker.accounts.models import FirstStep

STEPS = ("language", "zone", "hour", "quiet", "channels", "lock_screen")


def steps_done(patient_id: UUID) -> frozenset[str]:
    """The steps that the patient has answered."""
    return frozenset(FirstStep.objects.filter(patient_id=patient_id).values_list("step", flat=True))


def steps_left(patient_id: UUID) -> list[str]:
    """The steps that are still to answer, in order."""
    done = steps_done(patient_id)
    return [step for step in STEPS if step not in done]


def note_step(patient_id: UUID, step: str, now: datetime) -> None:
    """Note that a step was answered; again does no harm."""
    FirstStep.objects.get_or_create(patient_id=patient_id, step=step, defaults={"done_at": now})


def before(step: str) -> str | None:
    """The step in front of one."""
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None


def after(step: str) -> str | None:
    """The step that follows one."""
    place = STEPS.index(step) + 1
    return STEPS[place] if place < len(STEPS) else None
