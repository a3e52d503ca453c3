"""course.py: the environment is made once, made anew when it must be, and failures are said in words."""

import builtins
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import course


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """A copy of the project without an environment; the calls that course.py would make."""
    for name in ("requirements.txt", "pyproject.toml"):
        shutil.copy(course.ROOT / name, tmp_path)
    monkeypatch.setattr(course, "ROOT", tmp_path)
    monkeypatch.setattr(course, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(course, "PYTHON", tmp_path / ".venv" / "python")
    monkeypatch.setattr(course, "STAMP", tmp_path / ".venv" / "installed.txt")
    calls = []

    def call(step, **_):
        calls.append(step)
        if "venv" in step:
            shutil.rmtree(course.ENVIRONMENT, ignore_errors=True)
            (course.ENVIRONMENT / "Lib" / "site-packages").mkdir(parents=True)
            course.PYTHON.touch()
        return 0

    monkeypatch.setattr(course.subprocess, "call", call)
    return calls


def test_environment_is_made_once(fresh):
    course.make_environment()
    assert [("venv" in step, "pip" in step) for step in fresh] == [(True, False), (False, True)]
    assert "requirements.txt" in fresh[1]
    course.make_environment()
    assert len(fresh) == 2


def test_jupyterlab_neither_asks_for_news_nor_looks_for_updates(fresh):
    """The setting is one that JupyterLab knows: it passes over a name that it does not."""
    course.make_environment()
    written = json.loads((course.ENVIRONMENT / "share/jupyter/lab/settings/overrides.json").read_text())
    ((plugin, settings),) = written.items()
    folder, _, name = plugin.partition(":")
    schema = Path(sys.prefix) / "share/jupyter/lab/schemas" / folder / f"{name}.json"
    known = json.loads(schema.read_text())["properties"]
    assert settings["fetchNews"] in [choice["const"] for choice in known["fetchNews"]["oneOf"]]
    assert settings == {"fetchNews": "false", "checkForUpdates": False} and known["checkForUpdates"]["type"] == "boolean"


def test_windows_python_is_told_where_tensorflows_libraries_are(fresh, monkeypatch):
    """Without them the import of TensorFlow stops on a Windows that lacks Microsoft's redistributable."""
    monkeypatch.setattr(course, "WINDOWS", True)
    course.make_environment()
    (line,) = (course.ENVIRONMENT / "Lib" / "site-packages").glob("*.pth")
    told = []
    monkeypatch.setattr(os, "add_dll_directory", told.append, raising=False)
    exec(line.read_text())
    assert told == [sys.prefix]


def test_environment_is_made_anew_when_requirements_change(fresh):
    course.make_environment()
    requirements = course.ROOT / "requirements.txt"
    requirements.write_text(requirements.read_text() + "rich\n")
    course.make_environment()
    assert len(fresh) == 4


def test_line_endings_are_no_change(fresh):
    before = course.describe_environment()
    requirements = course.ROOT / "requirements.txt"
    requirements.write_bytes(requirements.read_bytes().replace(b"\n", b"\r\n"))
    assert course.describe_environment() == before


def test_interrupted_installation_is_mended_by_the_next_call(fresh, monkeypatch):
    healthy = course.subprocess.call

    def interrupt(step, **options):
        if "pip" in step:
            raise KeyboardInterrupt
        return healthy(step, **options)

    monkeypatch.setattr(course.subprocess, "call", interrupt)
    with pytest.raises(KeyboardInterrupt):
        course.make_environment()
    monkeypatch.setattr(course.subprocess, "call", healthy)
    fresh.clear()
    course.make_environment()
    assert len(fresh) == 2 and course.STAMP.is_file()


def test_environment_that_runs_is_not_removed_on_windows(fresh, monkeypatch):
    monkeypatch.setattr(course, "WINDOWS", True)
    monkeypatch.setattr(course.sys, "prefix", str(course.ENVIRONMENT))
    with pytest.raises(SystemExit, match="deactivate"):
        course.make_environment()
    assert fresh == []


def test_failed_installation_says_what_to_do(fresh, monkeypatch):
    monkeypatch.setattr(course.subprocess, "call", lambda step, **_: 1)
    with pytest.raises(SystemExit, match="not complete.*\n.*same command again"):
        course.make_environment()
    assert not course.STAMP.exists()


@pytest.mark.parametrize("version", [(3, 10, 4), (3, 14, 0)])
def test_python_that_does_not_fit_is_named(monkeypatch, version):
    monkeypatch.setattr(course.sys, "version_info", version)
    with pytest.raises(SystemExit, match=r"3\.11, 3\.12 or 3\.13; this is Python 3\.1[04]"):
        course.check_python()


@pytest.mark.parametrize("system, machine", [("darwin", "x86_64"), ("win32", "ARM64")])
def test_a_machine_without_tensorflow_is_named(monkeypatch, system, machine):
    monkeypatch.setattr(course.sys, "platform", system)
    monkeypatch.setattr(course.platform, "machine", lambda: machine)
    with pytest.raises(SystemExit, match=f"no build for this Python: {machine}"):
        course.check_python()


@pytest.mark.parametrize("version, fits", [("13.7.1", False), ("14.0", True), ("26.1", True)])
def test_a_mac_that_is_too_old_is_named(monkeypatch, version, fits):
    monkeypatch.setattr(course.sys, "platform", "darwin")
    monkeypatch.setattr(course.platform, "machine", lambda: "arm64")
    monkeypatch.setattr(course.platform, "mac_ver", lambda: (version, ("", "", ""), "arm64"))
    if fits:
        course.check_python()
    else:
        with pytest.raises(SystemExit, match=f"macOS 14 or newer; this is macOS {version}"):
            course.check_python()


@pytest.mark.parametrize("length, allowed, fits", [(70, False, True), (71, False, False), (71, True, True)])
def test_a_path_too_long_for_windows_is_named(monkeypatch, length, allowed, fits):
    folder = Path("C:\\" + "x" * (length - 3))
    monkeypatch.setattr(course, "ROOT", folder)
    monkeypatch.setattr(course, "WINDOWS", True)
    monkeypatch.setattr(course, "allows_long_paths", lambda: allowed)
    if fits:
        course.check_python()
    else:
        with pytest.raises(SystemExit, match="too long for Windows(.|\n)*xxx(.|\n)*at most 70 characters"):
            course.check_python()


@pytest.mark.skipif(sys.platform != "win32", reason="Windows alone has a registry")
def test_the_registry_says_whether_long_paths_are_allowed():
    assert course.allows_long_paths() in (True, False)


def test_python_without_venv_is_told_what_to_install(monkeypatch):
    real_import = builtins.__import__

    def refuse(name, *arguments, **options):
        if name == "ensurepip":
            raise ImportError(name)
        return real_import(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(SystemExit, match=r"apt install python3\.\d+-venv"):
        course.check_python()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_ctrl_c_waits_for_the_tool_to_end():
    """JupyterLab takes seconds to close its kernels, pytest to sum up."""
    tool = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "try:\n    print('started', flush=True); time.sleep(60)\n"
        "except KeyboardInterrupt:\n    time.sleep(1); print('closed'); sys.exit(3)"
    )
    caller = (
        "import signal, sys, pathlib, course\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "course.PYTHON = pathlib.Path(sys.executable)\n"
        f"sys.exit(course.run('-c', {tool!r}))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", caller], cwd=course.ROOT, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout.readline() == "started\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.communicate(timeout=30) == ("closed\n", None)
        assert process.returncode == 3
    finally:
        process.kill()


def test_lab_prints_the_address_where_there_is_no_screen(monkeypatch, capsys):
    commands = []
    monkeypatch.setattr(course, "run", lambda *arguments, **_: commands.append(arguments) or 0)
    for screen in (False, True):
        monkeypatch.setattr(course, "has_screen", lambda: screen)
        course.lab()
        assert ("address below" in capsys.readouterr().out) is not screen
    assert ["--no-browser" in command for command in commands] == [True, False]
    assert all("--LabApp.default_url=/lab/tree/00_start_here.ipynb" in command for command in commands)
    # Jupyter's own defaults stand: localhost alone, and a token.
    assert not [word for command in commands for word in command if "token" in word or "ip=" in word]


def test_lab_on_windows_keeps_its_files_where_the_browser_sees_them(monkeypatch):
    told = []
    monkeypatch.setattr(course, "run", lambda *_, **variables: told.append(variables) or 0)
    for windows in (False, True):
        monkeypatch.setattr(course, "WINDOWS", windows)
        course.lab()
    assert not told[0] and Path(told[1]["JUPYTER_RUNTIME_DIR"]).is_relative_to(course.ENVIRONMENT)


@pytest.mark.parametrize("system, variables, screen", [
    ("linux", {}, False), ("linux", {"DISPLAY": ":0"}, True), ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
    ("darwin", {}, True), ("win32", {}, True),
])
def test_a_screen_is_found_where_there_is_one(monkeypatch, system, variables, screen):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(course.sys, "platform", system)
    assert course.has_screen() is screen


@pytest.mark.parametrize("command", [course.sync, course.reference, course.bench])
def test_other_commands_run_their_program(monkeypatch, command):
    monkeypatch.setattr(course, "run", lambda program, *arguments: (course.ROOT / program).is_file() and arguments)
    assert command("--help") == ("--help",)


@pytest.mark.parametrize("arguments, status", [([], 0), (["--help"], 0), (["lap"], 2)])
def test_commands_are_listed(monkeypatch, capsys, arguments, status):
    monkeypatch.setattr(course.sys, "argv", ["course.py", *arguments])
    assert course.main() == status
    printed = capsys.readouterr().out
    assert all(f"course.py {name}" in printed for name in course.COMMANDS)


def test_status_and_arguments_pass_between_caller_and_tool(monkeypatch):
    """Otherwise a failed test would look like a passed one to whoever called."""
    called = []
    monkeypatch.setattr(course, "check_python", lambda: called.append("checked"))
    monkeypatch.setattr(course, "make_environment", lambda: called.append("made"))
    monkeypatch.setitem(course.COMMANDS, "test", lambda *arguments: called.append(arguments) or 5)
    monkeypatch.setattr(course.sys, "argv", ["course.py", "test", "-k", "pairs"])
    assert course.main() == 5
    assert called == ["checked", "made", ("-k", "pairs")]


def test_tests_run_on_the_sample_and_briefly_whatever_is_set_outside(monkeypatch):
    monkeypatch.setattr(course, "PYTHON", sys.executable)
    monkeypatch.setenv("COURSE_DATA", "photos")
    monkeypatch.setenv("COURSE_EPOCHS", "full")
    started = []
    monkeypatch.setattr(course.subprocess, "Popen", lambda words, **options: started.append((words, options)) or ended)
    ended = type("Ended", (), {"wait": lambda self: 0})()
    assert course.test("tests") == 0
    ((words, options),) = started
    assert words[1:3] == ["-m", "pytest"] and words[-1] == "tests"
    assert (options["env"]["COURSE_DATA"], options["env"]["COURSE_EPOCHS"]) == ("sample", "course")
    assert options["cwd"] == str(course.ROOT)


def test_called_as_a_program_it_ends_with_that_status():
    # -I and -S: nothing but the standard library, as before the environment is made.
    command = [sys.executable, "-I", "-S", course.__file__, "lap"]
    program = subprocess.run(command, capture_output=True, text=True)
    assert program.returncode == 2 and "course.py lab" in program.stdout


def test_another_folder_or_another_python_has_another_environment(fresh, monkeypatch, tmp_path):
    first = course.describe_environment()
    shutil.copytree(tmp_path, tmp_path / "copy")
    monkeypatch.setattr(course, "ROOT", tmp_path / "copy")
    elsewhere = course.describe_environment()
    monkeypatch.setattr(course.sys, "version", "3.13.99")
    assert len({first, elsewhere, course.describe_environment()}) == 3
