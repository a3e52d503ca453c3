"""Every check is tested, every exercise has hints, a solution, and a check that exists."""

import ast
import importlib
import re
import sys
from pathlib import Path

import pytest
from exercise_tables import ROOT, TABLES, read_exercises, sync

from helpers import checks

SOURCES = sync.sources(ROOT)
EXERCISES = [exercise for source in SOURCES for exercise in read_exercises(source)]


def load_tables():
    """Every table beside this file, by the check's name: {name: {"right": n, "wrong": n}}."""
    folder = Path(__file__).parent
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    for path in sorted(folder.glob("test_[0-9][0-9].py")):
        importlib.import_module(path.stem)
    counts = {}
    for table in TABLES.values():
        for kind in ("right", "wrong"):
            for name, answers in table[kind].items():
                counts.setdefault(name, {"right": 0, "wrong": 0})[kind] += len(answers)
    return counts


@pytest.mark.parametrize("name", sorted(checks.CHECKS))
def test_every_check_has_right_and_wrong_answers(name):
    count = load_tables().get(name, {"right": 0, "wrong": 0})
    assert count["right"] >= 1 and count["wrong"] >= 2, (
        f"{name} has {count['right']} right and {count['wrong']} wrong answers in tests/exercises; "
        "it needs at least one right and two wrong"
    )


@pytest.mark.parametrize("name", sorted(checks.CHECKS))
def test_every_check_is_used(name):
    assert name in {exercise.check for exercise in EXERCISES}, f"no exercise calls {name}"


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_every_exercise_is_whole(exercise):
    assert exercise.check, "the last line must call a check: checks.check_something(answer)"
    assert exercise.check in checks.CHECKS, (
        f"helpers.checks has no {exercise.check}: write it with @check in helpers/checks/notebook_{exercise.name[:2]}.py, "
        "and import that module in helpers/checks/__init__.py"
    )
    assert "..." in exercise.code, "the answer as shipped must be ..."
    assert exercise.solution, 'a markdown cell tagged "solution" must follow'
    letters = re.search(r"(?m)^- \*\*a\*\* ", exercise.question)
    for hint in ("Hint 1",) if letters else ("Hint 1", "Hint 2"):
        assert re.search(rf"<summary>\s*{hint}\s*</summary>", exercise.solution), f"{hint} is missing"
    code, explanation = sync.read_solution(exercise.solution)
    assert code.strip().split("\n")[-1].startswith(f"checks.{exercise.check}("), "the solution must end in the same check"
    assert explanation, "the solution must explain itself, before or after its code"
    assert exercise.solution.count("<details>") == exercise.solution.count("</details>")
    for opening in re.finditer(r"</summary>(\n*)", exercise.solution):
        assert opening[1].count("\n") >= 2, "leave an empty line after </summary>, or Markdown inside is not rendered"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_every_notebook_has_exercises_and_a_table(source):
    load_tables()
    exercises = read_exercises(source)
    assert 2 <= len(exercises) <= 4, f"{len(exercises)} exercises; the course has 2 to 4 in each notebook"
    assert source.stem in TABLES, f"tests/exercises/test_{source.stem[:2]}.py has no make_tests({source.stem!r}, ...)"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_solutions_are_tested_with_names_that_the_notebook_has(source):
    """A stand-in that the notebook does not define would hide a NameError that the learner gets."""
    load_tables()
    defined = set()
    for cell in sync.read_source(source).cells:
        if "exercise" in cell.metadata.get("tags", []):
            break
        if cell.cell_type == "code":
            nodes = list(ast.walk(ast.parse(cell.source)))
            defined |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
            defined |= {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
            defined |= {(node.asname or node.name).partition(".")[0] for node in nodes if isinstance(node, ast.alias)}
    assert set(TABLES[source.stem]["namespace"]()) <= defined


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_exercises_are_numbered_and_offer_the_letters_that_their_check_knows(source):
    for number, exercise in enumerate(read_exercises(source), start=1):
        numbers = re.findall(r"(?m)^### (\d+)\. ", exercise.question)
        assert numbers == [str(number)], f"{exercise.name}: the heading is not '### {number}. ...'"
        offered = re.findall(r"(?m)^- \*\*(\w)\*\* ", exercise.question)
        message = checks.CHECKS[exercise.check]("?").message
        known = re.findall(r"\b\w\b", message[len("Answer with one of the letters"):].split(", in quotes")[0])
        assert offered == (known if message.startswith("Answer with one of the letters") else []), exercise.name
