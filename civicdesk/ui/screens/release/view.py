"""One batch: what the checks found, what was changed, and the second person's yes."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.releases import Check, CheckResult, RiskReport
from civicdesk.records.tables import Grid
from civicdesk.ui.screens.release.state import INTRUDER, ReleaseBatch, ReleaseScreen, Role, checks_in_order, verdict
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.busy import Busy
from civicdesk.ui.widgets.buttons import Button, primary
from civicdesk.ui.widgets.fields import Field
from civicdesk.ui.widgets.labels import Words, rule
from civicdesk.ui.widgets.notices import Notice, Picture
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.secret import SecretField

LOOKS = {
    CheckResult.PASS: ("check", "success"),
    CheckResult.WARN: ("triangle-alert", "warning"),
    CheckResult.BLOCK: ("octagon-alert", "error"),
}
LOGGED = ("release-kept", "release-approved", "release-sealed")
"""What is told of the log."""
HASH_GROUP = 8
VERDICTS = {CheckResult.PASS: "success", CheckResult.WARN: "warning", CheckResult.BLOCK: "error"}


class ReleaseView(Page):
    """Draws a report; the form for the approval stands under it."""

    approved = Signal(object, str, str)
    """Outcomes by scenario, reason, passphrase."""
    seal_wanted = Signal()
    send_wanted = Signal(str)
    """The password for the server, empty if it is kept already."""
    stopped = Signal()
    keys_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(say("release_page.title"), back=True)
        self.trouble = Notice("warning")
        self.told = Notice("success")
        self.verdict = Notice("info")
        self.busy = Busy()
        self.report = QWidget()
        self._report = QVBoxLayout(self.report)
        self._report.setContentsMargins(0, 0, 0, 0)
        self._report.setSpacing(16)
        self.form = ApprovalForm()
        self.form.entered.connect(self._act)
        self.password = SecretField(say("deliver.password", server=""))
        self.password.line.setObjectName("password")
        self.stays = Words(say("deliver.password_hint"), "hint", self)
        self.password.entered.connect(self._send)
        for part in (self.trouble, self.told, self.verdict, self.busy, self.password, self.stays, self.report, self.form):
            self.body.addWidget(part)
        self.busy.cancelled.connect(self.stopped)
        self.act: Button = self.add_button(primary(say("release_page.approve")))
        self.act.clicked.connect(self._act)
        self.send: Button = self.add_button(primary(say("deliver.send", server=""), icon="upload"))
        self.send.clicked.connect(self._send)
        self.told.acted.connect(self.keys_wanted)
        self._state = ReleaseScreen()
        self._drawn: ReleaseBatch | None = None
        self._parts: list[QWidget] = []

    def render_state(self, state: ReleaseScreen) -> None:
        """Show a state."""
        before, self._state = self._state, state
        batch = state.batch
        self.caption.say(
            say("release_page.batch", prepared=batch.prepared, state=say(f"send_page.state.{batch.state.value}")) if batch else ""
        )
        self.lead.say("" if batch or state.sentence else say("release_page.loading"))
        self.trouble.tell(
            "error" if state.unsaved else "warning", state.sentence, title=say("release_page.unsaved") if state.unsaved else ""
        )
        self.told.tell("success", state.told, action=say("release_page.save_keys"))
        self.told.action.setVisible(state.offers_keys)
        worst = verdict(batch) if batch else CheckResult.PASS
        self.verdict.tell(VERDICTS[worst], _verdict_words(state), title=say(f"release_page.verdict.{worst.value}") if batch else "")
        if batch != self._drawn:
            self._draw(batch)
        stopped = worst is CheckResult.BLOCK
        self.form.setVisible(state.role is Role.APPROVE and not stopped)
        self.form.offer(state.scenarios, state.user, needs_reason=worst is CheckResult.WARN)
        focused = self.focusWidget()
        if state.working and focused is not None and self.form.isAncestorOf(focused):
            self.heading.setFocus(Qt.FocusReason.OtherFocusReason)  # what is switched off as a whole would drop the keyboard
        self.form.setEnabled(not state.working)
        self.act.setVisible((state.role is Role.APPROVE and not stopped) or state.role is Role.SEAL or state.unsaved)
        self.act.setEnabled(not state.working)
        self.act.rename(_action(state))
        self._show_sending(state)
        self.show_bar(shown=not (self.act.isHidden() and self.send.isHidden()))
        if state.working is not before.working and not (state.sending or before.sending):
            self._show_busy(busy=state.working)
        if state.problems != before.problems:
            self.form.tell_problems(dict(state.problems))
            self.summary.tell(state.problems)
        if state.told and state.told != before.told:
            announce(self, state.told)
            self.to_top()
            self.take_focus()

    def _show_sending(self, state: ReleaseScreen) -> None:
        self.send.setVisible(state.can_send)
        self.send.setEnabled(not state.working)
        self.send.rename(say("deliver.send", server=state.server))
        self.password.setVisible(state.can_send and state.asks_password)
        self.stays.setVisible(not self.password.isHidden())
        self.password.setEnabled(not state.working)
        self.password.rename(say("deliver.password", server=state.server))

    def _send(self) -> None:
        if self.send.isEnabled() and not self.send.isHidden():
            self.send_wanted.emit(self.password.text())

    def _show_busy(self, *, busy: bool) -> None:
        if busy:
            self.busy.begin(say("release_page.working"), can_cancel=False)
        else:
            self.busy.end()

    def _draw(self, batch: ReleaseBatch | None) -> None:
        for part in self._parts:
            self._report.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._drawn = batch
        self._parts = _parts(batch) if batch is not None else []
        for part in self._parts:
            self._report.addWidget(part)
            part.show()

    def _act(self) -> None:
        if not self.act.isEnabled() or self.act.isHidden():
            return
        if self._state.role is Role.APPROVE:
            self.approved.emit(self.form.outcomes(), self.form.reason.text(), self.form.secret.text())
        else:
            self.seal_wanted.emit()


class ApprovalForm(QWidget):
    """What a second person gives: three attempts to recognise somebody, a reason, their passphrase."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(16)
        column.addWidget(rule())
        column.addWidget(Words(say("release_page.form.title"), "subheading", self))
        column.addWidget(Words(say("release_page.form.lead"), "body", self))
        self._scenarios = QVBoxLayout()
        self._scenarios.setSpacing(16)
        column.addLayout(self._scenarios)
        self.tries: dict[str, Field] = {}
        self.reason = Field("reason", say("release_page.form.reason"), say("release_page.form.reason_hint"))
        column.addWidget(self.reason)
        self.who = Words("", "hint", self)
        column.addWidget(self.who)
        self.secret = SecretField(say("release_page.form.passphrase"))
        self.secret.line.setObjectName("passphrase")
        self.secret.entered.connect(self.entered)
        column.addWidget(self.secret)

    def offer(self, scenarios: Sequence[str], user: str, *, needs_reason: bool) -> None:
        """Ask about these scenarios."""
        if list(self.tries) != list(scenarios):
            for old in self.tries.values():
                self._scenarios.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.tries = {
                scenario: Field(f"scenario{at}", say(f"release_page.scenario.s{at}"), say("release_page.form.outcome"))
                for at, scenario in enumerate(scenarios, start=1)
            }
            for field in self.tries.values():
                self._scenarios.addWidget(field)
        self.who.say(say("release_page.form.who", name=user) if user else "")
        self.reason.hint.say(say("release_page.form.reason_warned" if needs_reason else "release_page.form.reason_hint"))

    def outcomes(self) -> tuple[tuple[str, str], ...]:
        """Return (scenario, what came of it)."""
        return tuple((scenario, field.text()) for scenario, field in self.tries.items())

    def tell_problems(self, problems: Mapping[str, str]) -> None:
        """Show what is to be mended at each field."""
        for field in (*self.tries.values(), self.reason):
            field.tell_problem(problems.get(field.line.objectName(), ""))


class _CheckList(QFrame):
    """The checks, each with an icon, a word, what was found and why it matters."""

    def __init__(self, checks: Sequence[Check]) -> None:
        super().__init__()
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 8)
        column.setSpacing(8)
        for at, check in enumerate(checks):
            if at:
                column.addWidget(rule())
            column.addLayout(self._row(check))

    def _row(self, check: Check) -> QHBoxLayout:
        icon, colour = LOOKS[check.result]
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Picture(icon, colour), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        asked = check.code == INTRUDER and check.result is CheckResult.WARN
        result = say("release_page.result.form" if asked else f"release_page.result.{check.result.value}")
        words.addWidget(Words(say("release_page.check", code=check.code, title=check.title, result=result), "fieldLabel", self))
        words.addWidget(Words(check.sentence, "body", self))
        if check.result is not CheckResult.PASS:
            if check.remedy and not check.reason and not asked:
                words.addWidget(Words(say("release_page.remedy", remedy=check.remedy), "body", self))
            words.addWidget(Words(check.why, "hint", self))
        reason = Words("", "hint", self)
        reason.say(say("release_page.reason_given", reason=check.reason) if check.reason else "")
        words.addWidget(reason)
        row.addLayout(words, 1)
        return row


def _parts(batch: ReleaseBatch) -> list[QWidget]:
    """Return the parts of a report, from the figures to those who are not in it."""
    report = batch.report
    held = [say("release_page.held_line", people=count, reason=reason) for reason, count in report.held_back]
    parts: list[QWidget] = []
    for key, part in (
        ("figures", _figures(report)),
        ("checks", _CheckList(checks_in_order(batch))),
        ("changes", _lines(report.changes or (say("release_page.no_changes"),))),
        ("tables", _tables(batch.tables) if batch.tables else None),
        ("held", _lines(held or (say("release_page.nobody_held"),))),
        ("log", _lines(_log(batch)) if batch.log else None),
    ):
        if part is not None:
            parts += [Words(say(f"release_page.{key}"), "subheading"), part]
    return parts


def _log(batch: ReleaseBatch) -> Sequence[str]:
    """Return where the log holds this batch, the hash of its report, and the names of its files."""
    done = [say(f"release_page.logged.{action}", number=number) for action, number in batch.log if action in LOGGED]
    names = [say("release_page.files", count=len(batch.files), files=", ".join(batch.files))] if batch.files else []
    return (*done, say("release_page.hash", hash=" ".join(wrap(batch.report_hash, HASH_GROUP))), *names)


def _tables(tables: Sequence[Grid]) -> QFrame:
    """Return the tables of people that go with the rows, as a reader will see them."""
    card = QFrame()
    card.setObjectName("card")
    column = QVBoxLayout(card)
    column.setContentsMargins(20, 14, 20, 14)
    column.setSpacing(16)
    column.addWidget(Words(say("release_page.tables_lead"), "hint", card))
    for table in tables:
        column.addWidget(Words(table.title, "fieldLabel", card))
        column.addLayout(_grid(table, card))
    return card


def _grid(table: Grid, card: QFrame) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setColumnStretch(0, 1)
    lines = (("", table.columns), *((name, [figure or say("release_page.hidden") for figure in figures]) for name, figures in table.rows))
    for i, (name, figures) in enumerate(lines):
        for j, text in enumerate((name, *figures)):
            words = Words(text, "body" if i and j else "fieldLabel", card)
            if j:
                words.align_end()
            grid.addWidget(words, i, j)
    return grid


def _figures(report: RiskReport) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    grid = QGridLayout(card)
    grid.setContentsMargins(20, 14, 20, 14)
    grid.setHorizontalSpacing(24)
    grid.setColumnStretch(0, 1)
    lines = [
        ("people", str(report.people)),
        ("rows", str(report.rows)),
        ("smallest", str(report.smallest_class)),
        ("uniques", str(report.uniques_before)),
        ("chance", _share(report.prosecutor)),
        ("journalist", _share(report.journalist)),
        ("loss", _share(report.loss)),
    ]
    for at, (key, value) in enumerate(line for line in lines if line[1]):
        words, number = Words(say(f"release_page.figure.{key}"), "body", card), Words(value, "fieldLabel", card)
        number.align_end()
        grid.addWidget(words, at, 0)
        grid.addWidget(number, at, 1)
    return card


def _share(value: float | None) -> str:
    if value is None:
        return ""
    return say("release_page.under_one") if 0 < value < 0.01 else say("release_page.percent", value=f"{value * 100:.0f}")


def _lines(texts: Sequence[str]) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    column = QVBoxLayout(card)
    column.setContentsMargins(20, 14, 20, 14)
    column.setSpacing(6)
    for text in texts:
        column.addWidget(Words(text, "body", card))
    return card


def _verdict_words(state: ReleaseScreen) -> str:
    if state.batch is None:
        return ""
    if verdict(state.batch) is CheckResult.BLOCK:
        return say("release_page.what_now.stopped")
    return say(f"release_page.what_now.{'save' if state.unsaved else state.role.value}")


def _action(state: ReleaseScreen) -> str:
    if state.unsaved:
        return say("release_page.save_again")
    return say("release_page.seal" if state.role is Role.SEAL else "release_page.approve")
