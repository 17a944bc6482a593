"""Addresses that may be connected to: resolved names are checked, and the checked address itself is what is connected to.

This keeps redirects, DNS answers and odd spellings (127.1, 0x7f000001, ::ffff:127.0.0.1) from reaching private networks. It owns no
connection: `transport` asks it for the addresses at the moment of connecting.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[tuple[Any, ...]]]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class BlockedAddressError(Exception):
    """The host has no address that may be reached."""


class NameLookupError(Exception):
    """The host name has no address, or its look-up took too long (`timed_out`)."""

    def __init__(self, text: str, *, timed_out: bool = False) -> None:
        super().__init__(text)
        self.timed_out = timed_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A checked address to connect to."""

    family: int
    sockaddr: tuple[Any, ...]


def resolve_name(host: str, port: int) -> list[tuple[Any, ...]]:
    """Ask the system's resolver for stream addresses."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class AddressGuard:
    """Finds addresses for a host and lets through those that are public or in `allowed`."""

    def __init__(self, allowed: Iterable[Network] = (), resolve: Resolve = resolve_name) -> None:
        self._allowed = tuple(allowed)
        self._resolve = resolve

    def permits(self, address: IpAddress) -> bool:
        """Return whether an address may be connected to. Addresses that carry an IPv4 address must be fit in both readings."""
        if any(address.version == network.version and address in network for network in self._allowed):
            return True
        inner = _inner_address(address)
        if inner is not None:
            return self.permits(inner)
        local = address.is_loopback or address.is_unspecified or (isinstance(address, ipaddress.IPv6Address) and address.is_site_local)
        return address.is_global and not (local or address.is_multicast or address.is_reserved)

    def find_targets(self, host: str, port: int, timeout: float) -> list[Target]:
        """Return the addresses of a host that may be connected to, in the resolver's order.

        Raises NameLookupError if there is none or the look-up takes more than `timeout` seconds, BlockedAddressError if all are refused.
        """
        found = self._look_up(host.strip("[]"), port, timeout)
        targets, refused = [], []
        for family, _, _, _, sockaddr in found:
            address = ipaddress.ip_address(str(sockaddr[0]).split("%", 1)[0])
            if self.permits(address):
                targets.append(Target(family=family, sockaddr=sockaddr))
            else:
                refused.append(str(address))
        if not targets:
            raise BlockedAddressError(f"address {refused[0]} of {host} is not public" if refused else f"{host} has no address")
        return targets

    def _look_up(self, host: str, port: int, timeout: float) -> list[tuple[Any, ...]]:
        """Resolve in a thread of its own: getaddrinfo knows no time limit."""
        answer: queue.SimpleQueue[list[tuple[Any, ...]] | Exception] = queue.SimpleQueue()

        def work() -> None:
            try:
                answer.put(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                answer.put(error)

        threading.Thread(target=work, name=f"resolve {host}", daemon=True).start()
        try:
            found = answer.get(timeout=max(timeout, 0.01))
        except queue.Empty:
            raise NameLookupError(f"no answer for the name {host} in {timeout:.1f} s", timed_out=True) from None
        if isinstance(found, Exception):
            raise NameLookupError(f"the name {host} has no address: {getattr(found, 'strerror', None) or found}") from None
        return found


def _inner_address(address: IpAddress) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for or tunnels to."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None
