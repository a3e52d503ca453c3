"""The run of the notebooks notices what it is there to notice (see conftest.py)."""

import importlib.util
import json
import os
import re
import subprocess
import sys
import types

import nbformat
import pytest
from conftest import find_git
from rules import ROOT

FIGURE = """\
from IPython.display import display
display({"image/png": "iVBORw0KGgo=", "text/plain": TEXT}, raw=True)"""

NOTEBOOKS = {
    "00_good": ["1 + 1", FIGURE.replace("TEXT", "'A curve that rises.'"), ("exercise", "'○ Not started.'")],
    "01_leaves_a_file": ["open('log.csv', 'w').close()"],
    "02_marks_an_untouched_exercise": [("exercise", "'✓ Passed.'")],
    "03_shows_a_mute_figure": [FIGURE.replace("TEXT", "'<Figure size 640x480>'")],
    "04_holds_too_much": ["import time; held = bytearray(b'x') * 300_000_000; time.sleep(1); del held"],
    "05_stops": ["1 / 0"],
    "06_runs_elsewhere": ["import sys; assert sys.executable == EXECUTABLE"],
    "07_takes_a_share": ["import os; assert os.environ['COURSE_EVERY'] == SHARE"],
}


def cell(entry):
    tag, code = entry if isinstance(entry, tuple) else (None, entry)
    for name, value in (("EXECUTABLE", sys.executable), ("SHARE", os.environ.get("COURSE_EVERY") or "4")):
        code = code.replace(name, repr(value))
    made = nbformat.v4.new_code_cell(code)
    if tag:
        made.metadata["tags"] = [tag]
    return made


def run_notebooks(root, options=""):
    """What pytest prints on a folder of small notebooks, with the limit of memory set to 200 MB."""
    (root / "notebooks").mkdir()
    for name, entries in NOTEBOOKS.items():
        notebook = nbformat.v4.new_notebook(cells=[cell(entry) for entry in entries])
        notebook.metadata["kernelspec"] = {"name": "nobody-has-this-kernel", "display_name": "-", "language": "python"}
        nbformat.write(notebook, root / "notebooks" / f"{name}.ipynb")
    conftest = (ROOT / "conftest.py").read_text(encoding="utf-8")
    (root / "conftest.py").write_text(re.sub(r"(?m)^MEMORY_LIMIT = \d+", "MEMORY_LIMIT = 200", conftest), encoding="utf-8")
    if find_git():
        subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    words = f"{options} -q -rA -p no:cacheprovider --color=no --nbval-lax --nbval-current-env notebooks"
    return subprocess.run(
        [sys.executable, "-m", "pytest", *words.split()], cwd=root, capture_output=True, text=True, encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1"},
    ).stdout


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return run_notebooks(tmp_path_factory.mktemp("course"))


def results(report, name):
    """The lines of pytest's summary that are about one notebook."""
    return [line for line in report.splitlines() if re.match(rf"(PASSED|FAILED|ERROR) notebooks/{name}", line)]


@pytest.mark.parametrize("name", ["00_good", "06_runs_elsewhere", "07_takes_a_share"])
def test_good_notebook_passes_in_this_environment(report, name):
    assert results(report, name) and all(line.startswith("PASSED") for line in results(report, name)), report


@pytest.mark.skipif(find_git() is None, reason="git is not installed")
def test_file_left_behind(report):
    assert any(line.startswith("ERROR") for line in results(report, "01")), report
    assert "01_leaves_a_file.ipynb changed or left behind: notebooks/log.csv" in report


@pytest.mark.parametrize(
    "name, words",
    [
        ("02", 'an untouched exercise must say "Not started"'),
        ("03", "a figure of this cell has no text alternative"),
        ("05", "ZeroDivisionError"),
    ],
)
def test_bad_cell_fails(report, name, words):
    assert results(report, name)[0].startswith("FAILED") and words in report, report


def test_memory_is_the_peak_not_the_end(report):
    assert re.search(r"04_holds_too_much.ipynb: the kernel held \d+ MB; at most 200", report), report


def test_seconds_and_memory_are_printed(report):
    assert names_with_seconds(report) == list(NOTEBOOKS), report


def test_two_notebooks_at_a_time_are_watched_as_well(tmp_path):
    report = run_notebooks(tmp_path, "-n 2 --dist loadfile")
    assert names_with_seconds(report) == list(NOTEBOOKS), report
    assert all(line.startswith("PASSED") for line in results(report, "06")), report
    assert re.search(r"04_holds_too_much.ipynb: the kernel held \d+ MB; at most 200", report), report
    if find_git():
        assert "01_leaves_a_file.ipynb changed or left behind: notebooks/log.csv" in report


def test_record_keeps_the_other_notebooks_of_the_same_run_and_no_others(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "sample")
    file = tmp_path / "record.json"

    def add(name, share):
        plugin = load_conftest()
        plugin.EVERY = share
        notebooks = plugin.Notebooks()
        notebooks.rows = {name: {"seconds": 1.5}}
        notebooks.record(file)
        return json.loads(file.read_text(encoding="utf-8"))

    add("01_b.ipynb", "4")
    assert list(add("00_a.ipynb", "4")["notebooks"]) == ["00_a.ipynb", "01_b.ipynb"]
    record = add("02_c.ipynb", "1")
    assert record["notebooks"] == {"02_c.ipynb": {"seconds": 1.5}}  # all pictures: another run
    assert (record["data"], record["one_picture_in"]) == ("sample", 1) and record["processor"] and record["keras"]


@pytest.mark.parametrize("status, written", [(0, True), (1, False)])
def test_failed_run_writes_no_record(tmp_path, monkeypatch, status, written):
    file = tmp_path / "record.json"
    notebooks = load_conftest().Notebooks()
    notebooks.rows = {"00_a.ipynb": {"seconds": 1.5, "slowest_cell": 0.5, "peak_memory_mb": 100}}
    monkeypatch.setattr(notebooks, "record", lambda file: file.write_text("{}"))
    options = types.SimpleNamespace(getoption=lambda name: str(file) if name == "record" else None)
    terminal = types.SimpleNamespace(section=print, write_line=print, config=options)
    notebooks.pytest_terminal_summary(terminal, status)
    assert file.exists() == written


def load_conftest():
    """A copy of conftest.py of its own: what a test changes in it stays there."""
    spec = importlib.util.spec_from_file_location("conftest_of_the_course", ROOT / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names_with_seconds(report):
    return re.findall(r"(?m)^(\w+)\.ipynb +[\d.]+ s +[\d.]+ s +\d+ MB", report)
