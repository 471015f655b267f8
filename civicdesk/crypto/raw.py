"""Raw mode: every key of a workspace from one, for the fault harness and tests. No side files are made or needed."""

from civicdesk.crypto import chain
from civicdesk.crypto.people import DerivedVault
from civicdesk.records.sealing import WorkspaceKeys


def keys(database: bytes) -> WorkspaceKeys:
    """Return the keys of a workspace whose database key is known.

    Args:
        database: 32 bytes.
    """
    workspace = chain.hkdf(database, chain.Purpose.WORKSPACE, 16).hex()
    return WorkspaceKeys(
        workspace=workspace,
        database=database,
        audit=chain.audit_mac_of(database),
        audit_key=chain.hkdf(database, chain.Purpose.AUDIT),
        vault=DerivedVault(database, workspace),
    )


def signing_secret(database: bytes) -> bytes:
    """Return the seed of the laptop's signing key, 32 bytes, for `signing.sign`."""
    return chain.hkdf(database, chain.Purpose.SIGNING)


def recipient_secret(database: bytes) -> bytes:
    """Return the 32 bytes of an age identity, for `sealing.identity_from`."""
    return chain.hkdf(database, chain.Purpose.RECIPIENT)
