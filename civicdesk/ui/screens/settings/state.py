"""What the settings show: this laptop's look, a worker's habits, the passphrase, the backup."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from civicdesk.records.laptop import NewerPack
from civicdesk.records.pages import PageSize

THEMES = ("system", "light", "dark", "contrast")
SCALES = (100, 110, 125, 150, 175, 200)
PAUSES = ("off", "350", "0")
MINUTES = (1, 2, 3, 5, 10, 15)
"""After how many minutes without a hand the program may lock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsState:
    """The settings as they hold now. `problem_at` is `passphrase`, `backup`, `pack` or `settings`."""

    theme: str = "system"
    text_scale: int = 100
    language: str = "en"
    languages: tuple[tuple[str, str], ...] = (("en", "English"),)
    reduce_motion: bool = False
    lock_minutes: int = 5
    number_keys: bool = True
    auto_advance: str = "off"
    page_size: PageSize = PageSize.QUESTION
    working: str = ""
    """What is under way: `passphrase`, `backup`, `pack`, or nothing."""
    problem: str = ""
    problem_at: str = ""
    told: str = ""
    suggestion: str = ""
    newer: NewerPack | None = None
    """A pack that was looked at and is not taken in yet."""


_NEWER = NewerPack(
    name="Fictional Town",
    version=4,
    present=3,
    changes=(
        "2 more laptops are known to the office: 7a31f0c2d94e5b66, 19cf0de877a20b14.",
        "New consent words (en, version 2). What people agreed to before stays as it was.",
        "People in a round, at the least: 30 before, 20 now.",
        "A form has changed: civic-health.xlsx. What was begun goes on in the version it began with.",
    ),
)

EXAMPLES: Mapping[str, SettingsState] = {
    "usual": SettingsState(),
    "large and dark": SettingsState(theme="dark", text_scale=150, reduce_motion=True, auto_advance="0", page_size=PageSize.SECTION),
    "locks soon": SettingsState(lock_minutes=1),
    "languages": SettingsState(languages=(("en", "English"), ("pl", "Polski")), language="pl"),
    "suggestion": SettingsState(suggestion="garden paper window seven lamp river"),
    "changing": SettingsState(working="passphrase"),
    "wrong": SettingsState(problem="This is not the passphrase. Nothing was changed. (KEYS-WRONG)", problem_at="passphrase"),
    "backup made": SettingsState(told="The backup is made and was opened once to check it."),
    "backup stopped": SettingsState(problem="The backup folder cannot be written to. (STORE-WRITE)", problem_at="backup"),
    "older pack": SettingsState(problem="This pack is version 1; this laptop has version 2. (PACK-OLDER)", problem_at="pack"),
    "newer pack": SettingsState(newer=_NEWER),
    "taking the pack": SettingsState(newer=_NEWER, working="pack"),
    "pack under a new key": SettingsState(
        newer=replace(_NEWER, new_key=True),
        problem="These are not the six words of the key that signed this pack. Nothing was changed. (PACK-WORDS)",
        problem_at="pack",
    ),
    "laptop revoked": SettingsState(newer=replace(_NEWER, changes=_NEWER.changes[2:], revoked="2026-11-20")),
    "pack taken": SettingsState(told="Version 3 of the project pack is taken in."),
    "not kept": SettingsState(problem="The settings could not be written. They hold until CivicDesk is closed.", problem_at="settings"),
}
