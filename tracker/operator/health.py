"""Two addresses for whoever keeps the processes running. Neither shows anything of a patient or of the settings."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker import clock
from tracker.operator import readiness
from tracker.operator.heartbeats import LATELY


@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """The process answers: nothing else is asked, so that no trouble elsewhere gets it killed."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """503 while the database is away or behind the code; what else is wrong is named as degraded, with 200: a lost
    broker, a silent sweep, whom the sweep fails on, deliveries that were given up.

    Doses are still logged without a broker, so it must not take every web process out of service.
    """
    if not readiness.database_answers():
        return JsonResponse({"status": "unavailable", "database": "unreachable"}, status=503)
    missing = readiness.unapplied_migrations()
    if missing:
        return JsonResponse({"status": "unavailable", "database": "ok", "migrations": missing}, status=503)
    parts = {"broker": _broker(), "sweep": _sweep(), "set_aside": _set_aside(), "deliveries": _deliveries()}
    degraded = [name for name, found in parts.items() if found not in {"ok", "off"}]
    age = readiness.age_of("sweep", now=clock.now())
    return JsonResponse(
        {
            "status": "degraded" if degraded else "ok",
            "database": "ok",
            "migrations": "applied",
            **parts,
            "degraded": degraded,
            "last_sweep_seconds_ago": None if age is None else round(age.total_seconds(), 1),
        }
    )


def _broker() -> str:
    if not settings.BROKER_IN_USE:
        return "off"
    return "ok" if readiness.broker_answers() else "unreachable"


def _sweep() -> str:
    age = readiness.age_of("sweep", now=clock.now())
    if age is None:
        return "never seen"
    return "ok" if age < LATELY else "late"


def _set_aside() -> str:
    return "some" if readiness.set_aside() or readiness.failing_practices() else "ok"


def _deliveries() -> str:
    return "given up" if readiness.dead_deliveries(now=clock.now()) else "ok"
