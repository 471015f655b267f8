"""Choosing files and folders: the system's own dialog, without a nested loop and without a name of anybody in it."""

import os

from PySide6.QtCore import QObject, QSettings, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from civicdesk.i18n import say


class FileAsk(QObject):
    """Asks for one path at a time; nothing is emitted if the person thinks better of it."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._dialog: QFileDialog | None = None

    def open_file(self, kinds: str) -> None:
        """Ask for a file that is here; `kinds` is a filter such as `Forms (*.xlsx *.xml)`."""
        dialog = self._new()
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(kinds)
        dialog.open()

    def save_file(self, name: str, ending: str) -> None:
        """Ask where to save a file.

        Args:
            name: proposed name of the file.
            ending: its ending without the dot, put behind a name that has none.
        """
        dialog = self._new()
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(name)
        dialog.open()

    def folder(self) -> None:
        """Ask for a folder."""
        dialog = self._new()
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def _new(self) -> QFileDialog:
        if self._dialog is not None:
            self._dialog.deleteLater()
        # Qt would keep the folders that were visited, and these may carry a name: it is given no place for that.
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)
        start = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._dialog = QFileDialog(self._home(), say("window.title"), start)
        self._dialog.fileSelected.connect(self.chosen)
        return self._dialog

    def _home(self) -> QWidget | None:
        parent = self.parent()
        return parent if isinstance(parent, QWidget) else None
