"""Who sees whom: a coordinator everybody, a worker those they work with, a facilitator those in the open session.

The role is read from the workspace itself, not from what a caller says of the user.
"""

from collections.abc import Mapping

from civicdesk.errors import Refused
from civicdesk.records.ids import PersonId, UserId
from civicdesk.records.people import Role
from civicdesk.records.sessions import SessionState
from civicdesk.store.chain import spans_of
from civicdesk.store.workspace import Workspace

_REGISTERED = "registered_by"
_MET = (
    "select person from submission where started_by = ?{one} "
    "union select person from consent where user = ? and withdrawal = 0{one} "
    "union select person from case_version where user = ?{one}"
)


def role_of(ws: Workspace, user: UserId) -> Role:
    """Return the role of a user as the workspace has it.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    found = ws.row("select role from user where id = ?", [user])
    if found is None:
        raise Refused("STORE-UNKNOWN", what="user")
    return Role(found[0])


def in_open_session(ws: Workspace) -> frozenset[PersonId]:
    """Return who is in the session that is open; nobody if none is."""
    rows = ws.rows(
        "select person from attendance where session = (select id from session where state = ? order by n desc limit 1)",
        [SessionState.OPEN.value],
    )
    return frozenset(PersonId(person) for (person,) in rows)


def seen_by(ws: Workspace, user: UserId) -> frozenset[PersonId] | None:
    """Return whom a user sees; None for everybody.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    role = role_of(ws, user)
    if role is Role.COORDINATOR:
        return None
    here = in_open_session(ws)
    return here | _registered(ws, user) | _met(ws, user) if role is Role.WORKER else here


def must_see(ws: Workspace, user: UserId, person: PersonId) -> None:
    """Refuse unless a user sees a person.

    Raises:
        Refused: ROLE-RIGHT, STORE-UNKNOWN.
    """
    role = role_of(ws, user)
    if role is Role.COORDINATOR or person in in_open_session(ws):
        return
    if role is Role.WORKER and (_has_met(ws, user, person) or person in _registered(ws, user)):
        return
    raise Refused("ROLE-RIGHT", role=role.value)


def _met(ws: Workspace, user: UserId) -> frozenset[PersonId]:
    """Return those whom a user has asked for consent, interviewed or written a story with."""
    return frozenset(PersonId(person) for (person,) in ws.rows(_MET.format(one=""), [user] * 3))


def _has_met(ws: Workspace, user: UserId, person: PersonId) -> bool:
    return ws.row(_MET.format(one=" and person = ?"), [user, person] * 3) is not None


def _registered(ws: Workspace, user: UserId) -> frozenset[PersonId]:
    """Return those whom a user has registered: the audit says who wrote a person's row first. Read once, then only what is new."""
    known: tuple[int, Mapping[int, str]] = ws.remembered.get(_REGISTERED, (0, {}))
    firsts = dict(known[1])
    wrote = ws.rows("select seq from audit where seq > ? and instr(object, 'person:') > 0 order by seq", [known[0]])
    for row in filter(None, (ws.chain.at(seq) for (seq,) in wrote)):
        for table, first, last in spans_of(row):
            if table == "person":
                firsts.update((number, row.user) for number in range(first, last + 1) if number not in firsts)
    newest = ws.chain.last()
    ws.remembered[_REGISTERED] = (newest.seq if newest else 0, firsts)
    own = {number for number, who in firsts.items() if who == user}
    return frozenset(PersonId(ident) for number, ident in ws.rows("select n, id from person") if number in own)
