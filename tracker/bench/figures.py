"""What a bench says: one line of JSON. A ratio of medians from one run, as machines differ from hour to hour."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any


@dataclass(frozen=True, slots=True)
class Target:
    """What a ratio has to reach: at least, or at most."""

    value: float
    at_most: bool = False

    def met(self, ratio: float) -> bool:
        """Whether a ratio reaches it."""
        return ratio <= self.value if self.at_most else ratio >= self.value

    def __str__(self) -> str:
        """As it is printed."""
        return f"{'<=' if self.at_most else '>='} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: ours and the floor in `unit`, their ratio against the target, and at which size."""

    bench: str
    unit: str
    ours: float
    floor: float | None
    target: Target
    size: Mapping[str, Any] = field(default_factory=dict)
    beside: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Ours by the floor; None where there is none."""
        return None if self.floor is None else self.ours / self.floor

    @property
    def ok(self) -> bool:
        """Whether the target is met: by the ratio, or where there is no floor by ours."""
        return self.target.met(self.ours if self.ratio is None else self.ratio)

    def line(self) -> str:
        """The line of JSON."""
        said = {
            "bench": self.bench,
            "ours": _short(self.ours),
            "floor": None if self.floor is None else _short(self.floor),
            "ratio": None if self.ratio is None else _short(self.ratio),
            "target": str(self.target),
            "ok": self.ok,
            "unit": self.unit,
            "size": dict(self.size),
            **self.beside,
        }
        return json.dumps(said)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    began = perf_counter()
    work()
    return perf_counter() - began


def alternating(ours: Callable[[], float], floor: Callable[[], float], *, repeats: int) -> tuple[float, float]:
    """The medians of both, measured in turn: what slows the machine for a while slows both."""
    measured = [(floor(), ours()) for _ in range(repeats)]
    return median(one for _, one in measured), median(one for one, _ in measured)


def _short(number: float) -> float:
    return float(f"{number:.4g}")
