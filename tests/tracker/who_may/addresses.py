"""Every named address with what is declared of it, and how it is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tracker.who_may import Allowed, Table

# Of the API, what is at no address.
NO_ADDRESS = frozenset({"api:nowhere"})
# What an address asks for when it is read.
ASKED = {"api:prescribed": "on=2026-03-04"}
NOBODYS = frozenset({"deed", "rule", "month", "language"})
OF_THE_PRACTICE = frozenset({"medicine_id", "clinician_id", "template_id"})


@dataclass(frozen=True, slots=True)
class Address:
    """One named address: `module` is that of its urls.py, `kind` what the table says after the name."""

    module: str
    name: str
    key: str
    fixed: tuple[tuple[str, str], ...]
    converters: tuple[str, ...]

    @property
    def table(self) -> str:
        """The module that declares it."""
        return f"{self.module.rpartition('.')[0]}.who_may"

    @property
    def allowed(self) -> Allowed:
        """What is declared."""
        return table_of(self.table)[self.key]

    @property
    def is_api(self) -> bool:
        """Whether it is for programs."""
        return self.module == "tracker.api.urls"

    @property
    def names_something(self) -> bool:
        """Whether it holds the id of something that is somebody's."""
        return bool(set(self.converters) - NOBODYS) and not self.allowed.anybodys

    @property
    def is_the_practices(self) -> bool:
        """Whether what it names belongs to the practice, and to no patient."""
        return not set(self.converters) - OF_THE_PRACTICE

    def path(self, values: dict[str, Any]) -> str:
        """Its path, with these values for what it names."""
        named = {name: values[name] for name in self.converters} | dict(self.fixed)
        return f"{reverse(self.name, kwargs=named)}?{ASKED.get(self.name, '')}"


@cache
def table_of(module: str) -> Table:
    """The table of a room; empty where there is none yet."""
    if find_spec(module) is None:
        return {}
    table: Table = import_module(module).WHO_MAY
    return table


def named() -> Iterator[tuple[str, str, URLPattern]]:
    """Every named pattern: the module of its urls.py, its full name, itself."""
    yield from _named(get_resolver(), "tracker.urls", ())


def _named(resolver: URLResolver, module: str, spaces: tuple[str, ...]) -> Iterator[tuple[str, str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name and ":".join((*spaces, pattern.name)) not in NO_ADDRESS:
                yield module, ":".join((*spaces, pattern.name)), pattern
            continue
        within = getattr(pattern.urlconf_module, "__name__", module)
        yield from _named(
            pattern,
            within if str(within).startswith("tracker.") else module,
            (*spaces, pattern.namespace) if pattern.namespace else spaces,
        )


def undeclared() -> list[str]:
    """What to add for every name without a line: one sentence each."""
    missing = []
    for module, full, pattern in named():
        table = f"{module.rpartition('.')[0]}.who_may"
        if not _keys(table, pattern):
            file = f"{table.replace('.', '/')}.py"
            missing.append(f'{full}: add `"{pattern.name}": read(...)`, `send(...)` or `form(...)` to {file}')
    return missing


def unknown() -> list[str]:
    """Lines of tables that no address has any more."""
    there = {(f"{module.rpartition('.')[0]}.who_may", str(pattern.name)) for module, _, pattern in named()}
    tables = {table for table, _ in there}
    return [
        f"{table}: {key!r} is no address" for table in tables for key in table_of(table)
        if (table, key.partition(" ")[0]) not in there
    ]  # fmt: skip


def addresses() -> list[Address]:
    """All that are declared; one that tells kinds apart is several."""
    found = []
    for module, full, pattern in named():
        for key in _keys(f"{module.rpartition('.')[0]}.who_may", pattern):
            pairs = (pair.partition("=") for pair in key.split()[1:])
            fixed = tuple((name, value) for name, _, value in pairs)
            given = {*pattern.default_args, *(name for name, _ in fixed)}
            converters = tuple(name for name in _converters(full) if name not in given)
            found.append(Address(module, full, key, fixed, converters))
    return found


def _keys(table: str, pattern: URLPattern) -> list[str]:
    return [key for key in table_of(table) if key.partition(" ")[0] == pattern.name]


def _converters(full: str) -> list[str]:
    """What an address names, those of the paths that it is included under too."""
    *spaces, name = full.split(":")
    resolver: Any = get_resolver()
    for space in spaces:
        resolver = resolver.namespace_dict[space][1]
    [(_, parameters), *_] = resolver.reverse_dict.getlist(name)[0][0]
    return list(parameters)
