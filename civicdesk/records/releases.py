"""What leaves the laptop: the settings of a pack, a batch of rows, its risk report, its bundle."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from civicdesk.records.ids import ProjectId, ReleaseId, UserId


class ReleaseRole(StrEnum):
    """What may happen to a column: docs/reference/bundle.md."""

    IDENTIFIER = "identifier"
    QUASI = "quasi"
    SENSITIVE = "sensitive"
    PLAIN = "plain"
    TEXT = "text"
    NEVER = "never"


class ReleaseState(StrEnum):
    """Where a release stands."""

    PREPARED = "prepared"
    APPROVED = "approved"
    SEALED = "sealed"
    SENT = "sent"
    RECEIVED = "received"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quasi:
    """A quasi-identifier: its column, its hierarchy (by name), and the least level of the hierarchy that may be released."""

    column: str
    hierarchy: str
    floor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Laptop:
    """A laptop that a centre knows: its id is the SHA-256 prefix of its signing key."""

    id: str
    public_key: str
    """Minisign public key, base64."""
    enrolled: str = ""
    revoked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSettings:
    """The export part of a project pack (`export.json`)."""

    project: ProjectId
    short_code: str
    pack_version: int
    recipient: str
    recipient_class: str
    """`known` or `public`."""
    agreement: str
    review_date: date
    age_recipients: tuple[str, ...]
    centre_sign_keys: tuple[str, ...] = ()
    laptops: tuple[Laptop, ...] = ()
    k: int = 5
    l: int = 3  # noqa: E741 - the literature's own name
    t: float | None = None
    """Greatest distance, 0 to 1, of the sensitive answers of a group from those of everybody; None asks nothing."""
    min_people: int = 30
    population: int | None = None
    population_source: str = ""
    quasi: tuple[Quasi, ...] = ()
    sensitive: tuple[str, ...] = ()
    roles: Mapping[str, ReleaseRole] = field(default_factory=dict)
    """Form field -> role, for fields whose default is not wanted."""
    time: str = "month"
    two_person: bool = True
    one_person_reason: str = ""
    practice: bool = False
    text: bool = False
    """Words of people may be released, each one read by a person first."""
    tables: str = "suppress"
    """How small counts are hidden in tables: `suppress` or `round5`."""
    table_least: int = 10
    """People behind every figure of a table; 5 for a known recipient at the least."""
    table_columns: tuple[tuple[str, ...], ...] = ()
    """Tables that each release brings: one or two columns of people each."""
    linkage: str = ""
    """Address (`age1...`) of the linker, who alone gets link codes; empty: nobody is linked."""
    max_bundle: int = 7 * 1024 * 1024
    """Bytes of one sealed file at the most; more people go in several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPlace:
    """Where a project takes bundles over the network. What opens the door there is a secret of the workspace, never of the pack."""

    kind: str
    """One of `DELIVERY_KINDS`."""
    address: str
    """`https://...` of a folder or bucket, `sftp://server[:port]/folder` for SFTP."""
    user: str = ""
    """Name at the server; for S3 the access key."""
    host_key: str = ""
    """The server's own key as OpenSSH writes it, for SFTP."""
    region: str = ""
    """Region of the bucket, for S3."""


DELIVERY_KINDS = ("webdav", "sftp", "s3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A project pack: everything that a laptop needs to join a project, signed by the coordinator."""

    project: ProjectId
    name: str
    version: int
    practice: bool
    recovery: bool
    contact: str
    crisis_lines: tuple[str, ...]
    places: tuple[str, ...]
    districts: tuple[str, ...]
    statements: tuple[Mapping[str, object], ...]
    """Consent statements as {language, version, text, purposes: [[purpose, sentence], ...]}."""
    instruments: Mapping[str, bytes]
    """File name -> workbook."""
    lists: Mapping[str, bytes] = field(default_factory=dict)
    """File name -> what forms read or show beside themselves: lists of choices, pictures, sounds."""
    directory: bytes
    """CSV of directory entries; empty if there are none."""
    hierarchies: Mapping[str, bytes]
    """Name -> hierarchy CSV."""
    export: ExportSettings
    signer: str = ""
    """Minisign public key that signed the pack, base64."""
    coordinator: str = ""
    """Address (`age1...`) to which laptops seal their keys for the coordinator; empty in packs that name none."""
    delivery: DeliveryPlace | None = None
    """None where bundles are carried by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePerson:
    """One person as handed to the release: a random code, quasi-identifier leaves, and the rows of all waves."""

    code: str
    quasi: Mapping[str, str]
    """Column -> leaf value; a missing one is `NOT_ASKED`."""
    sex: str
    ethnicity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseResponse:
    """One finished response as handed to the release, values by column as the form wrote them."""

    code: str
    form: str
    form_version: str
    wave: int
    occasion: int
    days_since_first: int
    """Rounded down to whole weeks."""
    mode: str
    values: Mapping[str, str]
    row_version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseScore:
    """One score as handed to the release."""

    code: str
    wave: int
    occasion: int
    scale: str
    score_version: str
    value: float | None
    answered: int
    items: int
    row_version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a form that may be released."""

    name: str
    label: str
    type: str
    """`select_one`, `select_multiple`, `integer`, `decimal`, `date`, `text`, ..."""
    choices: tuple[tuple[str, str], ...] = ()
    role: ReleaseRole | None = None
    """None blocks the release: every column needs a role."""
    hierarchy: str = ""
    scale: str = ""


class CheckResult(StrEnum):
    """The outcome of one check of the release gate."""

    PASS = "PASS"
    WARN = "WARN"
    BLOCK = "BLOCK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One of the checks C1 to C12, in words a coordinator can read."""

    code: str
    title: str
    result: CheckResult
    sentence: str
    why: str
    figures: Mapping[str, float | int | str] = field(default_factory=dict)
    reason: str = ""
    """Typed by the coordinator when a WARN is accepted."""
    remedy: str = ""
    """What to do next; empty where nothing is to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedCell:
    """One cell of a released table, in long form."""

    table: str
    row: str
    column: str
    value: str
    """A number as a bundle writes it; empty where it is hidden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskReport:
    """What a coordinator reads before approving."""

    people: int
    rows: int
    held_back: tuple[tuple[str, int], ...]
    """Reason -> number of people."""
    smallest_class: int
    classes: int
    uniques_before: int
    k: int
    l: int  # noqa: E741 - the literature's own name
    loss: float
    """NCP of the released quasi-identifiers, 0 (nothing removed) to 1."""
    loss_by_column: tuple[tuple[str, float], ...]
    loss_by_group: tuple[tuple[str, float], ...]
    """Sex, ethnicity or age group -> mean loss, groups under k left out."""
    changes: tuple[str, ...]
    """Every change made, in plain words."""
    prosecutor: float
    journalist: float | None
    marketer: float | None
    checks: tuple[Check, ...]
    settings: Mapping[str, object]
    tables: tuple[ReleasedCell, ...] = ()
    """Tables of people that go with the rows, as they are told; a hidden figure is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntruderForm:
    """The motivated-intruder form that a person fills in before a release (check C10)."""

    scenarios: tuple[tuple[str, str], ...]
    """(scenario, what came of it); three of them."""
    tried_by: str
    tried_on: date
    approver: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleHeader:
    """The facts of `release.json` that are not counted from the rows."""

    batch_id: str = ""
    project: ProjectId
    pack_version: int
    laptop: str
    program_version: str
    created: str
    """Month of sealing, `2026-11`: no clock time leaves."""
    preparer_role: str
    approver_role: str
    recipient: str
    reason: str
    review_date: str
    previous_batch: str = ""
    chain_count: int = 0
    chain_head: str = ""
    """These and the batch's id are known at sealing."""
    practice: bool
    eligible: int
    held_back: tuple[tuple[str, int], ...]
    part: int = 1
    """Which file this is of those that the release goes in, from 1."""
    batches: tuple[str, ...] = ()
    """Batch ids of all its files in order; empty where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedNote:
    """Words that a person read and let go: no person's code stands beside them."""

    kind: str
    """`quote` or `note`."""
    domain: str
    """Tags of a quote, as the codebook of stories names them, or the question that a note answers; may be empty."""
    text: str
    cuts: int
    """Places at which something was taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """All rows of a release after recoding, and what describes them: the input of a bundle's container."""

    people: tuple[tuple[str, int, Mapping[str, str]], ...]
    """(person code, row version, quasi-identifier column -> released label)."""
    quasi_columns: tuple[str, ...]
    responses: tuple[ReleaseResponse, ...]
    scores: tuple[ReleaseScore, ...]
    columns: Mapping[str, tuple[Column, ...]]
    """Form -> its released columns in order."""
    withdrawals: tuple[tuple[int, str, str, str], ...] = ()
    """(sequence, person code, scope, period)."""
    levels: Mapping[str, str] = field(default_factory=dict)
    """Quasi-identifier column -> hierarchy levels used, in words, for the codebook."""
    notes: tuple[ReleasedNote, ...] = ()
    tables: tuple[ReleasedCell, ...] = ()
    corrections: tuple[Mapping[str, str], ...] = ()
    """What was found to be wrong in the directory: entry, source, field, old, new, evidence, date, worker."""
    linkage: bytes = b""
    """Link codes, sealed to the linker alone; empty if the project links nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release as the workspace keeps it."""

    id: ReleaseId
    batch_id: str
    state: ReleaseState
    snapshot_hash: str
    preparer: UserId
    approver: UserId | None
    people: int
    responses: int
    report: RiskReport
    report_hash: str
    prepared_at: datetime
    sealed_at: datetime | None = None
    file_name: str = ""
    outer_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleCheck:
    """What a receiving side found in a bundle."""

    ok: bool
    batch_id: str
    project: str
    laptop: str
    practice: bool
    people: int
    rows: Mapping[str, int]
    """Member -> rows."""
    findings: tuple[tuple[str, str], ...]
    """(code, sentence) of everything that is wrong; empty if `ok`."""
    invalid: tuple[tuple[str, int, str], ...] = ()
    """(member, line, field) of each row that does not fit its columns; the first field that does not."""
