"""Make the signed pack of the practice project from resources/practice/pack.toml: run it after the questionnaire or the pack has changed."""

from pathlib import Path

from civicdesk.workflows import pack_making

PRACTICE = Path(__file__).resolve().parent.parent / "resources" / "practice"


def main() -> None:
    """Write resources/practice/practice.civicpack; the same sources give the same bytes."""
    seed = pack_making.read_seed((PRACTICE / pack_making.SIGNING).read_bytes())
    pack = pack_making.make_pack(PRACTICE, seed)
    (PRACTICE / "practice.civicpack").write_bytes(pack)
    print(f"practice.civicpack: {len(pack)} bytes")


if __name__ == "__main__":
    main()
