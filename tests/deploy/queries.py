"""What an expression of Prometheus asks for: read by Prometheus' own grammar."""

from collections.abc import Iterator
from typing import Any

import promql_parser

PARTS = ("lhs", "rhs", "expr", "param", "vector_selector")


def selectors(expression: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every metric that is named, with the labels that must equal something. ValueError for what is no expression."""
    yield from _within(promql_parser.parse(expression))


def _within(node: Any) -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(node, promql_parser.VectorSelector):
        yield node.name or "", {one.name: one.value for one in node.matchers.matchers}
        return
    for part in PARTS:
        if (found := getattr(node, part, None)) is not None:
            yield from _within(found)
    for argument in getattr(node, "args", ()):
        yield from _within(argument)
