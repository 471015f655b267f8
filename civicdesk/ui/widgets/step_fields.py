"""The fields of one next step: what, who, when."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.sheets import Step
from civicdesk.ui.widgets.fields import Field


class StepFields(QWidget):
    """One next step: what, who, when."""

    changed = Signal()

    def __init__(self, number: int) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.text = Field(f"step{number}", say("sheet_page.step", number=number))
        self.who = Field(f"who{number}", say("sheet_page.who"))
        self.when = Field(f"when{number}", say("sheet_page.when"))
        self.who.line.setAccessibleName(say("sheet_page.who_named", number=number))
        self.when.line.setAccessibleName(say("sheet_page.when_named", number=number))
        column.addWidget(self.text)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.who)
        row.addWidget(self.when)
        column.addLayout(row)
        for field in (self.text, self.who, self.when):
            field.line.editingFinished.connect(self.changed)

    def step(self) -> Step:
        """Return what stands there."""
        return Step(text=self.text.text(), who=self.who.text(), when=self.when.text())

    def put(self, step: Step) -> None:
        """Show a step, unless somebody is writing it."""
        for field, text in ((self.text, step.text), (self.who, step.who), (self.when, step.when)):
            if not field.line.hasFocus():
                field.put(text)
