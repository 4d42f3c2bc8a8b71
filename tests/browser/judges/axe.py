"""axe-core: what is wrong with a page as it stands now."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
EVERYTHING: dict[str, Any] = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# What another colour scheme can change: it sets tokens, and shows or hides nothing.
COLOURS: dict[str, Any] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
ASK = """async only => (await axe.run(document, {runOnly: only, resultTypes: ["violations"]})).violations.map(one => ({
    rule: one.id, help: one.help,
    nodes: one.nodes.map(node => `${node.target.join(" ")}: ${node.failureSummary}`),
}))"""


@cache
def _script() -> str:
    return SCRIPT.read_text(encoding="utf-8")


def violations(page: Page, only: dict[str, Any] = EVERYTHING) -> list[str]:
    """One text for each rule that does not hold, with the elements; none if all is well."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_script())
    found: list[dict[str, Any]] = page.evaluate(ASK, only)
    return [f"{one['rule']} ({one['help']})\n  " + "\n  ".join(one["nodes"][:5]) for one in found]
