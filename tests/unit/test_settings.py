"""Machine settings: read generously, written whole, never in the way of starting."""

from pathlib import Path

import pytest

from civicdesk import settings
from civicdesk.settings import MachineSettings


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "settings.toml"
    chosen = MachineSettings(language="pl", theme="dark", text_scale=150, reduce_motion=True, width=1366, home='C:\\odd "name"\tłódź')
    assert settings.write(path, chosen)
    assert settings.read(path) == settings.Reading(settings=chosen)
    assert [file.name for file in path.parent.iterdir()] == ["settings.toml"]


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert settings.read(tmp_path / "none.toml") == settings.Reading(settings=MachineSettings())


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe", b"[[["])
def test_a_broken_file_is_kept_aside_and_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    assert settings.read(path) == settings.Reading(settings=MachineSettings(), broken=True)
    assert (tmp_path / "settings.toml.bad").read_bytes() == content


def test_a_value_of_the_wrong_type_is_left_at_its_default(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('theme = 7\nreduce_motion = 1\ntext_scale = true\nlanguage = "ur"\nunknown = "x"\n', encoding="utf-8")
    assert settings.read(path).settings == MachineSettings(language="ur")


def test_sizes_keep_to_their_range(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("text_scale = 999\nwidth = 10\nheight = 10\n", encoding="utf-8")
    read = settings.read(path).settings
    assert (read.text_scale, read.width, read.height) == (200, 960, 600)


def test_a_folder_in_the_way_costs_a_setting_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    assert not settings.write(tmp_path / "settings.toml", MachineSettings())
    assert settings.read(tmp_path / "settings.toml").broken
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == []


def test_another_size_leaves_the_rest_alone() -> None:
    assert settings.with_size(MachineSettings(theme="dark"), 1000, 700) == MachineSettings(theme="dark", width=1000, height=700)


@pytest.mark.parametrize(("written", "holds"), [(0, 1), (1, 1), (15, 15), (600, 15)])
def test_the_minutes_until_the_lock_keep_to_their_range(tmp_path: Path, written: int, holds: int) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f"lock_minutes = {written}\n", encoding="utf-8")
    assert settings.read(path).settings.lock_minutes == holds
