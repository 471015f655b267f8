"""Wiring of the screen for sending data."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from civicdesk import paths
from civicdesk.errors import CivicDeskError, Unavailable
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.releases import Release
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.send.state import ReleaseLine, SendState
from civicdesk.ui.screens.send.view import SendView
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows import deliver, linkage, receipts, released, send, users
from civicdesk.workflows.kit import Kit, Right


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the page is made of."""

    page: send.SendPage
    files: Mapping[str, int]
    """How many files each batch was sealed into."""
    allowed: bool
    difference: str
    words: bool
    linking: str
    server: str


class SendPresenter(Presenter):
    """From counts to a prepared batch and its report."""

    destination = "send"
    kinds = frozenset({Kind.RELEASES, Kind.CONSENT, Kind.ANSWERS})

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = SendView()
        super().__init__(self.page, around)
        self._where = where
        self.state = SendState()
        self.page.prepare_wanted.connect(self._prepare)
        self.page.opened.connect(self._open)
        self.folders = FileAsk(self.page)
        self.folders.chosen.connect(self._save_escrow)
        self.page.escrow_wanted.connect(self.folders.folder)
        self.receipts = FileAsk(self.page)
        self.receipts.chosen.connect(self._read_receipt)
        self.page.words_wanted.connect(self._read_words)
        self.page.look_wanted.connect(self._look_for_receipts)
        self.page.receipt_wanted.connect(partial(self.receipts.open_file, say("receipt.kinds")))

    def begin(self) -> None:
        """Ask who could be sent and what was sent."""
        self.page.render_state(self.state)
        self.around.store.submit(_page, done=self._counted, refused=self._explain)

    def _show(self, state: SendState) -> None:
        self.state = state
        self.page.render_state(state)

    def _counted(self, found: _Found) -> None:
        page = found.page
        self._show(
            replace(
                self.state,
                ready=True,
                allowed=found.allowed,
                practice=page.practice,
                eligible=page.eligible,
                held_back=page.held_back,
                recipient=page.recipient,
                two_person=page.two_person,
                releases=tuple(_line(each, found.files[each.id]) for each in page.releases),
                difference=found.difference,
                words=found.words and "words" in self.around.words,
                linking=found.linking,
                server=found.server,
            )
        )

    def _prepare(self) -> None:
        self._show(replace(self.state, preparing=True, sentence="", told=""))
        self.page.show_busy(busy=True)
        self.around.store.submit(send.prepare, done=self._prepared, refused=self._explain, crashed=self._crashed)

    def _prepared(self, made: Release) -> None:
        self._settle()
        self.went.emit(place("release", release=made.id))

    def _save_escrow(self, folder: str) -> None:
        """Save the keys of this laptop for the coordinator: a file of its own beside each batch, never inside one."""
        self._show(replace(self.state, sentence="", told=""))
        self.around.store.submit(partial(_escrow, Path(folder)), done=self._escrowed, refused=self._explain, crashed=self._crashed)

    def _escrowed(self, file: Path) -> None:
        self._show(replace(self.state, told=say("users_page.escrow_saved", file=file.name)))

    def _read_receipt(self, path: str) -> None:
        """Bring in what the centre says became of a bundle: read on the work lane, checked and kept on the store lane."""
        self._show(replace(self.state, sentence="", told=""))
        self.around.work.run(partial(_read, Path(path)), done=self._keep_receipt, refused=self._explain, crashed=self._crashed)

    def _keep_receipt(self, data: bytes) -> None:
        self.around.store.submit(partial(_receipt, data), done=self._receipted, refused=self._explain, crashed=self._crashed)

    def _look_for_receipts(self) -> None:
        """Look on the project's server: what for is read here, the server is asked on the work lane, what lay there is kept here."""
        self._show(replace(self.state, sentence="", told=""))
        self.page.show_busy(busy=True, words=say("receipt.looking", server=self.state.server))
        self.around.store.submit(receipts.errand, done=self._ask_server, refused=self._explain, crashed=self._crashed)

    def _ask_server(self, asked: receipts.Errand) -> None:
        self.around.work.run(partial(receipts.look, asked), done=self._take_receipts, refused=self._explain, crashed=self._crashed)

    def _take_receipts(self, found: tuple[bytes, ...]) -> None:
        self.around.store.submit(partial(_receipts, found), done=self._receipted, refused=self._explain, crashed=self._crashed)

    def _receipted(self, told: str) -> None:
        self._settle()
        self._show(replace(self.state, told=told))
        self.begin()

    def _read_words(self) -> None:
        self.went.emit(place("words"))

    def _explain(self, why: CivicDeskError) -> None:
        self._settle()
        self._show(replace(self.state, allowed=self.state.allowed and why.code != "ROLE-RIGHT", sentence=explain(why)))

    def _crashed(self, _notice: CrashNotice) -> None:
        self._settle()

    def _settle(self) -> None:
        self.page.show_busy(busy=False)
        self._show(replace(self.state, preparing=False))

    def _open(self, which: str) -> None:
        self.went.emit(place("release", release=which))


def _escrow(folder: Path, kit: Kit) -> Path:
    return users.save_escrow(kit, folder)


def _read(path: Path) -> bytes:
    try:
        return paths.read_from_outside(path, receipts.LARGEST)
    except OSError as why:
        raise Unavailable("FILE-READ") from why


def _receipt(data: bytes, kit: Kit) -> Outcome[str]:
    done = receipts.take(kit, data)
    return Outcome(value=" ".join(receipts.sentences(done.value, kit.pack().version)), changed=done.changed)


def _receipts(found: tuple[bytes, ...], kit: Kit) -> Outcome[str]:
    done = receipts.take_all(kit, found)
    version = kit.pack().version
    said = [" ".join(receipts.sentences(told, version)) for told in done.value] or [say("receipt.none")]
    return Outcome(value=" ".join(said), changed=done.changed)


def _page(kit: Kit) -> _Found:
    """Return the page, whether this role may prepare a batch, and in which way the centre's counts are not ours."""
    page = send.page(kit)
    return _Found(
        page=page,
        files={each.id: len(released.file_names(kit, each)) for each in page.releases},
        allowed=kit.may(Right.RELEASE),
        difference=receipts.difference_in_words(receipts.difference(kit)),
        words=kit.pack().export.text,
        linking=linkage.in_words(kit),
        server=_server(kit),
    )


def _server(kit: Kit) -> str:
    place = deliver.place(kit)
    return deliver.server_of(place) if place is not None and deliver.has_secret(kit) else ""


def _line(made: Release, files: int) -> ReleaseLine:
    return ReleaseLine(
        id=made.id,
        at=made.prepared_at,
        people=made.people,
        responses=made.responses,
        state=made.state,
        file_name=made.file_name,
        files=files,
    )
