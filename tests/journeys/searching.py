"""Look for planted words in files, however they may be written down."""

import base64
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def spellings(word: str) -> Iterator[bytes]:
    """Yield the bytes as which a word may lie in a file: plain, wide, in hex, and in base64 at each of its three places."""
    for text in {word, word.casefold(), word.upper()}:
        plain = text.encode()
        yield plain
        yield text.encode("utf-16-le")
        yield text.encode("utf-16-be")
        yield plain.hex().encode()
        yield plain.hex().upper().encode()
        for before in range(3):
            coded = base64.b64encode(b"\0" * before + plain)
            first, last = (before * 8 + 5) // 6, (before + len(plain)) * 8 // 6
            yield coded[first:last]


def unfolded(data: bytes) -> bytes:
    """Return the bytes of a file with every compressed stream of a PDF opened beside them."""
    return data + b"".join(_opened(data))


def found_in(data: bytes, words: Iterable[str]) -> list[str]:
    """Return the words that are in some bytes, in any spelling."""
    whole = unfolded(data)
    return [word for word in words if any(spelling in whole for spelling in spellings(word))]


def found_below(folder: Path, words: Iterable[str]) -> list[tuple[str, str]]:
    """Return (file, word) for each word in any file below a folder, names of files included."""
    wanted = tuple(words)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(path.name, word) for path in files for word in found_in(path.read_bytes() + path.name.encode(), wanted)]


def _opened(data: bytes) -> Iterator[bytes]:
    for stream in STREAM.findall(data):
        for folded in (stream, _from_ascii85(stream)):
            try:
                yield zlib.decompressobj().decompress(folded)
            except zlib.error:
                continue


def _from_ascii85(stream: bytes) -> bytes:
    try:
        return base64.a85decode(stream.strip().removesuffix(b"~>"))
    except ValueError:
        return b""
