"""A list that came packed: the files of a zip by name, within limits, and the tables of a package by the names that we know."""

import io
import json
import lzma
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from civicdesk.directory.hsds_writing import DESCRIPTOR, RESOURCES
from civicdesk.errors import Refused
from civicdesk.i18n import say

MOST_BYTES = 50 * 1024 * 1024
MOST_FILES = 500
_TORN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError, ValueError)
"""What a zip that is damaged, locked or packed in an unknown way makes the library say."""


def unpacked(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the files of a list; of one zip what is in it, without folders before the names.

    Raises:
        Refused: DIR-FORMAT: it is no zip, two files bear one name, or it holds more than a list may.
    """
    if len(files) != 1 or not next(iter(files)).casefold().endswith(".zip"):
        return files
    ((name, data),) = files.items()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _read(name, packed)
    except _TORN as why:
        raise _refused(name, "zip") from why


def _read(name: str, packed: zipfile.ZipFile) -> Mapping[str, bytes]:
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    members = [each for each in packed.infolist() if each.filename.endswith((".json", ".csv")) and "__MACOSX/" not in each.filename]
    if len(members) > MOST_FILES:
        raise _refused(name, "zip_large")
    for member in members:
        with packed.open(member) as file:  # what a zip says of sizes is not believed
            data = file.read(left + 1)
        left -= len(data)
        if left < 0:
            raise _refused(name, "zip_large")
        short = member.filename.replace("\\", "/").rpartition("/")[2]
        if short in found:
            raise _refused(name, "zip_twice", inside=short)
        found[short] = data
    return found


def tables(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the tables of a package under our names for them, whatever its description calls their files.

    A description that describes nothing, such as the mere name of another file, is passed over: the names of the tables say enough.

    Raises:
        Refused: DIR-FORMAT: the description names a table that is not there.
    """
    resources = _resources(files.get(DESCRIPTOR, b""))
    if not resources:
        return files
    found: dict[str, bytes] = {}
    for resource, path in resources:
        if path not in files:
            raise _refused(DESCRIPTOR, "table_missing", table=path)
        found[f"{RESOURCES[resource]}.csv" if resource in RESOURCES else path] = files[path]
    return found


def _resources(description: bytes) -> list[tuple[str, str]]:
    """Return name and file of each table that a description names."""
    try:
        return [(str(one["name"]), str(one["path"]).rpartition("/")[2]) for one in json.loads(description.decode("utf-8-sig"))["resources"]]
    except (ValueError, RecursionError, KeyError, TypeError):
        return []


def _refused(file: str, why: str, **facts: Any) -> Refused:
    return Refused("DIR-FORMAT", file=file, problem=say(f"directory.feed.{why}", **facts))
