"""Write the list of everything that CivicDesk is made of, as CycloneDX 1.6: `python3 run.py sbom [--out FILE]`.

The versions are those of `requirements.lock`, the licences those that the installed packages state. The hashes of a component are those of
every archive that the lock accepts for it. The same lock gives the same bytes: no time, and an id that follows from the lock.
"""

import json
import re
import sys
import tomllib
import uuid
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from importlib.metadata import Distribution
from pathlib import Path

import licences
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
NAMESPACE = uuid.UUID("9d6f0c52-6c5f-5e0e-8f43-6d9d1d3a7f10")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")

Bom = dict[str, object]


def main(words: Sequence[str]) -> int:
    """Write the list; return the exit code."""
    parser = ArgumentParser(prog="run.py sbom", description="Write the bill of materials as CycloneDX JSON.")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to; standard output if not given")
    out: Path | None = parser.parse_args(words).out
    text = json.dumps(bill(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")
        print(f"sbom: {len(licences.runtime())} packages in {out.name}")
    return 0


def bill() -> Bom:
    """Return the whole list.

    Raises:
        ValueError: an installed version is not the one of the lock.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = LOCK.read_text(encoding="utf-8")
    pinned, packages = read_lock(lock), licences.runtime()
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(NAMESPACE, sha256(lock.encode()).hexdigest() + project['version'])}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
                "licenses": [{"license": {"id": project["license"]}}],
                "purl": own,
            }
        },
        "components": [component(package, pinned) for package in packages],
        "dependencies": [{"ref": own, "dependsOn": _needs(project["dependencies"], packages)}]
        + [{"ref": purl(package), "dependsOn": _needs(package.requires or (), packages)} for package in packages],
    }


def read_lock(text: str) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Return what a lock pins: package -> version and hashes."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    name = ""
    for line in text.splitlines():
        if pin := PINNED.match(line):
            name = canonicalize_name(pin[1])
            found[name] = (pin[2], ())
        if mark := HASH.search(line):
            version, hashes = found[name]
            found[name] = (version, (*hashes, mark[1]))
    return found


def component(package: Distribution, pinned: Mapping[str, tuple[str, tuple[str, ...]]]) -> Bom:
    """Return one package as a component.

    Raises:
        ValueError: the lock pins another version.
    """
    version, hashes = pinned.get(canonicalize_name(package.name), ("", ()))
    if version != package.version:
        raise ValueError(f"{package.name}: {package.version} is installed, the lock has {version or 'none'}")
    return {
        "type": "library",
        "bom-ref": purl(package),
        "name": package.name,
        "version": version,
        "scope": "required",
        "licenses": [_licence(licences.licence(package))],
        "hashes": [{"alg": "SHA-256", "content": each} for each in sorted(hashes)],
        "purl": purl(package),
    }


def purl(package: Distribution) -> str:
    """Return the package URL."""
    return f"pkg:pypi/{canonicalize_name(package.name)}@{package.version}"


def _licence(said: str) -> Bom:
    """Return a licence as an SPDX expression if it is one, else by its name."""
    try:
        return {"expression": str(canonicalize_license_expression(said))}
    except InvalidLicenseExpression:
        return {"license": {"name": said}}


def _needs(lines: Iterable[str], packages: Sequence[Distribution]) -> list[str]:
    """Return which of the packages are asked for."""
    wanted = {canonicalize_name(need.name) for need in map(Requirement, lines) if not need.marker or need.marker.evaluate({"extra": ""})}
    return sorted(purl(package) for package in packages if canonicalize_name(package.name) in wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
