import pytest

from civicdesk.errors import Refused, Unavailable
from civicdesk.transport.delivery import WAITS, deliver
from civicdesk.transport.target import Parcel, Target, Watch

PARCEL = Parcel(name="demo-0123456789abcdef.age", content=b"sealed rows " * 100)


class Flaky(Target):
    """A place in memory whose line is lost so many times."""

    def __init__(self, losses: int, code: str = "UPLOAD-LINE") -> None:
        self.losses, self.code = losses, code
        self.kept: dict[str, bytes] = {}

    def read(self, name: str, most: int) -> bytes | None:
        """Return what is kept."""
        return self.kept.get(name, b"")[:most] if name in self.kept else None

    def write(self, name: str, content: bytes, watch: Watch) -> None:
        """Keep it, or lose the line."""
        if self.losses:
            self.losses -= 1
            raise Unavailable(self.code)
        self.kept[name] = content


@pytest.mark.parametrize("losses", [0, 1, 3])
def test_a_lost_line_is_tried_again_after_a_while(losses: int) -> None:
    waited: list[float] = []
    target = Flaky(losses)
    assert not deliver(target, PARCEL, wait=waited.append).already_there
    assert target.kept[PARCEL.name] == PARCEL.content
    assert tuple(waited) == WAITS[:losses]


def test_after_the_last_try_the_lost_line_is_told() -> None:
    waited: list[float] = []
    with pytest.raises(Unavailable, match="UPLOAD-LINE"):
        deliver(Flaky(9), PARCEL, wait=waited.append)
    assert tuple(waited) == WAITS


def test_somebody_who_may_not_in_is_not_tried_again() -> None:
    waited: list[float] = []
    with pytest.raises(Unavailable, match="UPLOAD-DENIED"):
        deliver(Flaky(1, "UPLOAD-DENIED"), PARCEL, wait=waited.append)
    assert waited == []


def test_without_waiting_a_lost_line_is_told_at_once() -> None:
    with pytest.raises(Unavailable, match="UPLOAD-LINE"):
        deliver(Flaky(1), PARCEL)


def test_nothing_is_tried_once_it_was_stopped() -> None:
    with pytest.raises(Refused, match="UPLOAD-CANCELLED"):
        deliver(Flaky(0), PARCEL, Watch(cancelled=lambda: True))
