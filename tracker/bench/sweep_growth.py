"""`sweep_growth`: the same number due among many patients, and among twenty times as many."""

from collections.abc import Iterator
from datetime import datetime
from statistics import median

from tracker.bench.clinic import at, open_clinic
from tracker.bench.figures import Figure, Target
from tracker.bench.processes import Processes
from tracker.bench.sweep import DAY, LATER, fill_due, fill_others, rate, sweep_all
from tracker.bench.telling import tell

DUE, FEW, MANY, PROCESSES, REPEATS = 20_000, 100_000, 2_000_000, 2, 3
STILL_LATER = at(DAY, "09:30")


def measure(scale: float) -> Figure:
    """Seconds among the many by seconds among the few. Each repeat has patients of its own that are due."""
    due = max(PROCESSES, int(DUE * scale))
    few, many = max(due, int(FEW * scale)), max(due, int(MANY * scale))
    instants = [at(DAY, f"08:{minute:02}") for minute in range(2 * REPEATS)]
    clinic = open_clinic()
    # Those of all repeats are there from the beginning: what grows is the number of those who are not due.
    fill_due(clinic, due, instants)
    there = due * len(instants)
    fill_others(clinic, max(1, few - there), instant=LATER)
    waiting = iter(instants)
    with Processes(PROCESSES) as processes:
        floor = _seconds(processes, waiting, due, "few")
        fill_others(clinic, max(1, many - max(few, there)), instant=STILL_LATER)
        ours = _seconds(processes, waiting, due, "many")
    size = {"due": due, "few": max(few, there), "many": many, "processes": PROCESSES, "repeats": REPEATS}
    return Figure("sweep_growth", "s", ours, floor, Target(1.25, at_most=True), size)


def _seconds(processes: Processes, waiting: Iterator[datetime], due: int, among: str) -> float:
    tell(f"among the {among}")
    return median(due / rate(processes, sweep_all, waiting, due) for _ in range(REPEATS))
