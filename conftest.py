"""What pytest does around each notebook that nbval runs.

The notebooks run on every fourth picture of the drawn sample, each in a fresh
kernel of this very environment. COURSE_EVERY=1 takes all of them. A notebook fails if its kernel needs more than MEMORY_LIMIT, if it
leaves a file behind in the project, if an untouched exercise says anything but
"not started", or if a figure has no text alternative. Seconds and peak memory
of each notebook are printed at the end; seconds alone never fail.

`course.py test` runs two files at a time (pytest-xdist), so what a notebook
changed may also be laid to the one beside it, and its seconds are more than
those that it takes alone (-n 0).
"""

import contextlib
import os
import subprocess
import threading
import time
from pathlib import Path
from unittest import mock

import psutil
import pytest

ROOT = Path(__file__).resolve().parent
EVERY = "4"
MEMORY_LIMIT = 1500  # MB; Binder gives 2 GB to the kernel and JupyterLab together
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

    def __init__(self, pid, interval=0.25):
        super().__init__(daemon=True)
        self.process, self.interval = psutil.Process(pid), interval
        self.peak, self.over = 0.0, threading.Event()

    def read(self):
        try:
            alone = peak_memory(self.process)
            family = self.process.memory_info().rss
            for child in self.process.children(recursive=True):
                try:
                    # Its own memory: the libraries that it shares with the kernel count once.
                    family += child.memory_full_info().uss
                except psutil.Error:
                    pass
            self.peak = max(self.peak, alone / 2**20, family / 2**20)
        except (psutil.Error, OSError):
            pass

    def run(self):
        while not self.over.wait(self.interval):
            self.read()

    def stop(self):
        self.read()
        self.over.set()
        return self.peak


def list_changes():
    """What git says is new or changed in the project, caches and edited texts left out; empty without git."""
    try:
        answer = subprocess.run(
            ["git", "status", "--porcelain", "--ignored", "--untracked-files=all"],
            cwd=ROOT, capture_output=True, text=True, timeout=60,
        )
    except OSError:
        return set()
    lines = [line.strip('"') for line in answer.stdout.splitlines()]
    return {line for line in lines if not line.endswith(EDITED) and not any(name in line for name in CACHES)}


def text_alternative_missing(output):
    """Whether an output of a cell is a picture that says nothing in words."""
    data = output.get("data", {})
    if not any(kind.startswith("image/") for kind in data):
        return False
    text = data.get("text/plain", "")
    return not text or text.startswith("<")


class Notebooks:
    """A pytest plugin: measures each notebook, and checks what it leaves behind."""

    def __init__(self):
        self.rows, self.meter, self.started, self.before = [], None, None, None

    def pytest_runtest_logreport(self, report):
        # Told to the process that prints, whichever process has run the notebook.
        if report.when == "teardown":
            self.rows += [value for name, value in report.user_properties if name == "notebook"]

    @staticmethod
    def is_cell(item):
        return type(item).__name__ == "IPyNbCell"

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item):
        first = self.is_cell(item) and self.meter is None
        if first:
            self.before, self.started = list_changes(), time.perf_counter()
            share = mock.patch.dict(os.environ, COURSE_EVERY=os.environ.get("COURSE_EVERY", EVERY))
        with share if first else contextlib.nullcontext():
            result = yield  # the kernel starts here, before its first cell
        if first:
            self.meter = Meter(item.parent.kernel.km.provisioner.process.pid)
            self.meter.start()
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        result = yield
        if self.is_cell(item):
            outputs = item.test_outputs or []
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
            seconds = time.perf_counter() - self.started
            item.user_properties.append(("notebook", (item.parent.path.name, seconds, peak)))
        result = yield
        if last:
            new = sorted(line[3:] for line in list_changes() - self.before)
            if new:
                pytest.fail(f"{item.path.name} changed or left behind: {', '.join(new)}", pytrace=False)
            if peak > MEMORY_LIMIT:
                pytest.fail(f"{item.path.name}: the kernel held {peak:.0f} MB; at most {MEMORY_LIMIT}", pytrace=False)
        return result

    def pytest_terminal_summary(self, terminalreporter):
        if not self.rows:
            return
        terminalreporter.section("notebooks: seconds and peak memory of the kernel")
        for name, seconds, peak in sorted(self.rows):
            terminalreporter.write_line(f"{name:48}{seconds:7.1f} s {peak:7.0f} MB")
        total = sum(seconds for _, seconds, _ in self.rows)
        terminalreporter.write_line(f"{'in all':48}{total:7.1f} s")


def pytest_configure(config):
    os.environ.setdefault("COURSE_DATA", "sample")
    config.pluginmanager.register(Notebooks(), "notebooks")
