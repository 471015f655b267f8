"""Project packs at a centre: they tell which projects it takes bundles of, and from which laptops."""

from civicdesk.crypto import signing
from civicdesk.errors import Refused
from civicdesk.records.intake import Enrolled, Joined
from civicdesk.store import enrolled
from civicdesk.store.ledger import Ledger
from civicdesk.workflows.kit import read_pack


def take(kept: Ledger, data: bytes, words: str = "") -> Joined:
    """Take in a project pack: the project, its newest version, and its laptops, those that were revoked among them.

    What the newest pack says of a laptop counts. One that it does not name stays as it was. Nothing in an older pack is taken.

    Args:
        kept: the open ledger.
        data: the file.
        words: the six words of a new key as they were heard over the telephone; empty for the key that is known.

    Returns:
        The project, as the ledger has it now.

    Raises:
        Refused, Damaged: PACK-...: no pack, or altered; CENTRE-PACK-KEY: it is signed by another key than the packs before, and the words
            were not typed or are others; CENTRE-PACK-LAPTOP: it names a laptop of another project.
        Unavailable: STORE-WRITE.
    """
    pack = read_pack(data)
    before = next((each for each in enrolled.projects(kept) if each.id == pack.project), None)
    if before is not None and before.version > pack.version:
        return before
    if before is not None and before.signer != pack.signer and not signing.are_words_of(pack.signer, words):
        raise Refused("CENTRE-PACK-KEY")
    elsewhere = {each.id for each in enrolled.enrolled(kept) if each.project != pack.project}
    for each in pack.export.laptops:
        if each.id in elsewhere:
            raise Refused("CENTRE-PACK-LAPTOP", laptop=each.id)
    for each in pack.export.laptops:
        laptop = Enrolled(project=pack.project, id=each.id, public_key=each.public_key, enrolled=each.enrolled, revoked=each.revoked)
        enrolled.enrol(kept, laptop)
    joined = Joined(id=pack.project, name=pack.name, version=pack.version, signer=pack.signer)
    enrolled.keep_project(kept, joined)
    return joined


def projects(kept: Ledger) -> tuple[Joined, ...]:
    """Return the projects whose bundles are taken here."""
    return enrolled.projects(kept)


def knows(data: bytes, public_key: str) -> bool:
    """Tell whether the laptops that follow a pack know the receipts of a key: the pack names it, or was signed with it."""
    pack = read_pack(data)
    return public_key in (pack.export.centre_sign_keys or (pack.signer,))


def words_of(joined: Joined) -> str:
    """Return the six words of the key that signs the packs of a project."""
    return signing.fingerprint_words(joined.signer)
