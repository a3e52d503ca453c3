"""Small tables that show themselves in a notebook and in a terminal."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from numbers import Integral, Real

__all__ = ["Table", "show_table"]


class Table:
    """Rows of cells under headings.

    rows: one dict per row, all with the same keys, the cells as text.
    empty: the sentence that stands in place of a table without rows.
    """

    def __init__(self, rows: Sequence[Mapping[str, str]], empty: str = "Nothing to show."):
        self.rows = list(rows)
        self.empty = empty

    def _lines(self) -> list[list[str]]:
        return [list(self.rows[0]), *(list(row.values()) for row in self.rows)]

    def __repr__(self) -> str:
        if not self.rows:
            return self.empty
        lines = self._lines()
        widths = [max(map(len, column)) for column in zip(*lines)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
            for line in lines
        )

    def _repr_html_(self) -> str:
        if not self.rows:
            return f"<p>{html.escape(self.empty)}</p>"
        head, *body = [[html.escape(cell) for cell in line] for line in self._lines()]
        rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in line) + "</tr>" for line in body)
        return (
            "<table><thead><tr>" + "".join(f"<th>{c}</th>" for c in head) + "</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def show_table(rows: Sequence[Mapping[str, object]], digits: int = 2) -> Table:
    """Show a list of dicts as a table; numbers with a fraction get so many digits after the point.

    Raises ValueError if the rows do not have the same keys in the same order.
    """
    if any(list(row) != list(rows[0]) for row in rows):
        raise ValueError("The rows of a table need the same keys in the same order.")
    return Table([{str(key): _write(value, digits) for key, value in row.items()} for row in rows])


def _write(value: object, digits: int) -> str:
    # numpy's floats register as Real, its integers as Integral; so does bool.
    if isinstance(value, Real) and not isinstance(value, Integral):
        return f"{value:.{digits}f}"
    return str(value)
