"""Where a demo is served."""

import socket
from collections.abc import Iterator

import pytest

from tracker.demo.serving import CannotServe, address_of, free_port, hosts_for

HOST = "127.0.0.1"


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens at."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.bind((HOST, 0))
        listening.listen()
        yield int(listening.getsockname()[1])


def test_a_free_port_is_taken_as_it_is(taken: int) -> None:
    free = free_port(HOST, taken)
    assert free_port(HOST, free) == free


def test_instead_of_a_port_that_is_taken_the_next_free_one(taken: int) -> None:
    assert taken < free_port(HOST, taken) <= taken + 50


def test_no_free_port_is_told_with_what_to_do() -> None:
    with pytest.raises(CannotServe, match="--port 9000"):
        free_port(HOST, 70_000)


def test_an_address_that_is_not_this_machines_is_told() -> None:
    with pytest.raises(CannotServe):
        free_port("192.0.2.1", 8000)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104 (what somebody may type)
        ("::1", "http://[::1]:8000"),
        ("demo.example", "http://demo.example:8000"),
    ],
)
def test_what_is_printed_can_be_opened_on_this_machine(host: str, address: str) -> None:
    assert address_of(host, 8000) == address


def test_pages_answer_to_the_host_that_they_are_served_at() -> None:
    assert hosts_for("demo.example").endswith(",demo.example")
    assert "*" not in hosts_for("0.0.0.0")  # noqa: S104 (what somebody may type)
