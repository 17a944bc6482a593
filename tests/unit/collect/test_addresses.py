import ipaddress

import pytest

from presswatch.collect.addresses import AddressGuard, BlockedAddressError


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1",
        "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a9fe:a9fe::", "fec0::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(address):
    assert not AddressGuard().permits(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_public_addresses_are_permitted(address):
    assert AddressGuard().permits(ipaddress.ip_address(address))


def test_allowed_networks_are_permitted_and_no_others():
    guard = AddressGuard([ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("fd00::/8")])
    assert guard.permits(ipaddress.ip_address("127.0.1.9"))
    assert guard.permits(ipaddress.ip_address("::ffff:127.0.1.9"))
    assert guard.permits(ipaddress.ip_address("fd00::5"))
    assert not guard.permits(ipaddress.ip_address("169.254.169.254"))
    assert not guard.permits(ipaddress.ip_address("::1"))


def test_a_host_with_both_kinds_of_addresses_is_reached_at_the_public_one_only():
    guard = AddressGuard((), lambda host, port: [(2, 1, 6, "", ("10.0.0.1", port)), (2, 1, 6, "", ("8.8.8.8", port))])
    assert [t.sockaddr for t in guard.find_targets("news.example", 80, 1)] == [("8.8.8.8", 80)]


def test_a_host_with_private_addresses_only_is_blocked_by_name():
    guard = AddressGuard((), lambda host, port: [(10, 1, 6, "", ("fe80::1%eth0", port, 0, 2))])
    with pytest.raises(BlockedAddressError, match=r"address fe80::1 of news\.example is not public"):
        guard.find_targets("news.example", 80, 1)
