"""What pytest does around each notebook that nbval runs.

The notebooks run on every fourth picture of the drawn sample, each in a fresh
kernel of this very environment; COURSE_EVERY=1 takes all of them. A notebook
fails if its kernel needs more memory than the limits below, if it leaves a file
behind in the project, if an untouched exercise says anything but "not started",
or if a figure has no text alternative. Seconds, the slowest cell and peak
memory of each notebook are printed at the end, and written to a file with
--record FILE; seconds alone never fail.

`course.py test` runs two files at a time (pytest-xdist), so what a notebook
changed may also be laid to the one beside it, and its seconds are more than
those that it takes alone (-n 0).
"""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parent
EVERY = os.environ.get("COURSE_EVERY") or "4"
MEMORY_LIMIT = 1500  # MB on the sample; Binder gives 2 GB to the kernel and JupyterLab together
LIMIT_ON_PHOTOGRAPHS = 2000  # on Binder the file "start" chooses the sample
CACHES = (".venv/", "__pycache__/", ".pytest_cache/", ".egg-info/")
EDITED = (".py", ".ipynb", ".md", ".toml", ".txt", ".yml")  # somebody may be at work while the tests run


def peak_memory(process):
    """The most memory a process has held so far, in bytes, as the system itself has recorded it.

    macOS keeps no such record that another process may read; there it is the present value.
    """
    status = Path(f"/proc/{process.pid}/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    memory = process.memory_info()
    return getattr(memory, "peak_wset", memory.rss)


class Meter(threading.Thread):
    """Follow a kernel and the processes it starts; `peak` is in MB."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.process = psutil.Process(pid)
        self.peak, self.over = 0.0, threading.Event()

    def read(self):
        try:
            alone = peak_memory(self.process)
            family = self.process.memory_info().rss
            for child in self.process.children(recursive=True):
                try:
                    alone = max(alone, peak_memory(child))  # the kernel itself, in an environment on Windows
                    # Its own memory: the libraries that it shares with the kernel count once.
                    family += child.memory_full_info().uss
                except psutil.Error:
                    pass
            self.peak = max(self.peak, alone / 2**20, family / 2**20)
        except (psutil.Error, OSError):
            pass

    def run(self):
        while not self.over.wait(0.25):  # seconds
            self.read()

    def stop(self):
        self.read()
        self.over.set()
        return self.peak


def find_git():
    """The path of git, or None. On a Mac without Apple's tools `git` is a stub that opens a window."""
    found = shutil.which("git")
    if sys.platform == "darwin" and found == "/usr/bin/git":
        tools = subprocess.run(["xcode-select", "-p"], capture_output=True)
        return None if tools.returncode else found
    return found


def list_changes():
    """What git says is new or changed in the project, caches and edited texts left out; empty without git."""
    if not find_git() or not (ROOT / ".git").exists():
        return set()
    answer = subprocess.run(
        ["git", "status", "--porcelain", "--ignored", "--untracked-files=all"],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )
    if answer.returncode:  # otherwise the check of what notebooks leave behind could never fail
        pytest.exit(f"git status in {ROOT}: {answer.stderr.strip()}", returncode=1)
    lines = [line.strip('"') for line in answer.stdout.splitlines()]
    return {line for line in lines if not line.endswith(EDITED) and not any(name in line for name in CACHES)}


def is_picture(output):
    return any(kind.startswith("image/") for kind in output.get("data", {}))


def text_alternative_missing(output):
    """Whether an output of a cell is a picture that says nothing in words."""
    text = output.get("data", {}).get("text/plain", "")
    return is_picture(output) and (not text or text.startswith("<"))


class Notebooks:
    """A pytest plugin: measures each notebook, and checks what it leaves behind."""

    def __init__(self):
        self.rows, self.meter, self.started, self.before = {}, None, None, None
        self.cells, self.first_picture = [], None

    def pytest_runtest_logreport(self, report):
        # Told to the process that prints, whichever process has run the notebook.
        if report.when == "teardown":
            self.rows |= dict(value for kind, value in report.user_properties if kind == "notebook")

    @staticmethod
    def is_cell(item):
        return type(item).__name__ == "IPyNbCell"

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item):
        first = self.is_cell(item) and self.meter is None
        if first:
            self.before, self.started = list_changes(), time.perf_counter()
            self.cells, self.first_picture = [], None
        with pytest.MonkeyPatch.context() as patch:
            if first:
                patch.setenv("COURSE_EVERY", EVERY)
            result = yield  # the kernel starts here, before its first cell
        if first:
            self.meter = Meter(item.parent.kernel.km.provisioner.process.pid)
            self.meter.start()
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        began = time.perf_counter()
        try:
            result = yield
        finally:
            self.cells.append(time.perf_counter() - began)
        if self.is_cell(item):
            outputs = item.test_outputs or []
            if self.first_picture is None and any(map(is_picture, outputs)):
                self.first_picture = time.perf_counter() - self.started
            if any(text_alternative_missing(output) for output in outputs):
                pytest.fail("a figure of this cell has no text alternative (show a helpers.plots Picture)", pytrace=False)
            if "exercise" in item.cell.metadata.get("tags", []) and item.path.parent.name == "notebooks":
                shown = " ".join(str(o.get("data", {}).get("text/plain", "")) for o in outputs)
                if "Not started" not in shown:
                    pytest.fail(f'an untouched exercise must say "Not started", not: {shown}', pytrace=False)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item, nextitem):
        last = self.is_cell(item) and getattr(nextitem, "parent", None) is not item.parent and self.meter
        if last:
            peak, self.meter = self.meter.stop(), None
            row = {
                "seconds": round(time.perf_counter() - self.started, 1),
                "in_cells": round(sum(self.cells), 1),
                "slowest_cell": round(max(self.cells), 1),
                "first_picture": self.first_picture and round(self.first_picture, 1),
                "peak_memory_mb": round(peak),
            }
            item.user_properties.append(("notebook", (item.parent.path.name, row)))
        result = yield
        if last:
            new = sorted(line[3:] for line in list_changes() - self.before)
            if new:
                pytest.fail(f"{item.path.name} changed or left behind: {', '.join(new)}", pytrace=False)
            limit = MEMORY_LIMIT if os.environ["COURSE_DATA"] == "sample" else LIMIT_ON_PHOTOGRAPHS
            if peak > limit:
                pytest.fail(f"{item.path.name}: the kernel held {peak:.0f} MB; at most {limit}", pytrace=False)
        return result

    def pytest_terminal_summary(self, terminalreporter, exitstatus):
        if not self.rows:
            return
        terminalreporter.section("notebooks: seconds, slowest cell, peak memory of the kernel")
        for name, row in sorted(self.rows.items()):
            terminalreporter.write_line(
                f"{name:48}{row['seconds']:7.1f} s {row['slowest_cell']:7.1f} s {row['peak_memory_mb']:7} MB"
            )
        total = sum(row["seconds"] for row in self.rows.values())
        terminalreporter.write_line(f"{'in all':48}{total:7.1f} s")
        file = terminalreporter.config.getoption("record")
        if file and exitstatus == 0:  # a notebook that stopped would look quick
            self.record(Path(file))

    def record(self, file):
        """Write the rows, and what they depend on; a file of the same machine and pictures keeps its other rows."""
        sys.path.insert(0, str(ROOT / "data" / "reference"))
        import train  # only here: it imports TensorFlow to name the processor

        versions = train.read_versions()
        run = {
            "data": Path(os.environ["COURSE_DATA"]).name,
            "one_picture_in": int(EVERY),
            "processor": train.name_processor(),
            "python": versions["python"],
            "keras": versions["keras"],
        }
        earlier = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        kept = earlier.pop("notebooks", {})
        rows = kept | self.rows if earlier == run else self.rows
        train.write_whole(json.dumps(run | {"notebooks": dict(sorted(rows.items()))}, indent=1), file)


def pytest_addoption(parser):
    parser.addoption("--record", metavar="FILE", help="write seconds and memory of each notebook to this file")


def pytest_configure(config):
    os.environ.setdefault("COURSE_DATA", "sample")
    config.pluginmanager.register(Notebooks(), "notebooks")
