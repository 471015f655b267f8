from civicdesk.crypto.ring import Ring


def a_ring() -> Ring:
    return Ring(workspace="0" * 32, database=bytearray(b"\xd8" * 32), people=bytearray(b"\xd9" * 32))


def test_a_printed_ring_shows_no_secret() -> None:
    assert "database" not in repr(a_ring())
    assert "people" not in repr(a_ring())


def test_a_wiped_ring_holds_zeros_alone() -> None:
    ring = a_ring()
    kept = ring.database
    ring.wipe()
    assert kept == ring.people == bytearray(32)
