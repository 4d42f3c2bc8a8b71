"""Every bench by its name, in the order in which `all` runs them."""

from collections.abc import Callable, Mapping

from tracker.bench import (
    day_close,
    email,
    growth,
    lag,
    log_dose,
    push,
    replay,
    review,
    soak,
    sweep,
    sweep_growth,
    today,
)
from tracker.bench.figures import Figure

BENCHES: Mapping[str, Callable[[float], Figure]] = {
    "sweep": sweep.measure,
    "day_close": day_close.measure,
    "sweep_growth": sweep_growth.measure,
    "push": push.measure,
    "email": email.measure,
    "lag": lag.measure,
    "log_dose": log_dose.measure,
    "today": today.measure,
    "review": review.measure,
    "replay": replay.measure,
    "soak": soak.measure,
    "growth": growth.measure,
}
