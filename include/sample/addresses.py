"""Where each outlet of the sample newsroom lives: 127.0.2.N on one port, or 127.0.0.1 on a port each. Binds nothing for longer than a test."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from functools import cache

from sample.records import Outlet

DEFAULT_PORT = 8765


@cache
def can_bind_many() -> bool:
    """Say whether this machine answers on all of 127.0.0.0/8, as Linux does and macOS by default doesn't."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.2.1", 0))
        except OSError:
            return False
    return True


def list_addresses(outlets: Sequence[Outlet], port: int) -> dict[str, tuple[str, int]]:
    """Return (host, port) for each outlet id; the same on every run for the same port."""
    if can_bind_many():
        return {outlet.id: (f"127.0.2.{outlet.number}", port) for outlet in outlets}
    return {outlet.id: ("127.0.0.1", port + outlet.number - 1) for outlet in outlets}


def make_bases(outlets: Sequence[Outlet], port: int) -> dict[str, str]:
    """Return the base address of each outlet id, without a final slash."""
    return {key: f"http://{host}:{number}" for key, (host, number) in list_addresses(outlets, port).items()}
