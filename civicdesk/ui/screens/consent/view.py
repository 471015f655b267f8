"""Asking for consent."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.screens.consent.state import MODES, ConsentState, PurposeShown, Step
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.fields import Chooser, Field, YesNo
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.options import CardCheck
from civicdesk.ui.widgets.page import Page


class ConsentView(Page):
    """The words are read out by the worker; each purpose is answered by 1 or 2."""

    explained = Signal()
    chose = Signal(str, str)
    """Purpose and `yes` or `no`."""
    given_as = Signal(str, bool)
    """How it was given, and whether the words were read aloud."""
    witness_typed = Signal(str)
    kept = Signal()
    """What was answered is to be kept."""
    begun_anew = Signal()
    onward_wanted = Signal()
    gone_back = Signal()

    def __init__(self) -> None:
        super().__init__(back=True)
        self._state = ConsentState(loading=True)
        self.trouble = Notice("error")
        self.note_language = Notice("warning")
        for notice in (self.trouble, self.note_language):
            self.body.addWidget(notice)
        self.restored = Notice("info", action=say("consent.restored_anew"))
        self.restored.acted.connect(self.begun_anew)
        self.body.addWidget(self.restored)
        self.limits, self.words = Words("", "body", self), Words("", "lead", self)
        self.limits_title, self.words_title = Words("", "subheading", self), Words("", "subheading", self)
        self._cards = (_card(self.limits_title, self.limits), _card(self.words_title, self.words))
        for card in self._cards:
            self.body.addWidget(card)
        self.questions: dict[str, _Asked] = {}
        self._place = QVBoxLayout()
        self._place.setSpacing(24)
        self.body.addLayout(self._place)
        self.how = self._build_how()
        self.body.addWidget(self.how)
        self.onward: Button = self.add_button(primary(say("widget.continue")))
        self.cancel: Button = self.add_button(secondary(say("widget.cancel")))
        self.onward.clicked.connect(self._onward)
        self.went_back.connect(self.gone_back)

    def _build_how(self) -> QWidget:
        """Make what is kept beside the answers: who else heard them, and how they were given."""
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(16)
        column.addWidget(Words(say("consent.how.title"), "subheading", part))
        self.witness = Field("witness", say("consent.how.initials"), say("consent.how.hint"), width=160)
        self.witness.entered.connect(self._onward)
        self.witness.edited.connect(self.witness_typed)
        self.mode = Chooser("mode", say("consent.mode.label"), [(mode, say(f"consent.mode.{mode}")) for mode in MODES])
        self.mode.picked.connect(self._mode_chosen)
        self.aloud = CardCheck("aloud", say("consent.mode.aloud"))
        self.aloud.clicked.connect(self._aloud_turned)
        for control in (self.witness, self.mode, self.aloud):
            column.addWidget(control)
        return part

    def render_state(self, state: ConsentState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        step = state.step.value
        self.caption.say(state.who)
        self.heading.say(say("widget.opening") if state.loading else say(f"consent.{step}.title"))
        self.lead.say("" if state.loading else say(f"consent.{step}.lead"))
        self.trouble.tell("error", state.problem)
        self.note_language.tell("warning", say("consent.untranslated") if state.untranslated and state.step is Step.WORDS else "")
        self.restored.tell("info", say("consent.restored") if state.restored and state.step is Step.PURPOSES else "")
        self._show_words(state)
        if (state.step, state.purposes, state.loading) != (before.step, before.purposes, before.loading):
            self._ask(state)
        for purpose, question in self.questions.items():
            question.put(state.choices.get(purpose, ""))
            question.tell_problem(say("consent.purposes.choose") if purpose in state.missing else "")
        if state.missing != before.missing:
            self.summary.tell([(each, say("consent.purposes.missing", sentence=self._sentence(each))) for each in state.missing])
        self.how.setVisible(state.step is Step.PURPOSES)
        self.mode.put(state.mode)
        self.aloud.setChecked(state.read_aloud)
        if self.witness.text() != state.witness.strip():
            self.witness.put(state.witness)
        self._show_buttons(state)
        if state.step is not before.step or state.loading is not before.loading:
            self._begin_step(state)

    def _show_words(self, state: ConsentState) -> None:
        """Show what is read out: the limits of confidentiality, then the statement; at the end, what is kept."""
        reading = state.step is Step.WORDS and not state.loading and not state.stopped
        self.limits_title.say(say("consent.limits.title") if reading else "")
        self.limits.say(say("consent.limits.text") if reading else "")
        self.words_title.say(say("consent.statement.title") if reading else "")
        self.words.say(state.text if reading else _outcome(state) if state.step is Step.DONE else "")
        for card, words in zip(self._cards, (self.limits, self.words), strict=True):
            card.setVisible(bool(words.text()))

    def _begin_step(self, state: ConsentState) -> None:
        """Begin a step at its top; where something is answered, with the keyboard on it."""
        asked = self._to_answer() or next(iter(self.questions.values()), None)
        all_answered = state.step is Step.PURPOSES and self._to_answer() is None and bool(self.questions)
        self.first_field = self.witness.line if all_answered else asked.cards[0] if asked is not None else None
        if self.isVisible():
            self.to_top()
            self.take_focus()
        if self.first_field is not None:
            self.make_visible(self.witness if all_answered or asked is None else asked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give 1 and 2 to the question in hand, wherever the focus is; one that is out of sight is only brought into sight."""
        question = self._in_hand()
        number = question.number_of(event) if question is not None else 0
        if question is not None and number:
            if self.sees(question.words):
                question.choose(number)
            else:
                self._lead_on(question)
        else:
            super().keyPressEvent(event)

    def _show_buttons(self, state: ConsentState) -> None:
        self.show_bar(shown=not state.loading)
        words = f"consent.{state.step.value}.onward"
        self.onward.rename(say("consent.done.questions") if state.step is Step.DONE and state.may_capture else say(words))
        self.onward.setEnabled(not state.busy and not state.stopped)
        self.cancel.setVisible(state.step is not Step.DONE)
        self.back.setVisible(state.step is not Step.DONE)

    def _ask(self, state: ConsentState) -> None:
        for old in self.questions.values():
            self._place.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.questions = {}
        if state.step is Step.PURPOSES and not state.loading:
            for each in state.purposes:
                self._add_question(each)

    def _add_question(self, each: PurposeShown) -> None:
        question = _Asked(each.purpose, each.sentence)
        question.picked.connect(self._picked)
        self.questions[each.purpose] = question
        self._place.addWidget(question)

    def _in_hand(self) -> "_Asked | None":
        """Return the question that holds the focus, else the first without an answer."""
        focused = self.focusWidget()
        holding = (each for each in self.questions.values() if focused is not None and each.isAncestorOf(focused))
        return next(holding, None) or self._to_answer()

    def _to_answer(self) -> "_Asked | None":
        return next((question for question in self.questions.values() if not question.value()), None)

    def _lead_on(self, question: "_Asked") -> None:
        self.make_visible(question)
        question.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _picked(self, purpose: str, value: str) -> None:
        """Report the answer and lead on to the next question, after the last one to the witness."""
        self.chose.emit(purpose, value)
        later = list(self.questions)[list(self.questions).index(purpose) + 1 :]
        if later:
            self._lead_on(self.questions[later[0]])
        else:
            self.make_visible(self.witness)
            self.witness.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sentence(self, purpose: str) -> str:
        return next((each.sentence for each in self._state.purposes if each.purpose == purpose), "")

    def _onward(self) -> None:
        step = self._state.step
        if step is Step.WORDS:
            self._read_on()
        elif step is Step.PURPOSES:
            self.kept.emit()
        else:
            self.onward_wanted.emit()

    def _read_on(self) -> None:
        """Turn to the rest of the words where the window is too small for all of them; go on from their end."""
        if self.read_on():
            self.explained.emit()

    def _mode_chosen(self, mode: str) -> None:
        self.given_as.emit(mode, mode == "spoken")

    def _aloud_turned(self) -> None:
        self.given_as.emit(self._state.mode, self.aloud.isChecked())


class _Asked(YesNo):
    """One purpose. Its keys are for the page: only the page knows whether the question is seen."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave every key to the page."""
        event.ignore()


def _outcome(state: ConsentState) -> str:
    yes = [each.sentence for each in state.purposes if each.said == "yes"]
    return "\n".join([say("consent.done.yes") if yes else say("consent.done.none"), *yes])


def _card(*widgets: QWidget) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    column = QVBoxLayout(card)
    column.setContentsMargins(24, 20, 24, 20)
    for widget in widgets:
        column.addWidget(widget)
    return card
