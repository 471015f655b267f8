import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.transport import servers
from tests.transport.cutting import Line


@pytest.fixture(scope="module")
def apache() -> Iterator[servers.Running]:
    """Return a running Apache with WebDAV. Its room lies where another user may go: the folders of pytest are closed to them."""
    room = Path(mkdtemp(prefix="civicdesk-apache-"))
    try:
        room.chmod(0o755)
        with servers.apache(room) as running:
            yield running
    finally:
        shutil.rmtree(room)


@pytest.fixture(scope="module")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Running]:
    """Return a running OpenSSH."""
    with servers.sshd(tmp_path_factory.mktemp("sshd")) as running:
        yield running


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Running]:
    """Return a running S3 server."""
    with servers.s3(tmp_path_factory.mktemp("s3")) as running:
        yield running


@pytest.fixture
def line_to() -> Iterator[object]:
    """Return what makes a line to a port that can be cut."""
    made: list[Line] = []

    def make(port: int) -> Line:
        made.append(Line(port))
        return made[-1]

    yield make
    for line in made:
        line.close()
