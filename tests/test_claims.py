"""data/reference/claims.md: every row, each pointing at a section that exists and holds code."""

import re
from pathlib import Path

import jupytext

ROOT = Path(__file__).resolve().parents[1]


def read_rows():
    """The rows of both tables, without their headings: the notebook is in column 4, or 3 of the second."""
    text = (ROOT / "data/reference/claims.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")]
    return [row for row in rows if row[-2].isdigit()]


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
    assert [int(row[0]) for row in read_rows() if row[0].isdigit()] == list(range(1, 44))


def test_every_claim_is_shown_by_a_cell():
    sections = {number: read_sections(number) for number in {row[-2] for row in read_rows()}}
    lost = [
        f"data/reference/claims.md, row {row[0]}: notebook {row[-2]} has no code under {row[-1]!r}"
        for row in read_rows() if not sections[row[-2]].get(row[-1])
    ]
    assert not lost, "\n".join(lost)
