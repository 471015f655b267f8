"""People in the store: found by card or name, with nothing of a name readable in the file."""

from dataclasses import replace

import pytest

from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.records.ids import PersonId, UserId
from civicdesk.records.people import Person, Role, User
from civicdesk.store import audit, people, workspace
from civicdesk.store.actions import COORDINATORS_ALONE, Action
from civicdesk.store.workspace import Workspace


@pytest.fixture
def three(ws: Workspace, wren: Person, clock) -> tuple[Person, ...]:
    others = (
        Person(id=PersonId("ash"), card="002", name="Ąsh van Placeholder", registered_at=clock(), attributes=(("housing", "own"),)),
        Person(id=PersonId("nameless"), card="010", registered_at=clock()),
    )
    people.add_people(ws, others)
    return (wren, *others)


def cards(found: tuple[Person, ...]) -> list[str]:
    return [person.card for person in found]


def test_a_person_comes_back_as_kept(ws: Workspace, wren: Person) -> None:
    assert people.person(ws, wren.id) == wren


def test_people_come_in_the_order_of_registration(ws: Workspace, three: tuple[Person, ...]) -> None:
    assert people.people(ws) == three


def test_an_unknown_person_is_refused(ws: Workspace) -> None:
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        people.person(ws, PersonId("nobody"))


def test_a_card_belongs_to_one_person(ws: Workspace, wren: Person) -> None:
    with pytest.raises(Refused, match="PERSON-CARD-TAKEN"):
        people.add_person(ws, replace(wren, id=PersonId("other")))
    assert people.people(ws) == (wren,)


def test_a_changed_person_is_found_under_the_new_name(ws: Workspace, wren: Person) -> None:
    people.people(ws)
    people.change_person(ws, replace(wren, name="Robin Invented"), by=UserId("wf"))
    assert (cards(people.find_people(ws, "robin")), cards(people.find_people(ws, "wren"))) == (["001"], [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wren", ["001"]),
        ("WREN fict", ["001"]),
        ("fict wren", ["001"]),
        ("ash", ["002"]),
        ("placeh", ["002"]),
        ("laceholder", []),
        ("002", ["002"]),
        ("2", ["002"]),
        ("1", ["001", "010"]),
        ("0", ["001", "002", "010"]),
        ("10", ["010"]),
        ("010", ["010"]),
        ("  ", []),
        ("wren ash", []),
    ],
)
def test_people_are_found_by_card_or_by_how_a_name_begins(ws: Workspace, three: tuple[Person, ...], text: str, found: list[str]) -> None:
    assert cards(people.find_people(ws, text)) == found


def test_the_exact_card_comes_first(ws: Workspace, three: tuple[Person, ...], clock) -> None:
    people.add_person(ws, Person(id=PersonId("late"), card="00", registered_at=clock()))
    assert cards(people.find_people(ws, "00"))[0] == "00"


def test_people_are_counted_without_opening_a_name(ws: Workspace, three: tuple[Person, ...]) -> None:
    assert (people.count(ws), "person" in ws.remembered) == (3, False)


def test_no_more_people_than_asked_for_are_listed(ws: Workspace, three: tuple[Person, ...]) -> None:
    assert len(people.find_people(ws, "0", limit=2)) == 2


@pytest.mark.parametrize(
    ("name", "born", "found"),
    [
        ("Wren Fictional", 1980, ["001"]),
        ("Fictional, Wren", 1981, ["001"]),
        ("Wrenn Fictionel", None, ["001"]),
        ("Wren Fictional", 1960, []),
        ("Somebody Else", 1980, []),
        ("", 1980, []),
    ],
)
def test_a_like_name_is_shown_before_somebody_is_added_twice(
    ws: Workspace, three: tuple[Person, ...], name: str, born: int | None, found: list[str]
) -> None:
    assert cards(people.likely_matches(ws, name, born)) == found


def test_the_next_card_follows_the_highest(ws: Workspace, three: tuple[Person, ...], clock) -> None:
    people.add_person(ws, Person(id=PersonId("lettered"), card="B-77", registered_at=clock()))
    assert people.next_card(ws) == "011"


def test_the_first_card_is_one(ws: Workspace) -> None:
    assert people.next_card(ws) == "001"


def test_a_name_that_was_not_kept_is_not_found(ws: Workspace, wren: Person, clock) -> None:
    people.people(ws)

    def half() -> None:
        with ws.writing("person-added"):
            people.add_person(ws, Person(id=PersonId("gone"), card="009", name="Gone Tomorrow", registered_at=clock()))
            raise KeyError

    with pytest.raises(KeyError):
        half()
    assert people.people(ws) == (wren,)


def test_a_sealed_name_moved_to_another_person_does_not_open(ws: Workspace, three: tuple[Person, ...]) -> None:
    ws._connection.execute("update person set sealed_contact = sealed_name where id = 'wren'")
    with pytest.raises(Damaged, match="VAULT-OPEN"):
        people.person(ws, PersonId("wren"))


def test_a_person_without_a_key_is_not_written(ws: Workspace, vault, clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(person: PersonId) -> None:
        raise Unavailable("STORE-FILE")

    monkeypatch.setattr(vault, "add", full)
    with pytest.raises(Unavailable):
        people.add_person(ws, Person(id=PersonId("new"), card="1", registered_at=clock()))
    assert people.people(ws) == ()


def test_a_vault_that_can_keeps_many_keys_at_once(ws: Workspace, vault, clock) -> None:
    calls = []
    vault.add_all = lambda wanted: (calls.append(list(wanted)), [vault.add(person) for person in wanted])
    people.add_people(ws, [Person(id=PersonId(word), card=word, registered_at=clock()) for word in ("a", "b")])
    assert calls == [["a", "b"]]


def test_the_audit_never_holds_a_name(ws: Workspace, three: tuple[Person, ...]) -> None:
    assert "Wren" not in repr(audit.rows(ws))


def test_nothing_of_a_name_lies_in_clear_even_inside_the_encrypted_file(ws: Workspace, three: tuple[Person, ...]) -> None:
    for (table,) in ws.rows("select name from sqlite_master where type = 'table' and name not like '%_fts%'"):
        assert "Fictional" not in repr(ws.rows(f"select * from {table}")), table


def test_users_come_back_in_order(ws: Workspace) -> None:
    one = User(id=UserId("wf"), name="WF", role=Role.COORDINATOR, safeguarding_lead=True)
    two = User(id=UserId("ab"), name="AB", role=Role.WORKER)
    people.add_user(ws, one)
    people.add_user(ws, two, by=one.id)
    assert people.users(ws) == (one, two)


def test_a_user_may_get_another_role(ws: Workspace) -> None:
    one = User(id=UserId("wf"), name="WF", role=Role.WORKER)
    people.add_user(ws, one)
    people.add_user(ws, replace(one, role=Role.FACILITATOR))
    assert [user.role for user in people.users(ws)] == [Role.FACILITATOR]
    assert audit.rows(ws)[-1].action == "user-changed"


def test_names_in_memory_go_with_the_workspace(ws: Workspace, wren: Person) -> None:
    people.people(ws)
    ws.close()
    assert ws.remembered == {}
    assert workspace.locks.open_here == set()


def test_a_user_who_left_works_here_no_more_but_keeps_their_name(ws: Workspace, clock) -> None:
    for name in ("WF", "RP"):
        people.add_user(ws, User(id=UserId(name), name=name, role=Role.WORKER))
    people.end_user(ws, UserId("WF"), clock())
    assert [user.name for user in people.users(ws)] == ["WF", "RP"]
    assert [user.name for user in people.working(ws)] == ["RP"]
    assert ws.verify() == ()


@pytest.mark.parametrize("action", sorted(COORDINATORS_ALONE))
def test_what_is_a_coordinators_to_do_is_written_for_nobody_else(ws: Workspace, action: Action) -> None:
    for name, role in (("wf", Role.WORKER), ("fa", Role.FACILITATOR), ("co", Role.COORDINATOR)):
        people.add_user(ws, User(id=UserId(name), name=name.upper(), role=role))
    ws.note(action, UserId("co"))
    for name in ("wf", "fa"):
        with pytest.raises(Refused, match="ROLE-RIGHT"):
            ws.note(action, UserId(name))
        with pytest.raises(Refused, match="ROLE-RIGHT"), ws.writing(Action.ATTENDED, UserId(name)):
            ws.note(action, UserId(name))
