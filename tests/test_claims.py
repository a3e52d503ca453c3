"""data/reference/claims.md: every row, each pointing at a section that exists and holds code."""

import re
from pathlib import Path

import jupytext

ROOT = Path(__file__).resolve().parents[1]


def read_rows():
    text = (ROOT / "data/reference/claims.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")]
    return [row for row in rows if row[0].isdigit()]


def read_sections(number):
    """{heading: number of code cells under it} of notebook NN."""
    (source,) = (ROOT / "notebooks/source").glob(f"{number}_*.py")
    sections, heading = {}, ""
    for cell in jupytext.read(source).cells:
        if cell.cell_type == "code":
            sections[heading] = sections.get(heading, 0) + 1
        for found in re.findall(r"^##+ (.*)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else ():
            heading = found.strip()
            sections.setdefault(heading, 0)
    return sections


def test_every_claim_has_a_row():
    assert [int(row[0]) for row in read_rows()] == list(range(1, 43))


def test_every_claim_is_shown_by_a_cell():
    sections = {number: read_sections(number) for number in {row[3] for row in read_rows()}}
    lost = [f"row {row[0]}: notebook {row[3]} has no code under {row[4]!r}" for row in read_rows() if not sections[row[3]].get(row[4])]
    assert not lost, "\n".join(lost)
