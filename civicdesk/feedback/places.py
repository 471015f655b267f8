"""How a directory entry is said on paper: name, one line, when, where, telephone, first name, last checked."""

from civicdesk.feedback.wording import capital, day, sentence
from civicdesk.i18n import say_in
from civicdesk.records.entries import Entry
from civicdesk.records.sheets import PrintedEntry


def printed(language: str, entry: Entry) -> PrintedEntry:
    """Return what paper says of an entry; of the contact's name only the first."""
    checked = say_in(language, "sheet.entry.unchecked")
    if entry.assured_date is not None:
        checked = say_in(language, "sheet.entry.checked", date=day(language, entry.assured_date))
    return PrintedEntry(
        name=entry.name,
        line=entry.description,
        when=entry.when,
        where=" ".join(capital(sentence(part)) for part in (entry.address if entry.address_public else "", entry.access) if part),
        phone=entry.phone,
        contact=entry.contact_name.split(" ")[0],
        checked=checked,
    )
