"""`replay`: scenarios of three weeks told through the tables, and many more through the pure fold alone."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tracker.bench.figures import Figure, Target, seconds
from tracker.bench.telling import tell
from tracker.replay.reading import read_file
from tracker.replay.running import by_fold, by_tables
from tracker.replay.scenario import Scenario

THROUGH_TABLES, THROUGH_FOLD = 50, 1_000
FOLD_TARGET = 20
WALLS = (("08:00",), ("08:00", "20:00"), ("08:00", "14:00", "20:00"), ("08:00", "14:00", "20:00", "22:30"))


def measure(scale: float) -> Figure:
    """Scenarios a second through the tables; the fold's figure stands beside it."""
    tables, fold = max(1, round(THROUGH_TABLES * scale)), max(1, round(THROUGH_FOLD * scale))
    scenarios = _scenarios(max(tables, fold))
    by_tables(scenarios[0])
    took = seconds(lambda: [by_tables(one) for one in scenarios[:tables]])
    tell(f"tables: {tables / took:.2f} scenarios/s")
    folded = fold / seconds(lambda: [by_fold(one) for one in scenarios[:fold]])
    tell(f"fold: {folded:.1f} scenarios/s")
    beside = {"fold": round(folded, 1), "fold_target": f">= {FOLD_TARGET}", "fold_ok": folded >= FOLD_TARGET}
    size = {"scenarios": tables, "through_fold": fold}
    return Figure("replay", "scenarios/s", tables / took, None, Target(2), size, beside)


def _scenarios(count: int) -> Sequence[Scenario]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scenario.json"
        read = []
        for number in range(count):
            file.write_text(json.dumps(_three_weeks(number)), encoding="utf-8")
            read.append(read_file(file))
        return read


def _three_weeks(number: int) -> dict[str, Any]:
    """Two weeks of one to four doses a day, some late, some days silent, some use beyond the end, then a week after."""
    walls = WALLS[number % len(WALLS)]
    days = [f"2026-06-{day:02}" for day in range(1, 22)]
    last_taken = (10, 13, 14, 16)[number // len(WALLS) % 4]
    return {
        "title": f"Three weeks, {number}",
        "patient": {"time_zone": "America/New_York", "birth_date": "1985-05-05"},
        "practice": {"time_zone": "America/New_York"},
        "courses": [
            {
                "id": "c1",
                "medicine": "carisoprodol",
                "strength": "350 mg tablet",
                "first_day": days[0],
                "supply": 14 * len(walls),
                "steps": [{"days": 14, "slots": [[wall, 1] for wall in walls]}],
            }
        ],
        "events": [
            {"every_slot": "c1", "from": days[0], "to": days[min(last_taken, 14) - 1], "minutes_late": number % 40},
            *(
                {"at": f"{day}T09:30", "dose": {"id": f"beyond-{day}", "course": "c1", "amount": 1}}
                for day in days[14:last_taken]
            ),
            {"at": f"{days[6]}T11:00", "check_in": {"id": "week", "course": "c1", "pain": 4, "use": "as_planned"}},
            {"at": f"{days[17]}T11:00", "check_in": {"id": "after", "course": "c1", "pain": 3, "use": "stopped"}},
        ],
        "until": f"{days[20]}T12:00",
    }
