"""Where things lie, on each system."""

import os
import sys
from pathlib import Path

import pytest

from civicdesk import paths
from civicdesk.errors import Refused


def test_the_resources_are_beside_the_package_in_a_checkout() -> None:
    assert (paths.resources() / "locale" / "en").is_dir()


def test_the_resources_are_inside_the_package_in_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_resources").mkdir()
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path)
    assert paths.resources() == tmp_path / "_resources"


@pytest.mark.parametrize(
    ("system", "data", "settings"),
    [
        ("linux", "data/civicdesk", "config/civicdesk/settings.toml"),
        ("win32", "local/CivicDesk", "local/CivicDesk/settings.toml"),
        ("darwin", "home/Library/Application Support/CivicDesk", "home/Library/Preferences/CivicDesk/settings.toml"),
    ],
)
def test_each_system_has_its_own_places(system: str, data: str, settings: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    for name, folder in (("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("LOCALAPPDATA", "local")):
        monkeypatch.setenv(name, str(tmp_path / folder))
    assert paths.data_home() == tmp_path / data
    assert paths.settings_file() == tmp_path / settings
    assert paths.log_folder() == tmp_path / data / "logs"
    assert paths.on_linux() == (system == "linux")


@pytest.mark.parametrize(
    ("system", "data", "settings"),
    [
        ("linux", ".local/share/civicdesk", ".config/civicdesk/settings.toml"),
        ("win32", "AppData/Local/CivicDesk", "AppData/Local/CivicDesk/settings.toml"),
    ],
)
def test_a_system_that_names_no_places_has_the_usual_ones(
    system: str, data: str, settings: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    assert (paths.data_home(), paths.settings_file()) == (tmp_path / data, tmp_path / settings)


def test_a_variable_that_is_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICDESK_TEST", "")
    assert paths.variable("CIVICDESK_TEST") is None
    monkeypatch.setenv("CIVICDESK_TEST", "1")
    assert paths.variable("CIVICDESK_TEST") == "1"


def test_a_file_from_outside_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"words")
    assert paths.read_from_outside(tmp_path / "file", 5) == b"words"


def test_a_file_from_outside_that_is_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"words")
    with pytest.raises(Refused, match="IMPORT-SIZE"):
        paths.read_from_outside(tmp_path / "file", 4)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
@pytest.mark.parametrize("what", ["pipe", "folder", "device", "link", "nothing", "n\0me"])
def test_what_is_no_file_is_not_read_and_not_waited_for(what: str, tmp_path: Path) -> None:
    path = tmp_path / what
    if what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    elif what == "device":
        path = Path("/dev/zero")
    elif what == "link":
        path.symlink_to("/dev/zero")
    with pytest.raises(OSError, match=r"\[Errno"):
        paths.read_from_outside(path)
