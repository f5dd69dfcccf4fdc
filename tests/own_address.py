"""An address of this machine that is not loopback: what is there counts as somebody else's."""

import socket

import psutil
import pytest


def own_address() -> str:
    for addresses in psutil.net_if_addrs().values():
        for one in addresses:
            if one.family is socket.AF_INET and not one.address.startswith("127."):
                return one.address
    pytest.skip("this machine has no address but loopback")
