"""Where a push may go: over https to a public address, and never into one's own network.

A phone tells its push service's address, so anybody could tell any address. It is looked at when it comes in, and again
at each sending by the very resolver that the connection is made with: a name that pointed outside then may point inside
now.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from django.conf import settings

LONGEST = 500
HTTPS_PORT = 443
# Addresses of version 6 that stand for one of version 4, which is what a connection ends at.
NAT64 = ip_network("64:ff9b::/96")


class RefusedAddress(ValueError):  # noqa: N818 (named as what is wrong)
    """Nothing is sent to this address; the text says why and repeats nothing of it."""


class NotPublicError(OSError):
    """A name leads into a network of one's own."""


def check_form(address: str) -> None:
    """Raise RefusedAddress unless the address is one of a push service by its form; nothing is looked up."""
    if len(address) > LONGEST or not address.isascii() or not address.isprintable() or set(address) & set(' \\<>"'):
        raise RefusedAddress("it is too long or holds what no address does")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise RefusedAddress("it cannot be read") from None
    if is_local_service(address):
        return
    if parts.scheme != "https" or not parts.hostname:
        raise RefusedAddress("it is not https")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise RefusedAddress("it carries a name, a password or a fragment")
    if port not in {None, HTTPS_PORT}:
        raise RefusedAddress("its port is not that of https")
    host = _literal(parts.hostname)
    if host is not None:
        if not is_public(host):
            raise RefusedAddress("it is not public")
    elif "." not in parts.hostname.rstrip(".") or parts.hostname.rstrip(".").rpartition(".")[2].isdigit():
        raise RefusedAddress("its host is no public name")


def check(address: str) -> None:
    """The same, and its name must lead to public addresses now. Raises RefusedAddress."""
    check_form(address)
    host = urlsplit(address).hostname or ""
    if is_local_service(address) or _literal(host) is not None:
        return
    try:
        found = socket.getaddrinfo(host, HTTPS_PORT, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise RefusedAddress("its name leads nowhere") from None
    if not all(is_public(ip_address(entry[4][0])) for entry in found):
        raise RefusedAddress("its name leads into a network that is not public")


def is_local_service(address: str) -> bool:
    """Whether it is at the local push service that a setting for development admits."""
    admitted = settings.PUSH_LOCAL_SERVICE
    return bool(admitted) and address.startswith(f"{admitted}/")


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether anybody's address on the internet: not private, loopback, link-local, multicast or reserved."""
    if isinstance(address, IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in NAT64:
            inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
        if not all(is_public(one) for one in inner if one is not None):
            return False
        if address.ipv4_mapped is not None:
            return True
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


class PublicResolver(AbstractResolver):
    """Resolves names as the machine does, and refuses what is not public."""

    def __init__(self) -> None:
        """Of the loop that runs."""
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name; raises NotPublicError if one of them is not public."""
        found = await self._resolver.resolve(host, port, family)
        if not _admitted(host, port) and not all(is_public(ip_address(one["host"])) for one in found):
            raise NotPublicError
        return found

    async def close(self) -> None:
        """Nothing is held."""


def _admitted(host: str, port: int) -> bool:
    parts = urlsplit(settings.PUSH_LOCAL_SERVICE)
    return bool(settings.PUSH_LOCAL_SERVICE) and (host, port) == (parts.hostname, parts.port)
