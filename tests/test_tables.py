"""The tables that notebooks show."""

import numpy as np
import pytest

from helpers.tables import show_table


def test_fractions_get_their_digits_and_whole_numbers_stay_whole():
    table = show_table([{"model": "one", "score": np.float32(0.12345), "errors": np.int64(3), "any": True}], digits=3)
    assert table.rows == [{"model": "one", "score": "0.123", "errors": "3", "any": "True"}]


def test_columns_of_the_terminal_line_up():
    lines = repr(show_table([{"a": "long cell", "b": 1}, {"a": "x", "b": 22}])).splitlines()
    assert [line.index(mark) for line, mark in zip(lines, ("b", "1", "22"))] == [11, 11, 11]


def test_cells_are_escaped_in_html():
    assert "<td>&lt;lambda&gt;</td>" in show_table([{"name": "<lambda>"}])._repr_html_()


def test_rows_with_other_keys_are_refused():
    with pytest.raises(ValueError, match="same keys"):
        show_table([{"a": 1}, {"b": 2}])
