"""Where a workspace may lie."""

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
