"""The library of questionnaires: what each licence lets CivicDesk bring, and how the rest comes in."""

from functools import cache
from pathlib import Path

from civicdesk import paths
from civicdesk.errors import Refused
from civicdesk.forms import blank_workbook
from civicdesk.i18n import say
from civicdesk.records.instruments import InstrumentStatus
from civicdesk.records.library import Definition, LibraryEntry, Licensed, Shelf
from civicdesk.scoring import library
from civicdesk.store import files, instruments
from civicdesk.workflows.kit import Kit

FOLDER, LIST = "instruments", "library.toml"


def entries() -> tuple[LibraryEntry, ...]:
    """Return everything in the library, in its order.

    Raises:
        Damaged: SCORE-LIBRARY-DAMAGED.
    """
    return _entries(paths.resources() / FOLDER / LIST)


def entry(word: str) -> LibraryEntry:
    """Return one questionnaire of the library.

    Raises:
        Refused: LIBRARY-WORD.
    """
    found = next((each for each in entries() if each.word == word), None)
    if found is None:
        raise Refused("LIBRARY-WORD", word=word)
    return found


def shelf(kit: Kit) -> Shelf:
    """Return the library beside what of it is in the workspace."""
    current = (card for card in instruments.cards(kit.workspace) if card.status is InstrumentStatus.CURRENT)
    return Shelf(entries=entries(), here={card.form_id: card.version for card in current})


def shipped(word: str) -> bytes:
    """Return the workbook of a questionnaire that comes with its words, to be added as any other form.

    Raises:
        Refused: LIBRARY-WORD; LIBRARY-NO-WORDS: its licence does not let its words come along.
    """
    found = entry(word)
    if not found.file:
        raise Refused("LIBRARY-NO-WORDS", name=found.name)
    return (paths.resources() / FOLDER / found.file).read_bytes()


def to_fill_in(word: str) -> bytes:
    """Return the workbook that whoever may use the words fills in.

    Raises:
        Refused: LIBRARY-WORD; LIBRARY-NO-SCORING: nothing of it comes along.
    """
    found = entry(word)
    if found.definition is None:
        raise Refused("LIBRARY-NO-SCORING", name=found.name)
    return blank_workbook.write(library.to_fill_in(found, found.definition))


def save_to_fill_in(word: str, path: Path) -> None:
    """Write that workbook where a person chose to; whole or not at all.

    Raises:
        Refused: LIBRARY-WORD, LIBRARY-NO-SCORING.
        Unavailable: STORE-WRITE.
    """
    files.write_whole(path, to_fill_in(word))


def steps(found: LibraryEntry) -> tuple[str, ...]:
    """Return what has to be done before a questionnaire can be asked, in sentences; none for one that is ready."""
    if found.level is Licensed.SHIPPED:
        return ()
    made = found.definition
    if made is None:
        return (say("library.step.own" if found.level is Licensed.OUTSIDE else "library.step.none"),)
    told = [say("library.step.save")]
    if found.wording_locked:
        told.append(say("library.step.locked"))
    if found.level is Licensed.OPTIONAL:
        told += [say("library.step.risk_item", item=risk.item) for risk in made.risks]
        told += [say("library.step.lead"), *([say("library.step.risks")] if made.asks_risks else []), say("library.step.contacts")]
    else:
        told += [say("library.step.registration"), say("library.step.notice")]
    return (*told, say("library.step.add"))


def rule(made: Definition) -> str:
    """Return in sentences how a questionnaire is scored."""
    told = [say(f"library.rule.{made.method}", items=made.items, low=made.low, high=made.high, weight=made.weight)]
    if made.transform:
        told.append(say("library.rule.table"))
    told.append(say("library.rule.null") if made.on_missing == "null" else say("library.rule.prorate", count=made.min_answered))
    return " ".join((*told, say("library.rule.never")))


def unchecked(found: LibraryEntry) -> tuple[str, ...]:
    """Return what nobody has compared with the source yet, in words."""
    return tuple(say(f"library.check.{word}") for word in found.to_check)


def why_not(found: LibraryEntry) -> str:
    """Return why nothing of a questionnaire is here; empty for one of which something is."""
    return say(f"library.missing.{found.word}") if found.level in {Licensed.OUTSIDE, Licensed.NEVER} else ""


@cache
def _entries(path: Path) -> tuple[LibraryEntry, ...]:
    return library.read(path.read_bytes())
