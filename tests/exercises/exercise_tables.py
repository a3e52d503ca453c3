"""Tables of right and wrong answers, one file tests/exercises/test_NN.py per notebook.

    from exercise_tables import Lazy, make_tests

    test_answers, test_untouched, test_solutions = make_tests(
        "02_model_one",
        right={"check_units": [6, 6.0]},
        wrong={"check_units": [8, "six"]},
        namespace=lambda: {"class_names": ("cat", "dog")},
    )

An answer is given to the check as it is. `Lazy(function)` makes it when the test
runs, for models and data. Every right answer must be "passed". Every wrong one
must be refused with "not yet" or "error", and with a message of the check's own:
an answer that breaks the check is a fault of the check.

`namespace()` returns the names that the notebook has defined before its
exercises, small stand-ins included. With them the exercise cells of the source
are executed as shipped (every outcome "not started") and as solved (every
outcome "passed"), in order, each edition in a namespace of its own.
"""

import ast
import sys
from dataclasses import dataclass
from pathlib import Path

import jupytext
import pytest

from helpers import checks

ROOT = Path(__file__).resolve().parents[2]
TABLES = {}  # notebook name -> {"right": {...}, "wrong": {...}, "namespace": function}


sys.path.insert(0, str(ROOT / "notebooks" / "source"))
import sync  # noqa: E402


class Lazy:
    """An answer that is made when the test runs."""

    def __init__(self, function):
        self.function = function


@dataclass
class Exercise:
    """One exercise of a source: its question, its code as shipped, its solution cell, the check it calls."""

    name: str
    question: str  # the cell before the code
    code: str
    solution: str  # the Markdown of the solution cell; empty if there is none

    @property
    def check(self):
        """The name of the check that the last line calls, or None."""
        try:
            last = ast.parse(self.code).body[-1]
            function = last.value.func
            return function.attr if function.value.id == "checks" else None
        except (SyntaxError, IndexError, AttributeError):
            return None


def read_exercises(source):
    """The exercises of a source file, in order."""
    cells = jupytext.read(source).cells
    found = []
    for place, cell in enumerate(cells):
        if "exercise" in cell.metadata.get("tags", []):
            after = cells[place + 1] if place + 1 < len(cells) else None
            solved = after is not None and "solution" in after.metadata.get("tags", [])
            found.append(
                Exercise(
                    f"{source.stem}-{len(found) + 1}", cells[place - 1].source, cell.source, after.source if solved else ""
                )
            )
    return found


def run_cell(code, namespace):
    """Execute a cell's code and return the value of its last line."""
    body = ast.parse(code)
    last = body.body.pop()
    if not isinstance(last, ast.Expr):
        raise AssertionError("the cell's last line must be the call of a check")
    exec(compile(body, "<exercise>", "exec"), namespace)
    return eval(compile(ast.Expression(last.value), "<exercise>", "eval"), namespace)


def ask(name, answer):
    """The outcome of the named check for an entry of a table."""
    if isinstance(answer, Lazy):
        answer = answer.function()
    return getattr(checks, name)(answer)


def make_tests(notebook, right, wrong, namespace=dict):
    """The three tests of a notebook's exercises: answers, untouched cells, solutions."""
    TABLES[notebook] = {"right": right, "wrong": wrong, "namespace": namespace}
    source = ROOT / "notebooks" / "source" / f"{notebook}.py"
    entries = [
        pytest.param(name, answer, kind, id=f"{name}-{kind}-{place}")
        for kind, table in (("right", right), ("wrong", wrong))
        for name, answers in table.items()
        for place, answer in enumerate(answers)
    ]

    @pytest.mark.parametrize("name, answer, kind", entries)
    def test_answers(name, answer, kind):
        outcome = ask(name, answer)
        if kind == "right":
            assert outcome.status == "passed", outcome
            return
        assert outcome.status in ("not yet", "error"), outcome
        assert outcome.message, "the check refuses without a message"
        assert "could not be checked" not in outcome.message, (
            f"the check itself stopped: {outcome.message} Let it say what is wrong with such an answer."
        )

    def test_untouched():
        names = namespace()
        for exercise in read_exercises(source):
            outcome = run_cell(exercise.code, names)
            assert isinstance(outcome, checks.Outcome) and outcome.status == "not started", (exercise.name, outcome)

    def test_solutions():
        names = namespace()
        for exercise in read_exercises(source):
            code, _ = sync.read_solution(exercise.solution)
            outcome = run_cell(code, names)
            assert isinstance(outcome, checks.Outcome) and outcome.status == "passed", (exercise.name, outcome)

    return test_answers, test_untouched, test_solutions
