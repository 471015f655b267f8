"""Where a workspace may lie."""

import ctypes
import struct
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from civicdesk.errors import Refused
from civicdesk.store import places
from civicdesk.store.places import Lookups

LOCAL = "/dev/sda1 / ext4 rw 0 0\n"


def asked(mounts: str = LOCAL, *, remote: bool = False, sync_roots: tuple[str, ...] = ()) -> Lookups:
    return Lookups(mounts=lambda: mounts, remote=lambda _: remote, sync_roots=lambda: sync_roots)


def test_a_folder_on_this_computers_disk_is_a_place(tmp_path: Path) -> None:
    places.check_place(tmp_path, asked())


def test_this_computer_itself_can_be_asked(tmp_path: Path) -> None:
    places.check_place(tmp_path)


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "fuse.rclone", "davfs"])
def test_a_folder_of_another_computer_is_no_place(tmp_path: Path, kind: str) -> None:
    mounts = LOCAL + f"server:/home {tmp_path} {kind} rw 0 0\n"
    with pytest.raises(Refused, match="STORE-FOLDER") as why:
        places.check_place(tmp_path / "inside", asked(mounts))
    assert why.value.facts == {"why": "network"}


def test_a_stick_read_through_fuseblk_is_a_place(tmp_path: Path) -> None:
    places.check_place(tmp_path, asked(f"/dev/sdb1 {tmp_path} fuseblk rw 0 0\n"))


def test_a_local_disk_mounted_inside_a_remote_one_is_a_place(tmp_path: Path) -> None:
    places.check_place(tmp_path, asked(f"server:/ / nfs rw 0 0\n/dev/sda1 {tmp_path} ext4 rw 0 0\n"))


def test_of_two_mounts_on_one_point_the_later_counts(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        places.check_place(tmp_path, asked(f"/dev/sda1 {tmp_path} ext4 rw 0 0\nserver:/ {tmp_path} nfs rw 0 0\n"))


def test_a_mount_point_with_a_blank_in_its_name_is_understood(tmp_path: Path) -> None:
    folder = tmp_path / "work files"
    with pytest.raises(Refused):
        places.check_place(folder, asked(LOCAL + f"server:/ {tmp_path}/work\\040files nfs rw 0 0\n"))


def test_a_line_of_the_mount_table_that_makes_no_sense_is_passed_over(tmp_path: Path) -> None:
    places.check_place(tmp_path, asked("nonsense\n" + LOCAL))


def test_a_drive_that_windows_calls_remote_is_no_place(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        places.check_place(tmp_path, asked("", remote=True))


@pytest.mark.parametrize(
    "name", ["Dropbox", "Google Drive", "Nextcloud", "iCloud Drive", "OneDrive", "OneDrive - Placeholder Trust", "CloudStorage"]
)
def test_a_synced_folder_is_no_place(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="STORE-FOLDER") as why:
        places.check_place(tmp_path / name / "work", asked())
    assert why.value.facts == {"why": "synced"}


def test_a_folder_that_the_environment_calls_synced_is_no_place(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        places.check_place(tmp_path / "work", asked(sync_roots=(str(tmp_path),)))


def test_a_folder_below_a_sync_programs_mark_is_no_place(tmp_path: Path) -> None:
    (tmp_path / ".stfolder").mkdir()
    with pytest.raises(Refused):
        places.check_place(tmp_path / "a" / "b", asked())


def test_the_environments_synced_folders_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDriveConsumer", str(tmp_path))
    assert places.this_computer().sync_roots() == (str(tmp_path),)


def test_no_mount_table_means_no_known_mounts(tmp_path: Path) -> None:
    assert places.linux_mounts(tmp_path / "none") == ""


@pytest.mark.parametrize(("kind", "remote"), [(4, True), (3, False)])
def test_windows_is_asked_for_the_kind_of_a_drive(kind: int, remote: bool) -> None:
    windows = SimpleNamespace(kernel32=SimpleNamespace(GetDriveTypeW=lambda _: kind))
    assert places.windows_remote(Path("/work"), windows) is remote


class Mac:
    """The parts of macOS' library that are asked, with answers of the test's own."""

    def __init__(self, *, local: bool = True, known: str = "/", names: bytes = b"") -> None:
        self.local, self.known, self.names = local, known, names

    def statfs(self, place: bytes, answer: ctypes.Array[ctypes.c_char]) -> int:
        if place != self.known.encode():
            return -1
        struct.pack_into("=I", answer, 64, 0x1000 if self.local else 0)
        return 0

    def listxattr(self, _place: bytes, answer: ctypes.Array[ctypes.c_char], _size: int, _options: int) -> int:
        answer[: len(self.names)] = self.names
        return len(self.names) if self.names else -1


@pytest.mark.parametrize("local", [True, False])
def test_macos_is_asked_for_the_disk_of_the_nearest_folder_that_is_there(local: bool) -> None:
    assert places.mac_remote(Path("/Volumes/share/work"), Mac(local=local, known="/Volumes/share")) is not local


def test_a_disk_that_macos_knows_nothing_of_is_taken_for_its_own() -> None:
    assert not places.mac_remote(Path("/Volumes/share/work"), Mac(known="nowhere"))


def test_macos_is_asked_for_the_attributes_of_a_folder() -> None:
    assert places.mac_attributes(Path("/work"), Mac(names=b"com.dropbox.attrs\0other\0")) == ("com.dropbox.attrs", "other")
    assert places.mac_attributes(Path("/work"), Mac()) == ()


@pytest.mark.parametrize(
    ("system", "remote", "attributes"), [("darwin", "mac_remote", "mac_attributes"), ("win32", "windows_remote", "linux_attributes")]
)
def test_each_system_is_asked_in_its_own_way(monkeypatch: pytest.MonkeyPatch, system: str, remote: str, attributes: str) -> None:
    monkeypatch.setattr(sys, "platform", system)
    ask = places.this_computer()
    assert (ask.remote, ask.attributes) == (getattr(places, remote), getattr(places, attributes))


@pytest.mark.parametrize("tag", [0x9000001A, 0x9000101A, 0x9000F01A])
def test_a_folder_that_windows_fills_from_a_cloud_is_no_place(tmp_path: Path, tag: int) -> None:
    ask = replace(asked(), reparse_tag=lambda folder: tag if folder == tmp_path else 0)
    with pytest.raises(Refused, match="STORE-FOLDER") as why:
        places.check_place(tmp_path / "work", ask)
    assert why.value.facts == {"why": "synced"}


def test_another_kind_of_windows_folder_is_a_place(tmp_path: Path) -> None:
    places.check_place(tmp_path, replace(asked(), reparse_tag=lambda _: 0xA0000003))


@pytest.mark.parametrize(
    "name", ["com.microsoft.OneDrive.RecycleBin", "user.onedrive.id", "com.dropbox.attrs", "com.google.drivefs.item-id#S"]
)
def test_a_folder_with_a_sync_programs_attribute_is_no_place(tmp_path: Path, name: str) -> None:
    ask = replace(asked(), attributes=lambda folder: (name,) if folder == tmp_path else ())
    with pytest.raises(Refused, match="STORE-FOLDER"):
        places.check_place(tmp_path / "work", ask)


def test_other_attributes_do_not_matter(tmp_path: Path) -> None:
    places.check_place(tmp_path, replace(asked(), attributes=lambda _: ("security.selinux", "com.apple.quarantine")))


def test_a_folder_without_a_tag_or_attributes_has_none(tmp_path: Path) -> None:
    assert places.windows_reparse_tag(tmp_path) == 0
    assert places.windows_reparse_tag(tmp_path / "none") == 0
    assert places.linux_attributes(tmp_path / "none") == ()
    assert isinstance(places.linux_attributes(tmp_path), tuple)
