"""How many rows each table has and a checksum of what they hold: what a copy is compared with its original by.

A checksum is a sum over rows, so it needs no order, and a row that is there twice, missing or changed changes it.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SIZE = 16
MODULUS = 1 << (8 * SIZE)

# What a row's text depends on besides the row.
SAID_ALIKE = (
    ("TimeZone", "UTC"),
    ("DateStyle", "ISO, YMD"),
    ("IntervalStyle", "postgres"),
    ("extra_float_digits", "1"),
    ("bytea_output", "hex"),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """So many rows, and the checksum over all of them."""

    rows: int
    checksum: str


Tallies = Mapping[str, Tally]


class Counting:
    """A tally in the making, row by row."""

    def __init__(self) -> None:
        """Of no rows yet."""
        self._rows = self._sum = 0

    def add(self, row: Sequence[object]) -> None:
        """Count a row; its values are compared by what `repr` says of them."""
        digest = hashlib.blake2b(repr(tuple(row)).encode("utf-8", "surrogatepass"), digest_size=SIZE).digest()
        self._rows += 1
        self._sum = (self._sum + int.from_bytes(digest)) % MODULUS

    @property
    def tally(self) -> Tally:
        """Of the rows so far."""
        return Tally(self._rows, f"{self._sum:0{2 * SIZE}x}")


def tally_of(rows: Iterable[Sequence[object]]) -> Tally:
    """The tally of these rows."""
    counting = Counting()
    for row in rows:
        counting.add(row)
    return counting.tally


def tallies_of_sqlite(connection: Any) -> dict[str, Tally]:
    """Every table of a SQLite database, as its connection (of `sqlite3`) sees it now."""
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    names = sorted(name for (name,) in found)
    return {name: tally_of(connection.execute(f'SELECT * FROM "{name}"')) for name in names}  # noqa: S608 (its own names)


def tallies_of_postgresql(cursor: Any) -> dict[str, Tally]:
    """Every table of the current schema, counted by the server itself; a partitioned one counts as one."""
    for name, value in SAID_ALIKE:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
    cursor.execute(TABLES)
    tallies = {}
    for (name,) in cursor.fetchall():
        cursor.execute(TALLY.format(table=f'"{name}"'))
        [(rows, checksum)] = cursor.fetchall()
        tallies[name] = Tally(rows, checksum)
    return tallies


TABLES = """
    SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = current_schema() AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname
"""
TALLY = """
    SELECT count(*), coalesce(sum(('x' || left(md5(one::text), 16))::bit(64)::bigint::numeric), 0)::text
    FROM {table} AS one
"""


def differences(expected: Tallies, found: Tallies) -> list[str]:
    """A line for each table that is not as it was, by name and numbers alone."""
    lines = []
    for name in sorted(expected.keys() | found.keys()):
        before, after = expected.get(name), found.get(name)
        if before is None or after is None:
            lines.append(f"{name}: {'was not there before' if before is None else 'is missing'}")
        elif before.rows != after.rows:
            lines.append(f"{name}: {after.rows} rows instead of {before.rows}")
        elif before != after:
            lines.append(f"{name}: {after.rows} rows, but not the same")
    return lines


def rows_of(tallies: Tallies) -> int:
    """How many rows in all."""
    return sum(tally.rows for tally in tallies.values())
