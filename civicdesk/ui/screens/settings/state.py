"""What the settings show: this laptop's look, a worker's habits, the passphrase, the backup."""

from collections.abc import Mapping
from dataclasses import dataclass

THEMES = ("system", "light", "dark", "contrast")
SCALES = (100, 110, 125, 150, 175, 200)
PAUSES = ("off", "350", "0")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsState:
    """The settings as they hold now. `problem_at` is `passphrase`, `backup` or `settings`."""

    theme: str = "system"
    text_scale: int = 100
    language: str = "en"
    languages: tuple[tuple[str, str], ...] = (("en", "English"),)
    reduce_motion: bool = False
    number_keys: bool = True
    auto_advance: str = "off"
    one_question: bool = True
    working: str = ""
    """What is under way: `passphrase`, `backup`, or nothing."""
    problem: str = ""
    problem_at: str = ""
    told: str = ""
    suggestion: str = ""


EXAMPLES: Mapping[str, SettingsState] = {
    "usual": SettingsState(),
    "large and dark": SettingsState(theme="dark", text_scale=150, reduce_motion=True, auto_advance="0", one_question=False),
    "languages": SettingsState(languages=(("en", "English"), ("pl", "Polski")), language="pl"),
    "suggestion": SettingsState(suggestion="garden paper window seven lamp river"),
    "changing": SettingsState(working="passphrase"),
    "wrong": SettingsState(problem="This is not the passphrase. Nothing was changed. (KEYS-WRONG)", problem_at="passphrase"),
    "backup made": SettingsState(told="The backup is made and was opened once to check it."),
    "backup stopped": SettingsState(problem="The backup folder cannot be written to. (STORE-WRITE)", problem_at="backup"),
    "not kept": SettingsState(problem="The settings could not be written. They hold until CivicDesk is closed.", problem_at="settings"),
}
