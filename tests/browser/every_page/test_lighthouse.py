"""Lighthouse on every page: the patient's as on a phone, everybody else's as at a desk.

Accessibility and best practices are facts of the page, and have to be 1.00. Performance is a time, and noisy: a page
below 0.95 is judged twice more, and the median counts. The worst are printed at the end, all are kept in
var/lighthouse-*.txt. In parts, so that whoever has nothing else left to do takes over one.
"""

from pathlib import Path
from statistics import median
from typing import Any

import pytest

from tests.browser.every_page.demo import LISTED, SHOWN, Demo, Opened, title
from tests.browser.judges.lighthouse import Judged, judge
from tracker.demo.place import BASE_DIR

PERFORMANCE = 0.95
KEPT = BASE_DIR / "var"
PARTS, WORST = 4, 4
# It leads to another page, which is judged by itself.
LEADS_ON = "accounts:invitation_link"


def _asked(opened: Opened) -> dict[str, Any]:
    desk = opened.page.name.startswith(("clinician:", "operator:"))
    return {"url": opened.url, "cookies": opened.cookies, "desk": desk, "status": opened.page.status}


def _judged(asked: list[dict[str, Any]], chromium: str, folder: Path) -> list[Judged]:
    """One of each; a page of which Lighthouse could not tell at first is judged once more."""
    judged = list(judge(asked, chromium, folder))
    if unclear := [number for number, one in enumerate(judged) if one.problem]:
        again = judge([asked[number] for number in unclear], chromium, folder)
        for number, one in zip(unclear, again, strict=True):
            judged[number] = one
    return judged


def _performance(first: Judged, asked: dict[str, Any], chromium: str, folder: Path) -> float:
    score = first.scores["performance"] or 0
    if score >= PERFORMANCE:
        return score
    again = [one.scores["performance"] or 0 for one in _judged([asked, asked], chromium, folder)]
    return median([score, *again])


@pytest.mark.patience(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_lighthouse_finds_nothing(
    part: int, demo: Demo, chromium_path: str, tmp_path: Path, tables: dict[str, list[str]]
) -> None:
    shown = [(LISTED[number], _asked(demo.pages[number])) for number in SHOWN if LISTED[number].name != LEADS_ON][
        part::PARTS
    ]
    asked = [one for _, one in shown]
    judged = _judged(asked, chromium_path, tmp_path)
    assert len(judged) == len(asked)
    rows, wrong = [], []
    for (page, question), one in zip(shown, judged, strict=True):
        assert set(one.scores) == {"accessibility", "best-practices", "performance"}
        speed = _performance(one, question, chromium_path, tmp_path)
        rows.append((speed, one.scores["accessibility"], one.scores["best-practices"], one.bytes or 0, title(page)))
        wrong += [f"{title(page)}: {what}" for what in [*one.failed, *([one.problem] if one.problem else [])]]
    slow = [f"{row[4]}: performance {row[0]:.2f}" for row in rows if row[0] < PERFORMANCE]
    table = _table(rows)
    KEPT.mkdir(exist_ok=True)
    (KEPT / f"lighthouse-{part}.txt").write_text("\n".join(table) + "\n", encoding="utf-8")
    tables.setdefault("Lighthouse, the worst of each part", []).extend([f"{len(rows)} pages", *table[: WORST + 1]])
    # How fast a page is hangs on what else the machine does: it is told, and fails nothing.
    tables.setdefault(f"Lighthouse, performance below {PERFORMANCE}", []).extend(slow or ["none"])
    assert wrong == []


def _table(rows: list[tuple[float, Any, Any, float, str]]) -> list[str]:
    """The worst first."""
    head = f"{'speed':>6} {'access':>6} {'best':>6} {'KiB':>6}  page"
    ordered = sorted(rows, key=lambda row: (min(row[1] or 0, row[2] or 0), row[0]))
    return [head, *(f"{a:6.2f} {b or 0:6.2f} {c or 0:6.2f} {d / 1024:6.1f}  {e}" for a, b, c, d, e in ordered)]
