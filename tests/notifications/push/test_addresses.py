"""Where a push may go: to a push service on the internet, never into one's own network."""

import socket
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings

from notifications.channels.interface import Permanent
from notifications.channels.web_push.addresses import RefusedAddress, check, check_form
from notifications.channels.web_push.content import Content
from notifications.channels.web_push.postman import Parcel, Postman
from notifications.channels.web_push.vapid import current_key
from notifications.models import Endpoint, Subscription
from tests.notifications.house import EIGHT
from tests.push_service import PushService

NAME = "push.example.com"


@pytest.mark.parametrize(
    "address",
    [
        "http://push.example.com/1",
        "ftp://push.example.com/1",
        "https:///1",
        "https://push.example.com:8443/1",
        "https://push.example.com:22/1",
        "https://ann:secret@push.example.com/1",
        "https://push.example.com@127.0.0.1/1",
        "https://push.example.com/1#part",
        "https://localhost/1",
        "https://intranet/1",
        "https://127.0.0.1/1",
        "https://127.1/1",
        "https://2130706433/1",
        "https://0x7f.0.0.1/1",
        "https://0.0.0.0/1",
        "https://10.1.2.3/1",
        "https://172.16.0.9/1",
        "https://192.168.1.1/1",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.64.0.1/1",
        "https://224.0.0.1/1",
        "https://255.255.255.255/1",
        "https://[::1]/1",
        "https://[::]/1",
        "https://[fe80::1]/1",
        "https://[fd00::1]/1",
        "https://[::ffff:127.0.0.1]/1",
        "https://[::ffff:10.0.0.1]/1",
        "https://[64:ff9b::7f00:1]/1",
        "https://[2002:7f00:1::]/1",
        "https://[::1",
        "https://push.example.com:99999/1",
        "https://push.example.com/a b",
        "https://push.example.com\\@127.0.0.1/",
        "https://push.example.com/\r\nHost: x",
        "https://pusch.exämple.com/1",
        f"https://push.example.com/{'a' * 500}",
        "",
    ],
)
def test_an_address_that_is_none_of_a_push_service_is_refused(address: str) -> None:
    with pytest.raises(RefusedAddress) as refused:
        check_form(address)
    assert NAME not in str(refused.value)


@pytest.mark.parametrize(
    "address", ["https://push.example.com/1", "https://push.example.com:443/1", "https://8.8.8.8/1"]
)
def test_a_public_one_over_https_is_taken(address: str) -> None:
    check_form(address)


def leading_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Names lead there now."""

    def found(host: str, port: Any, *_args: Any, **_named: Any) -> list[Any]:
        kinds = [(socket.AF_INET6 if ":" in one else socket.AF_INET, one) for one in addresses]
        return [(family, socket.SOCK_STREAM, 6, "", (one, port or 443)) for family, one in kinds]

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.7", "::1", "::ffff:192.168.0.1", "169.254.169.254"])
def test_a_name_that_leads_inside_is_refused_also_where_it_leads_outside_too(
    monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    leading_to(monkeypatch, "93.184.216.34")
    check(f"https://{NAME}/1")
    leading_to(monkeypatch, "93.184.216.34", inside)
    with pytest.raises(RefusedAddress):
        check(f"https://{NAME}/1")


def test_a_name_that_leads_inside_by_the_time_of_sending_is_not_sent_to(
    monkeypatch: pytest.MonkeyPatch, service: PushService
) -> None:
    """DNS said something else when the phone subscribed."""
    phone = service.phone()
    leading_to(monkeypatch, "127.0.0.1")
    subscription = Subscription(
        endpoint=Endpoint(pk=uuid4(), address=f"https://{NAME}/1"),
        p256dh=phone.p256dh,
        auth=phone.auth,
        vapid_key=current_key(),
    )
    postman = Postman()
    try:
        ((_, failure),) = postman.send_all([Parcel(None, Content(subscription, b"{}", 60, "high", "t"), EIGHT)])
    finally:
        postman.close()
    assert isinstance(failure, Permanent)
    assert "not public" in failure.reason
    assert NAME not in failure.reason
    assert service.requests == []


def test_the_local_service_is_admitted_by_its_setting_alone(service: PushService) -> None:
    address = service.phone().address
    check(address)
    port = int(service.origin.rpartition(":")[2])
    for other in (f"http://127.0.0.1:{port + 1}/1", f"http://127.0.0.1:{port}5/1", f"https://127.0.0.1:{port}/1"):
        with pytest.raises(RefusedAddress):
            check(other)
    with override_settings(PUSH_LOCAL_SERVICE=""), pytest.raises(RefusedAddress):
        check(address)
