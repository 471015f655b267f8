"""How each user likes to work."""

from civicdesk.workflows import preferences
from civicdesk.workflows.kit import Kit


def test_nothing_is_chosen_at_first(kit: Kit) -> None:
    assert preferences.mine(kit) == {}


def test_a_choice_stays_and_others_stay_with_it(kit: Kit) -> None:
    preferences.keep(kit, {"page_size": "section", "auto_advance": "350"})
    preferences.keep(kit, {"page_size": "form"})
    assert preferences.mine(kit) == {"page_size": "form", "auto_advance": "350"}
