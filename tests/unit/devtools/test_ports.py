import socket

import pytest

from devtools import ports


def test_each_name_gets_a_free_port_of_its_own() -> None:
    busy = {20_002}

    chosen = ports.choose(["auth", "firestore"], lambda port: port not in busy, range(20_001, 20_010))

    assert chosen == {"auth": 20_001, "firestore": 20_003}


def test_too_few_free_ports_are_refused() -> None:
    with pytest.raises(ports.NoFreePort, match="hub"):
        ports.choose(["auth", "hub"], lambda _port: True, range(20_001, 20_002))


def test_two_suites_hold_different_blocks() -> None:
    with ports.own_block() as first, ports.own_block() as second:
        shared = set(first) & set(second)

    assert shared == set()


def test_a_block_is_free_again_after_its_suite() -> None:
    before = ports.free_blocks()

    with ports.own_block():
        during = ports.free_blocks()

    assert (during, ports.free_blocks()) == (before - 1, before)


def test_a_port_that_somebody_listens_on_is_not_free() -> None:
    with socket.create_server((ports.LOOPBACK, 0)) as server:
        busy_port = server.getsockname()[1]

        assert not ports.is_free(busy_port)
