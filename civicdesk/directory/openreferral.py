"""Lists in Open Referral's own form: pages of JSON in, one record after another out; and out again."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from civicdesk.directory.standard import Record
from civicdesk.errors import Refused
from civicdesk.i18n import say

MOST_BYTES = 50 * 1024 * 1024
"""Of all files of one list together."""
MOST_BYTES_A_FILE = 20 * 1024 * 1024
MOST_FILES = 500
MOST_RECORDS = 200_000
A_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One record as it lies in its file."""

    file: str
    place: int
    """From 1."""
    record: Any


def read(files: Mapping[str, bytes]) -> Iterator[Found]:
    """Give the services of a list, page after page, in the order of the pages.

    A page may be the envelope of the standard, a bare list, or one record; an organisation brings its services, a service at a location
    its service. Counts in an envelope are never believed. Files that hold topics or organisations alone bring nothing.

    Args:
        files: name -> bytes.

    Raises:
        Refused: DIR-FORMAT, with file and line; DIR-SIZE.
    """
    if (
        len(files) > MOST_FILES
        or sum(map(len, files.values())) > MOST_BYTES
        or max(map(len, files.values()), default=0) > MOST_BYTES_A_FILE
    ):
        raise _too_large()
    count = 0
    for name in sorted(files, key=_in_order):
        for place, record in enumerate(_services(_elements(name, files[name])), start=1):
            count += 1
            if count > MOST_RECORDS:
                raise _too_large()
            yield Found(file=name, place=place, record=record)


def pages(records: Sequence[Record]) -> Iterator[tuple[str, bytes]]:
    """Give the pages of a list as files, in the envelope of the standard; the same records give the same bytes."""
    total = max(1, -(-len(records) // A_PAGE))
    for number in range(1, total + 1):
        some = records[(number - 1) * A_PAGE : number * A_PAGE]
        envelope = {
            "total_items": len(records),
            "total_pages": total,
            "page_number": number,
            "size": len(some),
            "first_page": number == 1,
            "last_page": number == total,
            "empty": not some,
            "contents": list(some),
        }
        yield f"services_page{number}.json", (json.dumps(envelope, ensure_ascii=False, indent=1) + "\n").encode()


def canonical(record: Mapping[str, Any]) -> str:
    """Return a record as the one text that always stands for it."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _too_large() -> Refused:
    megabyte = 1024 * 1024
    return Refused("DIR-SIZE", most=MOST_BYTES // megabyte, one=MOST_BYTES_A_FILE // megabyte, files=MOST_FILES, records=MOST_RECORDS)


def _in_order(name: str) -> tuple[list[int], str]:
    """Page 10 comes after page 9."""
    digits = "".join(sign if sign.isascii() and sign.isdigit() else " " for sign in name).split()
    return [int(one[:9]) for one in digits], name


def _elements(name: str, data: bytes) -> list[Any]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        raise Refused("DIR-FORMAT", file=name, problem=say("directory.feed.encoding", byte=why.start + 1)) from why
    try:
        page = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as why:
        raise Refused("DIR-FORMAT", file=name, problem=say("directory.feed.json", line=why.lineno)) from why
    except (RecursionError, ValueError) as why:
        raise Refused("DIR-FORMAT", file=name, problem=say("directory.feed.odd")) from why
    if isinstance(page, dict) and "contents" in page:
        page = page["contents"]
    elif isinstance(page, dict):
        page = [page] if page else []
    if not isinstance(page, list):
        raise Refused("DIR-FORMAT", file=name, problem=say("directory.feed.envelope"))
    if any(isinstance(one, dict) and "service_id" not in one and _is_first_version(one) for one in page[:1]):
        raise Refused("DIR-FORMAT", file=name, problem=say("directory.feed.version"))
    return page


def _services(elements: Iterable[Any]) -> Iterator[Any]:
    for one in elements:
        if not isinstance(one, dict):
            yield one
        elif isinstance(one.get("services"), list):
            organisation = {key: value for key, value in one.items() if key != "services"}
            yield from ({"organization": organisation, **each} if isinstance(each, dict) else each for each in one["services"])
        elif isinstance(one.get("service"), dict) and "location" in one:
            place = {key: value for key, value in one.items() if key != "service"}
            yield {"service_at_locations": [place], **one["service"]}
        elif not _is_no_service(one):
            yield one


def _is_no_service(one: Mapping[str, Any]) -> bool:
    """Tell whether this is a topic, a list of topics, or an organisation by itself."""
    if "status" in one or "service_at_locations" in one:
        return False
    return bool(
        one.keys() & {"taxonomy_terms", "term", "term_uri", "taxonomy", "version", "organization_identifiers", "website", "parent_id"}
    )


def _is_first_version(one: Mapping[str, Any]) -> bool:
    """Version 1 of the UK standard spelled its fields otherwise."""
    return bool(one.keys() & {"service_areas_at_locations", "cost_option", "service_taxonomys", "eligibilitys", "deliverable_type"})


def _no_constant(_word: str) -> None:
    raise ValueError
