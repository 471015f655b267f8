"""The log: own actions for a worker, all of them for a coordinator, no names, and what checking it finds."""

from civicdesk.store.actions import Action
from civicdesk.workflows import activity
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import welcome


def test_a_worker_sees_what_they_did_themselves(kit: Kit) -> None:
    worker = held_by(kit, "Wes Worker")
    welcome(kit, name="Wren Fictional")
    welcome(worker, name="Sky Invented")
    shown = activity.log(worker)
    assert {each.who for each in shown.entries} == {"Wes Worker"}
    assert not shown.everybody


def test_a_coordinator_sees_what_everybody_did_the_newest_first(kit: Kit) -> None:
    welcome(held_by(kit, "Wes Worker"))
    shown = activity.log(kit)
    assert shown.everybody
    assert [each.number for each in shown.entries] == sorted((each.number for each in shown.entries), reverse=True)
    assert {"Ada Test", "Wes Worker"} <= {each.who for each in shown.entries}


def test_the_log_holds_no_name_of_anybody_who_takes_part(kit: Kit) -> None:
    welcome(kit, name="Wren Fictional")
    assert "Wren" not in str(activity.log(kit))


def test_the_log_is_narrowed_to_a_group(kit: Kit) -> None:
    welcome(kit)
    assert {each.action for each in activity.log(kit, "consent").entries} == {"Kept consent"}


def test_every_action_has_words_and_every_group_names_actions() -> None:
    assert [action for action in Action if activity.in_words(action) == action.value] == []
    assert set().union(*activity.GROUPS.values()) <= set(Action)
    assert activity.in_words("something new") == "something new"


def test_a_log_that_fits_is_told_with_its_length(kit: Kit) -> None:
    found = activity.check(kit)
    assert found.findings == ()
    assert found.entries > 0


def test_a_row_that_was_altered_behind_our_back_is_told(kit: Kit) -> None:
    welcome(kit, name="Wren Fictional")
    kit.workspace._connection.execute("update person set district = 'ZZ9'")
    assert activity.check(kit).findings == ("Row 1 of person is not what was written there.",)
