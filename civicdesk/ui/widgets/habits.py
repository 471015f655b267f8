"""How a worker likes to answer: number keys, going on by itself, one question or one section a page.

The habits hold for this process. Those that the machine settings have a field for are read from there at the start and kept there.
"""

from dataclasses import asdict, dataclass, fields, replace

from civicdesk import paths
from civicdesk import settings as machine

OFF, SHORT_PAUSE, AT_ONCE = "off", "350", "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a worker has chosen. `auto_advance` is `off`, or the pause in milliseconds: `350` or `0`."""

    number_keys: bool = True
    auto_advance: str = OFF
    one_question: bool = True


_now: Habits | None = None


def current() -> Habits:
    """Return the habits in use, read from the machine settings when first asked for."""
    return _now or choose(of(machine.read(paths.settings_file()).settings))


def choose(habits: Habits) -> Habits:
    """Use other habits from here on."""
    global _now  # noqa: PLW0603 - one process serves one worker; handing it through the frame would be the frame's business
    _now = habits
    return habits


def of(settings: machine.MachineSettings) -> Habits:
    """Return the habits that the settings of this laptop name."""
    return replace(Habits(), **{name: getattr(settings, name) for name in _kept()})


def within(settings: machine.MachineSettings, habits: Habits) -> machine.MachineSettings:
    """Return the settings with these habits in the fields that they have for them."""
    return replace(settings, **{name: value for name, value in asdict(habits).items() if name in _kept()})


def _kept() -> set[str]:
    return {each.name for each in fields(Habits)} & {each.name for each in fields(machine.MachineSettings)}
