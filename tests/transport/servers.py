"""Real servers on this computer's own addresses: Apache with WebDAV, OpenSSH, and rclone that speaks S3."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

CHECKERS = Path(__file__).resolve().parents[2] / ".venv" / "checkers" / "bin"
USER, PASSWORD = "laptop", "six plain words for one test"
ACCESS, SECRET = "TESTACCESSKEY1", "test-secret-of-one-run"
PATIENCE_S = 30

APACHE = """
ServerRoot {room}
PidFile {room}/pid
Listen 127.0.0.1:{port}
Listen 127.0.0.1:{secure}
ServerName localhost
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authn_core_module {modules}/mod_authn_core.so
LoadModule authn_file_module {modules}/mod_authn_file.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule authz_user_module {modules}/mod_authz_user.so
LoadModule auth_basic_module {modules}/mod_auth_basic.so
LoadModule dav_module {modules}/mod_dav.so
LoadModule dav_fs_module {modules}/mod_dav_fs.so
LoadModule ssl_module {modules}/mod_ssl.so
LoadModule alias_module {modules}/mod_alias.so
ErrorLog {room}/errors
DocumentRoot {folder}
DavLockDB {room}/locks
User {runs_as}
Group {group}
Redirect 302 /elsewhere/ http://127.0.0.1:{port}/inbox/
<Directory {folder}>
  Dav On
  AuthType Basic
  AuthName inbox
  AuthUserFile {room}/users
  Require valid-user
</Directory>
<VirtualHost 127.0.0.1:{secure}>
  SSLEngine on
  SSLCertificateFile {room}/cert.pem
  SSLCertificateKeyFile {room}/key.pem
</VirtualHost>
"""

SSHD = """
Port {port}
ListenAddress 127.0.0.1
HostKey {room}/host_key
PidFile {room}/pid
AuthorizedKeysFile {room}/authorized
StrictModes no
UsePAM no
PasswordAuthentication no
Subsystem sftp internal-sftp
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that runs: its port, a port with a certificate if it has one, its folder, and the room with its keys."""

    port: int
    folder: Path
    room: Path
    secure: int = 0


def need(program: str | Path) -> str:
    """Return the path of a program; where it is missing, skip on a desk and fail where servers are asked for."""
    found = shutil.which(str(program), path=f"{os.environ.get('PATH', '')}:/usr/sbin:{CHECKERS}")
    if found is None:
        if os.environ.get("CIVICDESK_REQUIRE_SERVERS"):
            pytest.fail(f"{program} is missing")
        pytest.skip(f"{program} is not installed: this server was not tried")
    return found


def free_port() -> int:
    """Return a port on which nothing listens now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def apache(room: Path) -> Iterator[Running]:
    """Run Apache over a folder, with and without a certificate of its own making."""
    program, port, secure = need("apache2"), free_port(), free_port()
    folder = room / "www"
    (folder / "inbox").mkdir(parents=True)
    hashed = subprocess.run(["openssl", "passwd", "-apr1", PASSWORD], capture_output=True, text=True, check=True, timeout=30).stdout
    (room / "users").write_text(f"{USER}:{hashed}", encoding="utf-8")
    certificate = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(room / "key.pem"), "-out", str(room / "cert.pem")]
    subprocess.run(["openssl", *certificate, *names], capture_output=True, check=True, timeout=60)
    root = os.geteuid() == 0
    told = {"runs_as": "www-data" if root else f"#{os.getuid()}", "group": "www-data" if root else f"#{os.getgid()}"}
    modules = "/usr/lib/apache2/modules"
    written = APACHE.format(room=room, port=port, secure=secure, folder=folder, modules=modules, **told)
    (room / "apache.conf").write_text(written, encoding="utf-8")
    if root:
        for place in (room, folder, folder / "inbox"):
            shutil.chown(place, "www-data", "www-data")
    with _running([program, "-f", str(room / "apache.conf"), "-DFOREGROUND"], port, room):
        yield Running(port=port, secure=secure, folder=folder / "inbox", room=room)


@contextmanager
def sshd(room: Path) -> Iterator[Running]:
    """Run OpenSSH with a key of its own, over the account of this test."""
    program, port = need("sshd"), free_port()
    folder = room / "inbox"
    folder.mkdir()
    for name in ("host_key", "other_key", "user_key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(room / name)], check=True, timeout=30)
    shutil.copy(room / "user_key.pub", room / "authorized")
    (room / "sshd.conf").write_text(SSHD.format(room=room, port=port), encoding="utf-8")
    Path("/run/sshd").mkdir(parents=True, exist_ok=True)
    with _running([program, "-D", "-e", "-f", str(room / "sshd.conf")], port, room):
        yield Running(port=port, folder=folder, room=room)


@contextmanager
def s3(room: Path, *, fresh: bool = True) -> Iterator[Running]:
    """Run rclone as an S3 server over a folder: a bucket is a folder in it.

    Args:
        room: where it lies.
        fresh: it sees at once what a test puts into the folder behind its back; but with files sent to several folders at once it hangs.
    """
    program, port = need("rclone"), free_port()
    folder = room / "buckets"
    (folder / "inbox").mkdir(parents=True)
    seen = ["--dir-cache-time", "0s"] if fresh else []
    words = ["serve", "s3", "--addr", f"127.0.0.1:{port}", "--auth-key", f"{ACCESS},{SECRET}", *seen, str(folder)]
    with _running([program, *words, "--cache-dir", str(room / "cache"), "--config", str(room / "rclone.conf")], port, room):
        yield Running(port=port, folder=folder / "inbox", room=room)


@contextmanager
def _running(command: list[str], port: int, room: Path) -> Iterator[None]:
    with (room / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            _await(port, process, room)
            yield
        finally:
            process.terminate()
            process.wait(20)


def _await(port: int, process: "subprocess.Popen[bytes]", room: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            gone = process.poll() is not None or time.monotonic() > end
            assert not gone, (room / "log").read_text(encoding="utf-8", errors="replace")
            time.sleep(0.05)
        else:
            return
