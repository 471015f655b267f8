"""What a newer project pack changes, in plain words, so that somebody reads it before it is taken in."""

from collections.abc import Iterator, Mapping, Sequence

from civicdesk.i18n import say
from civicdesk.records.releases import DeliveryPlace, ExportSettings, Pack

_FACTS = ("name", "contact")
_LISTS = ("crisis_lines", "places", "districts")
_FILES = ("instruments", "lists", "hierarchies")
_VALUES = (
    *("recipient", "agreement", "review_date", "k", "l", "t", "min_people", "population", "time"),
    *("tables", "table_least", "max_bundle"),
)
"""Settings whose old and new value are told."""
_WORDED = frozenset({"time", "tables"})
"""Of these, those whose value is a word of the file, not of people."""
_SWITCHES = ("text", "linkage", "two_person")
_WHOLE = ("quasi", "sensitive", "roles", "table_columns", "centre_sign_keys")
"""Settings of which only the change is told."""
MiB = 1024 * 1024


def changes(old: Pack, new: Pack) -> tuple[str, ...]:
    """Return what a newer pack changes, one sentence each, the weightiest first; a sentence that says so if it changes nothing.

    Args:
        old: the pack of this laptop.
        new: of the same project, with a higher version.
    """
    said = (
        *_of_keys(old, new),
        *_of_laptops(old.export, new.export),
        *_of_statements(old, new),
        *_of_rules(old.export, new.export),
        *(sentence for kind in _FILES for sentence in _of_files(kind, getattr(old, kind), getattr(new, kind))),
        *_of_project(old, new),
    )
    return said or (say("pack_changes.nothing"),)


def _of_keys(old: Pack, new: Pack) -> Iterator[str]:
    if old.signer != new.signer:
        yield say("pack_changes.signer")
    before, after = old.export.age_recipients, new.export.age_recipients
    if set(before) != set(after):
        added, gone = _told(set(after) - set(before)), _told(set(before) - set(after))
        yield say("pack_changes.recipients", count=len(set(after)), added=added, gone=gone)
    if old.coordinator != new.coordinator:
        yield say("pack_changes.coordinator")
    if old.delivery != new.delivery:
        yield say("pack_changes.delivery", address=_address(new.delivery)) if new.delivery else say("pack_changes.no_delivery")


def _of_laptops(old: ExportSettings, new: ExportSettings) -> Iterator[str]:
    known = {each.id: each for each in old.laptops}
    fresh = [each.id for each in new.laptops if each.id not in known and not each.revoked]
    ended = [each for each in new.laptops if each.revoked and (each.id not in known or known[each.id].revoked != each.revoked)]
    gone = sorted(set(known) - {each.id for each in new.laptops})
    again = [each.id for each in new.laptops if not each.revoked and each.id in known and known[each.id].revoked]
    if gone:
        yield say("pack_changes.not_named", count=len(gone), laptops=_told(gone))
    if again:
        yield say("pack_changes.not_revoked", count=len(again), laptops=_told(again))
    if fresh:
        yield say("pack_changes.enrolled", count=len(fresh), laptops=_told(fresh))
    for each in ended:
        yield say("pack_changes.revoked", laptop=each.id, day=each.revoked)


def _of_statements(old: Pack, new: Pack) -> Iterator[str]:
    before = {(str(each["language"]), str(each["version"])): each for each in old.statements}
    spoken = {str(each["language"]) for each in new.statements}
    for language in sorted({language for language, _ in before} - spoken):
        yield say("pack_changes.statement_gone", language=language)
    for each in new.statements:
        key = (str(each["language"]), str(each["version"]))
        if key not in before:
            yield say("pack_changes.statement", language=key[0], version=key[1])
        elif _plain(before[key]) != _plain(each):
            yield say("pack_changes.statement_same_version", language=key[0], version=key[1])


def _of_rules(old: ExportSettings, new: ExportSettings) -> Iterator[str]:
    for name in _VALUES:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield say("pack_changes.value", what=say(f"pack_changes.what.{name}"), old=_value(name, before), new=_value(name, after))
    if old.recipient_class != new.recipient_class:
        yield say(f"pack_changes.class.{new.recipient_class}")
    for name in _SWITCHES:
        if bool(getattr(old, name)) is not bool(getattr(new, name)):
            yield say(f"pack_changes.{name}.{'on' if getattr(new, name) else 'off'}")
    if old.linkage and new.linkage and old.linkage != new.linkage:
        yield say("pack_changes.linker")
    for name in _WHOLE:
        if getattr(old, name) != getattr(new, name):
            yield say(f"pack_changes.{name}")


def _of_files(kind: str, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[str]:
    named = {
        "added": [name for name in new if name not in old],
        "changed": [name for name in new if name in old and old[name] != new[name]],
        "gone": [name for name in old if name not in new],
    }
    for how, names in named.items():
        if names:
            yield say(f"pack_changes.{kind}.{how}", count=len(names), names=_told(names))


def _of_project(old: Pack, new: Pack) -> Iterator[str]:
    for name in _FACTS:
        if getattr(old, name) != getattr(new, name):
            yield say(
                "pack_changes.value", what=say(f"pack_changes.what.{name}"), old=getattr(old, name) or "–", new=getattr(new, name) or "–"
            )
    for name in _LISTS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield say("pack_changes.value", what=say(f"pack_changes.what.{name}"), old=_told(before), new=_told(after))
    if old.directory != new.directory:
        yield say("pack_changes.directory")
    if old.recovery is not new.recovery:
        yield say(f"pack_changes.recovery.{'on' if new.recovery else 'off'}")


def _value(name: str, value: object) -> str:
    if name in _WORDED:
        return say(f"pack_changes.{name}.{value}")
    if name == "max_bundle":
        return say("pack_changes.size", size=f"{int(str(value)) / MiB:g}")
    return "–" if value is None else str(value)


def _address(place: DeliveryPlace) -> str:
    return place.address


def _told(names: Sequence[str] | set[str]) -> str:
    return ", ".join(sorted(names) if isinstance(names, set) else names) or "–"


def _plain(statement: Mapping[str, object]) -> tuple[object, ...]:
    """Return the words of a statement, however it was read."""
    rows = statement["purposes"]
    purposes = [tuple(map(str, each)) for each in rows] if isinstance(rows, list | tuple) else []
    return statement["text"], purposes
