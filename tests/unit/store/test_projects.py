"""The project, its pack and its settings."""

from dataclasses import replace

from civicdesk.records.ids import ProjectId
from civicdesk.records.people import Project
from civicdesk.store import projects
from civicdesk.store.workspace import Workspace

PROJECT = Project(
    id=ProjectId("practice"), name="Fictional Town", short_code="FT", practice=True, recovery=False, contact="01632 960001",
    crisis_lines=("Listening line: 01632 960002",),
)  # fmt: skip


def test_a_new_workspace_has_joined_no_project(ws: Workspace) -> None:
    assert (projects.project(ws), projects.pack(ws)) == (None, None)


def test_a_project_comes_back_as_kept(ws: Workspace) -> None:
    projects.keep_project(ws, PROJECT)
    assert projects.project(ws) == PROJECT


def test_a_newer_pack_changes_the_project(ws: Workspace) -> None:
    projects.keep_project(ws, PROJECT)
    projects.keep_project(ws, replace(PROJECT, name="Fictional City"))
    assert projects.project(ws) == replace(PROJECT, name="Fictional City")


def test_the_newest_pack_counts_and_the_older_stays(ws: Workspace) -> None:
    projects.keep_pack(ws, b"one", 1)
    projects.keep_pack(ws, b"two", 2)
    assert projects.pack(ws) == b"two"
    assert ws.rows("select version from pack order by n") == [(1,), (2,)]


def test_a_setting_can_be_kept_again(ws: Workspace) -> None:
    projects.keep_setting(ws, "minutes", "5")
    projects.keep_setting(ws, "minutes", "10")
    assert (projects.setting(ws, "minutes"), projects.setting(ws, "other"), projects.settings(ws)) == ("10", None, {"minutes": "10"})


def test_a_secret_can_be_kept_again(ws: Workspace) -> None:
    projects.keep_secret(ws, "signing", b"one")
    projects.keep_secret(ws, "signing", b"two")
    assert (projects.secret(ws, "signing"), projects.secret(ws, "other")) == (b"two", None)
    assert ws.verify() == ()
