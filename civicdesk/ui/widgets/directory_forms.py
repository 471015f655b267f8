"""What is typed into the directory: one field put right, and a new entry."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.widgets.directory_wishes import Correction
from civicdesk.ui.widgets.fields import Chooser, Field
from civicdesk.ui.widgets.options import CardCheck

NEW_FIELDS = ("name", "description", "when", "address", "district", "phone", "cost", "tags")
"""What is asked of a new entry; the rest can be put right later."""
FIELDS = (
    *(*NEW_FIELDS, "organisation", "email", "url", "access", "kind", "status"),
    *("free", "step_free", "hearing_loop", "child_welcome", "evening", "weekend", "online", "drink_drug_free", "women_or_men_only"),
    *("youngest", "oldest", "capacity", "wait_weeks", "referral", "languages", "printable", "address_public"),
)
YES_NO = frozenset({"free", "step_free", "hearing_loop", "child_welcome", "evening", "weekend", "online", "drink_drug_free"})
_SETTLED = frozenset({"printable", "address_public"})
_HINTED = frozenset({"tags", "district", "capacity", "women_or_men_only", "status", "kind", "referral", "languages"})
"""Fields that take certain words only, or words in a certain form."""
METHODS = ("phone", "visit", "email", "web")


class ChangeForm(QWidget):
    """One field, what is right, and how somebody knows."""

    entered = Signal()
    field_picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        self.which = Chooser("field", say("directory_page.which"), [(name, say(f"directory_page.field.{name}")) for name in FIELDS])
        self.text = Field("text", say("directory_page.text"))
        self.evidence = Chooser("evidence", say("directory_page.evidence"), [("", say("directory_page.any.evidence")), *methods()])
        self.reason = Field("reason", say("directory_page.reason"), say("directory_page.hint.reason"))
        self.impersonal = CardCheck("impersonal", say("directory_page.impersonal"))
        for part in (self.which, self.text, self.evidence, self.reason, self.impersonal):
            column.addWidget(part)
        self.which.picked.connect(self.field_picked)
        self.text.entered.connect(self.entered)
        self.reason.entered.connect(self.entered)

    def begin(self, field: str, text: str) -> None:
        """Show what a field says now, without any grounds."""
        self.which.put(field)
        self.text.hint.say(say(f"directory_page.hint.{_hint(field)}"))
        self.text.put(text)
        self.evidence.put("")
        self.reason.put("")
        self.impersonal.setChecked(False)

    def read(self) -> Correction:
        """Return what is typed."""
        return Correction(
            text=self.text.text(), evidence=self.evidence.value(), reason=self.reason.text(), impersonal=self.impersonal.isChecked()
        )


class NewForm(QWidget):
    """What is asked of a new entry."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        hints = {name: say(f"directory_page.hint.{name}") for name in _HINTED.intersection(NEW_FIELDS)}
        self.fields = {name: Field(name, say(f"directory_page.field.{name}"), hints.get(name, "")) for name in NEW_FIELDS}
        for one in self.fields.values():
            column.addWidget(one)

    def typed(self) -> dict[str, str]:
        """Return what was typed, by field."""
        return {name: one.text() for name, one in self.fields.items()}

    def empty(self) -> None:
        """Begin anew."""
        for one in self.fields.values():
            one.put("")


def methods() -> Sequence[tuple[str, str]]:
    """Return the ways in which somebody finds out whether an entry is right, as (word, words)."""
    return [(method, say(f"directory_page.method.{method}")) for method in METHODS]


def _hint(field: str) -> str:
    if field in YES_NO:
        return "yes_no"
    if field in _SETTLED:
        return "settled"
    return field if field in _HINTED else "unknown"
