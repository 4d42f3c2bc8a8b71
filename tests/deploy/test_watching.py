"""Alerts and the dashboard ask for what there is, and each alert has a page to turn to."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from prometheus_client.parser import text_string_to_metric_families

from tests.deploy.queries import selectors
from tests.tracker.operator.test_metrics import WORDS
from tracker.operator.metrics import exposition

DEPLOY = Path(settings.BASE_DIR) / "deploy"
OPERATING = Path(settings.BASE_DIR) / "docs" / "operating.md"
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
# Prometheus' own.
UP = "up"

GROUPS = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())["groups"]
RULES: list[dict[str, Any]] = [rule for group in GROUPS for rule in group["rules"]]
PANELS: list[dict[str, Any]] = json.loads((DEPLOY / "grafana" / "shortcourse.json").read_text())["panels"]


def named() -> Iterator[tuple[str, str]]:
    """Every expression, with where it stands."""
    for rule in RULES:
        yield rule["alert"], rule["expr"]
    for panel in PANELS:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


def anchors(page: str) -> set[str]:
    """Where a page can be turned to, as its host makes them from the headings."""
    titles = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.fixture
def there(db: None, settings: Any) -> set[str]:
    """The names of all metrics that an installation shows."""
    settings.BROKER_IN_USE, settings.REDIS_URL = True, "redis://127.0.0.1:9/0"
    families = text_string_to_metric_families(exposition().decode())
    return {UP} | {one.name + suffix for one in families for suffix in SUFFIXES.get(one.type, ())}


@pytest.mark.parametrize(("place", "expression"), list(named()))
def test_what_is_asked_for_is_there(place: str, expression: str, there: set[str]) -> None:
    asked = list(selectors(expression))
    assert asked, place
    for metric, labels in asked:
        assert metric in there, f"{place} asks for {metric}"
        for label, said in labels.items():
            assert label == "job" or said in WORDS[label], f"{place}: {label} is never {said}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_an_alert_says_why_what_first_and_where_to_read_on(rule: dict[str, Any]) -> None:
    told = rule["annotations"]
    for part in ("summary", "why", "first"):
        assert told[part].strip(), part
    page, _, anchor = told["runbook"].partition("#")
    assert Path(settings.BASE_DIR) / page == OPERATING
    assert anchor in anchors(OPERATING.read_text())
    assert rule["labels"]["severity"] in {"page", "ticket"}


def test_alerts_and_panels_have_names_of_their_own() -> None:
    for names in (
        [rule["alert"] for rule in RULES],
        [panel["title"] for panel in PANELS],
        [one["id"] for one in PANELS],
    ):
        assert len(names) == len(set(names))


@pytest.mark.parametrize("wrong", ["sum(", "shortcourse_dead_letters >", "rate(shortcourse_reminders_total)"])
def test_what_is_no_expression_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        list(selectors(wrong))
