"""A folder on an SFTP server: sent aside, then renamed. The server is known by the key that the project handed out, and by nothing else."""

import errno
import stat
from binascii import a2b_base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any
from urllib.parse import unquote, urlsplit

from civicdesk.errors import Refused, Unavailable
from civicdesk.transport.target import NAME, Source, Target, Watch, confirm_few

RESUME_FROM = 20 * 1024 * 1024
"""Bytes from which a cut upload goes on where it ended; a smaller one begins again."""
TIMEOUT_S = 30
_PIECE = 256 * 1024
_USUAL_PORT = 22
_PRIVATE = "-----BEGIN "


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """How to get in. Password and private key are secrets of the workspace; one of them is enough."""

    host: str
    user: str
    host_key: str
    """The server's own key as OpenSSH writes it: kind, blank, base64."""
    port: int = _USUAL_PORT
    folder: str = "."
    password: str = ""
    private_key: str = ""
    """Text of an OpenSSH private key."""

    @classmethod
    def at(cls, address: str, *, user: str, host_key: str, secret: str) -> "Login":
        """Read `sftp://server[:port]/folder`; a secret that begins as a private key does is one.

        Raises:
            Refused: UPLOAD-ADDRESS.
        """
        try:
            parts = urlsplit(address.strip())
            host, port = parts.hostname or "", parts.port or _USUAL_PORT
        except ValueError as why:
            raise Refused("UPLOAD-ADDRESS") from why
        if parts.scheme != "sftp" or not host or parts.password:
            raise Refused("UPLOAD-ADDRESS")
        own = {"private_key": secret} if secret.startswith(_PRIVATE) else {"password": secret}
        return cls(host=host, port=port, user=user, host_key=host_key, folder=unquote(parts.path) or ".", **own)


class Sftp(Source):
    """An SFTP folder that takes files.

    Args:
        login: how to get in.
        make: the folder is made when something is written into it.

    Raises:
        Unavailable: UPLOAD-NO-SFTP: this installation has no SFTP.
        Refused: UPLOAD-HOST-KEY: the key handed out is none.
    """

    def __init__(self, login: Login, *, make: bool = False) -> None:
        self._make = make
        try:
            import paramiko
        except ImportError as why:
            raise Unavailable("UPLOAD-NO-SFTP") from why
        self._paramiko: Any = paramiko
        self._login = login
        self._client: Any = None
        self._open: Any = None
        try:
            kind, _, text = login.host_key.strip().partition(" ")
            self._host_key = paramiko.PKey.from_type_string(kind, a2b_base64(text.split(" ")[0], strict_mode=True))
        except (paramiko.SSHException, ValueError) as why:
            raise Refused("UPLOAD-HOST-KEY", host=login.host) from why

    def names(self) -> tuple[str, ...]:
        """Return the names of the files in the folder; see `Source.names`."""
        with self._folder() as folder:
            found: list[str] = []
            for each in folder.listdir_iter():
                found += [each.filename] * stat.S_ISREG(each.st_mode or 0)
                confirm_few(found, self._login.host)
        return tuple(sorted(filter(NAME.fullmatch, found)))

    def within(self, folder: str) -> Target:
        """Return a folder in this one, on a line of its own; see `Source.within`."""
        return Sftp(replace(self._login, folder=f"{self._login.folder.rstrip('/')}/{folder}"), make=True)

    def read(self, name: str, most: int) -> bytes | None:
        """Return a file of the folder; see `Target.read`."""
        with self._folder() as folder:
            try:
                with folder.open(name, "rb") as file:
                    file.prefetch(min(most, file.stat().st_size or 0))  # asks for all of it at once, not piece by piece
                    return bytes(file.read(most))
            except FileNotFoundError:
                return None

    def write(self, name: str, content: bytes, watch: Watch) -> None:
        """Put a file aside, going on behind what a cut line left, then rename it; see `Target.write`."""
        part = f"{name}.part"
        with self._folder() as folder:
            begun = _size(folder, part) if len(content) >= RESUME_FROM else 0
            begun = begun if begun <= len(content) else 0
            with folder.open(part, "ab" if begun else "wb") as file:
                file.set_pipelined(True)
                for at in range(begun, len(content), _PIECE):
                    watch.step(at, len(content))
                    file.write(content[at : at + _PIECE])
            folder.posix_rename(part, name)
        watch.told(len(content), len(content))

    def close(self) -> None:
        """Hang up."""
        client, self._client, self._open = self._client, None, None
        if client is not None:
            client.close()

    @contextmanager
    def _folder(self) -> Iterator[Any]:
        """Be in the folder, on the line that is open or on a new one.

        Raises:
            Unavailable: UPLOAD-HOST-KEY, UPLOAD-DENIED, UPLOAD-NO-FOLDER, UPLOAD-SERVER-FULL, UPLOAD-LINE.
        """
        library, host = self._paramiko, self._login.host
        try:
            if self._open is None:
                self._open = self._connect()
            yield self._open
        except library.BadHostKeyException as why:
            raise Unavailable("UPLOAD-HOST-KEY", host=host) from why
        except library.AuthenticationException as why:
            raise Unavailable("UPLOAD-DENIED" if self._is_up() else "UPLOAD-LINE", host=host) from why
        except (library.SSHException, EOFError, OSError) as why:
            raise Unavailable(_code(why), host=host) from why

    def _connect(self) -> Any:
        """Open a line, look at the server's key before anything is said, and go into the folder."""
        login, library = self._login, self._paramiko
        self._client = client = library.SSHClient()
        known = login.host if login.port == _USUAL_PORT else f"[{login.host}]:{login.port}"
        client.get_host_keys().add(known, self._host_key.get_name(), self._host_key)
        client.set_missing_host_key_policy(library.RejectPolicy())
        patience = dict.fromkeys(("timeout", "banner_timeout", "auth_timeout", "channel_timeout"), TIMEOUT_S)
        own = {"password": login.password or None, "pkey": self._own_key(), "allow_agent": False, "look_for_keys": False}
        client.connect(login.host, login.port, login.user, **own, **patience)
        folder = client.open_sftp()
        folder.get_channel().settimeout(TIMEOUT_S)
        if self._make:
            self._ensure(folder, login.folder)
        folder.chdir(login.folder)
        return folder

    @staticmethod
    def _ensure(folder: Any, path: str) -> None:
        try:
            folder.stat(path)
        except FileNotFoundError:
            folder.mkdir(path)

    def _is_up(self) -> bool:
        """Tell whether the line is still there: one that was cut while the key was shown says that nobody was let in."""
        line = self._client.get_transport() if self._client is not None else None
        return line is not None and bool(line.is_active())

    def _own_key(self) -> object:
        text = self._login.private_key
        if not text:
            return None
        try:
            return self._paramiko.Ed25519Key.from_private_key(StringIO(text))
        except (self._paramiko.SSHException, ValueError) as why:
            raise Unavailable("UPLOAD-DENIED", host=self._login.host) from why


def _size(folder: Any, name: str) -> int:
    """Return how much of a file is there; 0 if nothing is, or something that is no file."""
    try:
        found = folder.lstat(name)
    except FileNotFoundError:
        return 0
    return int(found.st_size or 0) if stat.S_ISREG(found.st_mode or 0) else 0


def _code(why: BaseException) -> str:
    """Tell a folder that is missing and a server that will not keep a file from a line that broke. The protocol says no more than this."""
    if isinstance(why, FileNotFoundError):
        return "UPLOAD-NO-FOLDER"
    if isinstance(why, PermissionError):
        return "UPLOAD-DENIED"
    if isinstance(why, OSError) and (why.errno in (errno.ENOSPC, errno.EDQUOT) or (why.errno is None and str(why) == "Failure")):
        return "UPLOAD-SERVER-FULL"
    return "UPLOAD-LINE"
