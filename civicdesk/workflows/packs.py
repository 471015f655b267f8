"""A newer project pack on this laptop: looked at first, with what it changes, then taken whole or not at all."""

from collections.abc import Callable

from civicdesk.crypto import signing
from civicdesk.errors import Refused
from civicdesk.export import pack_changes
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.laptop import NewerPack
from civicdesk.records.releases import Pack
from civicdesk.store import packs as pack_store
from civicdesk.store import projects
from civicdesk.store.actions import Action
from civicdesk.workflows.kit import Kit, Right, read_pack

CHANGED = frozenset({Kind.SETTINGS, Kind.INSTRUMENTS, Kind.ENTRIES, Kind.CONSENT, Kind.RELEASES})


def look(kit: Kit, data: bytes) -> NewerPack:
    """Check a newer pack and say what it changes; nothing is kept.

    Raises:
        Refused, Damaged: PACK-...: no pack, altered, or from a newer program; PACK-HERE: it is the present one; PACK-OTHER: of another
            project; PACK-OLDER: not newer than the present one.
    """
    return _looked(kit, read_pack(data))


def take(kit: Kit, data: bytes, adopt: Callable[[Kit], object], words: str = "") -> Outcome[NewerPack]:
    """Take a newer pack in, with its forms and places, in one go: what cannot be taken whole changes nothing.

    Args:
        kit: the open workspace. Everybody may: the coordinator has signed. Under a new key only a coordinator may.
        data: the file.
        adopt: takes in the forms and places of the pack that the kit then has.
        words: the six words of a new key as they were heard over the telephone; empty for the key that is known.

    Raises:
        Refused, Damaged: as `look`; PACK-NEW-KEY: signed by a new key and no words were typed; PACK-WORDS: they are others; ROLE-RIGHT;
            FORM-...: a form in it cannot be taken.
        Unavailable: STORE-WRITE.
    """
    pack = read_pack(data)
    found = _looked(kit, pack)
    if found.new_key:
        kit.must(Right.ADD_INSTRUMENT)
        if not words.strip():
            raise Refused("PACK-NEW-KEY")
        if not signing.are_words_of(pack.signer, words):
            raise Refused("PACK-WORDS")
    with kit.workspace.writing(Action.PACK_KEPT, kit.user.id, kit.now()):
        pack_store.keep(kit.workspace, pack, data)
        adopt(kit)
    return Outcome(value=found, changed=CHANGED)


def _looked(kit: Kit, pack: Pack) -> NewerPack:
    present = kit.pack()
    if pack == present:
        raise Refused("PACK-HERE", version=present.version)
    same = (pack.project, pack.practice, pack.export.short_code)
    if same != (present.project, present.practice, present.export.short_code):
        raise Refused("PACK-OTHER")
    if pack.version <= present.version:
        raise Refused("PACK-OLDER", version=pack.version, present=present.version)
    own = signing.key_id(projects.setting(kit.workspace, "laptop_public_key") or "")
    return NewerPack(
        name=pack.name,
        version=pack.version,
        present=present.version,
        changes=pack_changes.changes(present, pack),
        new_key=pack.signer != present.signer,
        revoked=next((each.revoked for each in pack.export.laptops if each.id == own), ""),
    )
