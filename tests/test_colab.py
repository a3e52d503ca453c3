"""The notebooks as Colab opens them: a file alone in an empty folder, the course fetched from its public address.

A local git repository, made from the working tree and tagged with the version,
stands in for the public address through git's own url.<base>.insteadOf. The
child process runs without `site`, so the course that is installed here for
JupyterLab cannot be imported in it, and a package google.colab lies on its path.
"""

import ast
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import version
from pathlib import Path

import pytest
from conftest import find_git
from rules import ROOT, cells_of, list_notebooks, read, sync, tagged

PROJECT = sync.read_project(ROOT)
FOLDER = PROJECT["address"].rsplit("/", 1)[1]
NOTEBOOKS = list_notebooks(ROOT, solutions=False)

pytestmark = pytest.mark.skipif(find_git() is None, reason="git is not installed")


@pytest.mark.skipif(os.name == "nt", reason="Binder runs Linux")
def test_binder_takes_the_sample_unless_told_otherwise():
    if (ROOT / ".git").exists():  # a ZIP of the course has no index to ask
        listed = subprocess.run([find_git(), "ls-files", "--stage", "start"], cwd=ROOT, capture_output=True, text=True)
        assert listed.stdout.startswith("100755"), "Binder runs start only if git says that it can be executed"
    for variables, expected in (({}, "sample"), ({"COURSE_DATA": "photos"}, "photos")):
        environment = {key: value for key, value in os.environ.items() if key != "COURSE_DATA"} | variables
        answer = subprocess.run(
            ["bash", "start", sys.executable, "-c", "import os; print(os.environ['COURSE_DATA'])"],
            cwd=ROOT, env=environment, capture_output=True, text=True,
        )
        assert answer.stdout.strip() == expected


# Runs cells as a notebook does, and reports what happened as one line of JSON.
CHILD = """
import importlib.util, json, os, sys

calls = []

def note(event, args):
    if event == "subprocess.Popen":
        calls.append([str(word) for word in args[1]])
    elif event == "os.system":
        calls.append(os.fsdecode(args[0]).split())

sys.addaudithook(note)
assert importlib.util.find_spec("helpers") is None, "the installed course can be seen"
if os.environ.get("ON_COLAB"):
    import google.colab
from IPython.core.interactiveshell import InteractiveShell

steps = json.loads(sys.stdin.read())
shell, report = InteractiveShell.instance(), []
for step in steps:
    os.environ.update(step.get("environment", {}))
    if "fresh" in step:  # another notebook: a fresh kernel, as near as one process gets
        shell.reset(new_session=False)
        sys.path[:] = [place for place in sys.path if not place.endswith(step["fresh"])]
        for name in [name for name in sys.modules if name.partition(".")[0] == "helpers"]:
            del sys.modules[name]
    calls.clear()
    result = shell.run_cell(step["code"], store_history=False)
    error = result.error_before_exec or result.error_in_exec
    report.append({
        "error": None if error is None else [type(error).__name__, str(error)],
        "shown": repr(result.result),
        "helpers": getattr(sys.modules.get("helpers"), "__file__", None),
        "tensorflow": "tensorflow" in sys.modules,
        "calls": list(calls),
    })
print("\\nREPORT" + json.dumps(report))
"""


def git(*arguments, **options):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *map(str, arguments)], check=True, capture_output=True, env=environment, **options)


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """A bare repository with the working tree as it is now, tagged with the version."""
    bare = tmp_path_factory.mktemp("public") / "course.git"
    git("init", "--quiet", "--bare", bare)
    here = ("--git-dir", bare, "--work-tree", ROOT, "-c", "core.bare=false", "-c", "core.autocrlf=false", "-c", "core.compression=0")
    git(*here, "add", "--all", cwd=ROOT)
    git(*here, "-c", "user.name=course", "-c", "user.email=course@localhost", "-c", "commit.gpgsign=false", "commit", "--quiet", "-m", "state", cwd=ROOT)
    git(*here, "tag", PROJECT["tag"], cwd=ROOT)
    return bare


def stand_in(repository):
    """Environment in which git takes the public address from a local folder."""
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{Path(repository).as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": PROJECT["address"],
        "GIT_TERMINAL_PROMPT": "0",
    }


def run(steps, folder, repository, colab=True):
    """Run code in a child process, in `folder`; a report for each step."""
    stub = folder.parent / "stub"
    (stub / "google" / "colab").mkdir(parents=True, exist_ok=True)
    (stub / "google" / "colab" / "__init__.py").touch()
    # Without `site` (-S) no .pth file is read: libraries are on the path, the editable course is not.
    libraries = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON"))}
    environment |= stand_in(repository) | {
        "PYTHONPATH": os.pathsep.join([str(stub), *libraries]),
        "COURSE_DATA": "sample",
        "MPLBACKEND": "agg",
        "IPYTHONDIR": str(folder.parent / "ipython"),
        "ON_COLAB": "1" if colab else "",
        "PYTHONUTF8": "1",
    }
    child = subprocess.run(
        [sys.executable, "-S", "-c", CHILD], input=json.dumps(steps), cwd=folder, env=environment,
        capture_output=True, text=True, encoding="utf-8",
    )
    assert child.returncode == 0, child.stdout + child.stderr
    return json.loads(child.stdout.rpartition("REPORT")[2])


@pytest.fixture
def empty(tmp_path):
    """An empty folder with one notebook in it."""
    folder = tmp_path / "content"
    folder.mkdir()
    shutil.copy(NOTEBOOKS[0], folder)
    return folder


def setup_of(notebook):
    return tagged(read(notebook), "setup")[0].source


def test_set_up_fetches_once_and_installs_nothing(empty, public):
    libraries = Path(sysconfig.get_path("purelib"))
    before = sorted(os.listdir(libraries))
    sample = "from helpers import data\nstr(data.find_folder('sample'))"
    first, second, third = run([{"code": setup_of(NOTEBOOKS[0])}] * 2 + [{"code": sample}], empty, public)
    clone = empty / FOLDER
    assert first["error"] is None and second["error"] is None, (first, second)
    assert Path(first["helpers"]).resolve() == (clone / "helpers" / "__init__.py").resolve()
    assert "Ready" in first["shown"] and FOLDER in first["shown"]
    assert [call[:2] for call in first["calls"]] == [["git", "clone"]], "one clone, and no other program"
    assert second["calls"] == [], "the second run must use the clone that is there"
    assert not second["tensorflow"], "the set-up cell must leave TensorFlow alone"
    assert sorted(os.listdir(libraries)) == before, "something was installed"
    assert sorted(path.name for path in empty.iterdir()) == sorted([FOLDER, NOTEBOOKS[0].name])
    assert third["error"] is None and FOLDER in third["shown"], "the sample must come from the clone"


def test_no_network_says_so_and_the_next_run_mends_it(empty, public):
    steps = [{"code": setup_of(NOTEBOOKS[0])}, {"code": setup_of(NOTEBOOKS[0]), "environment": stand_in(public)}]
    broken, mended = run(steps, empty, empty.parent / "nowhere.git")
    name, message = broken["error"]
    assert name == "ConnectionError" and PROJECT["address"] in message and "network" in message
    assert mended["error"] is None, mended


def test_elsewhere_without_the_course_says_what_to_run(empty, public):
    (outcome,) = run([{"code": setup_of(NOTEBOOKS[0])}], empty, public, colab=False)
    name, message = outcome["error"]
    assert name == "AssertionError" and "python3 course.py lab" in message
    assert outcome["calls"] == [], "only Colab fetches"


def helpers_of(notebook):
    """Every import from helpers in a notebook, as code."""
    found = {}
    for cell in cells_of(read(notebook), "code"):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "helpers":
                found[ast.unparse(node)] = True
    return "\n".join(found)


def test_first_notebook_shows_pictures(empty, public):
    codes = [cell.source for cell in cells_of(read(NOTEBOOKS[0]), "code")][:2]
    for outcome in run([{"code": code} for code in codes], empty, public):
        assert outcome["error"] is None, outcome["error"]
        assert not outcome["tensorflow"], "the first picture must not wait for TensorFlow"


def test_every_notebook_finds_course_and_data(empty, public):
    """One folder for all, as on Colab: the first notebook fetches the course, the others find it."""
    steps = []
    for notebook in NOTEBOOKS:
        steps.append({"code": setup_of(notebook), "fresh": FOLDER})
        steps.append({"code": helpers_of(notebook) + "\nfrom helpers import data\nstr(data.find_folder())"})
    outcomes = run(steps, empty, public)
    for place, outcome in enumerate(outcomes):
        name = NOTEBOOKS[place // 2].name
        assert outcome["error"] is None, (name, steps[place]["code"], outcome["error"])
        assert Path(outcome["helpers"]).resolve().is_relative_to((empty / FOLDER).resolve()), name
        assert bool(outcome["calls"]) == (place == 0), (name, outcome["calls"])
        if place % 2:
            assert FOLDER in outcome["shown"], "the sample must come from the clone"


@pytest.mark.parametrize("colab", [True, False])
def test_export_fetches_its_packages_on_colab_alone_and_keeps_colab_s_protobuf(empty, public, colab):
    """A newer protobuf than the one that TensorFlow has loaded stops ONNX, and other programs of Colab."""
    (notebook,) = [notebook for notebook in NOTEBOOKS if notebook.name.startswith("10")]
    (cell,) = [cell.source for cell in cells_of(read(notebook), "code") if "onnxruntime" in cell.source and '"pip"' in cell.source]
    pretend = "import subprocess, sys\nasked = []\nsubprocess.run = lambda words, check: asked.extend(words)\n"
    (outcome,) = run([{"code": f"{pretend}{cell}\nasked"}], empty, public, colab)
    assert outcome["error"] is None and outcome["calls"] == [], outcome
    asked = ast.literal_eval(outcome["shown"])
    if colab:
        wanted = ["tf2onnx", "onnxruntime", "ai-edge-litert", f"protobuf=={version('protobuf')}"]
        assert asked[1:4] == ["-m", "pip", "install"] and asked[-4:] == wanted
    else:
        assert asked == []
