#!/usr/bin/env python3
"""Run the course: make its environment in .venv, then call the tool that does the work.

    python3 course.py lab         open the notebooks in JupyterLab
    python3 course.py test        run every test, every notebook among them
    python3 course.py sync        make notebooks and solutions from notebooks/source
    python3 course.py reference   train the models on the photographs and record the results
    python3 course.py bench       compare the course's way with the blog's way

What follows the command goes to the tool: python3 course.py lab --port 9999
"""

import hashlib
import json
import os
import pathlib
import platform
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = ENVIRONMENT / "installed.txt"
OLDEST, NEWEST = (3, 11), (3, 13)
OLDEST_MACOS = 14  # onnxruntime, for notebook 10
LONGEST_FOLDER = 70  # Windows: 259 characters less the longest path in TensorFlow's package


def check_python():
    """Stop with a sentence that says what to install where this Python cannot carry the course."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        name = "py -3.12" if WINDOWS else "python3.12"
        sys.exit(
            "The course needs Python 3.11, 3.12 or 3.13; this is Python {}.{}.\n"
            "Install one of them from python.org (or with your package manager) and run it by name: "
            "{} course.py lab".format(*sys.version_info[:2], name)
        )
    if (sys.platform, platform.machine().lower()) in (("darwin", "x86_64"), ("win32", "arm64")):
        sys.exit(
            "TensorFlow has no build for this Python: {} on {}.\n"
            "On a Mac with Apple silicon, install Python from python.org anew. "
            "On other machines use the course on Colab or Binder: README.md has the buttons.".format(
                platform.machine(), platform.system() or sys.platform
            )
        )
    if sys.platform == "darwin" and int(platform.mac_ver()[0].partition(".")[0] or 99) < OLDEST_MACOS:
        sys.exit(
            "The course needs macOS {} or newer; this is macOS {}. Some of its packages have no build for it.\n"
            "Update the Mac, or use the course on Colab or Binder: README.md has the buttons.".format(
                OLDEST_MACOS, platform.mac_ver()[0]
            )
        )
    if WINDOWS and len(str(ROOT)) > LONGEST_FOLDER and not allows_long_paths():
        sys.exit(
            "The path of this folder is too long for Windows: TensorFlow's files lie deep below it.\n{}\n"
            "Move the folder to a place of at most {} characters, such as C:\\course, "
            "and give the same command there.".format(ROOT, LONGEST_FOLDER)
        )
    try:
        import ensurepip  # noqa: F401  (Debian and Ubuntu ship Python without it)
        import venv  # noqa: F401
    except ImportError:
        sys.exit(
            "This Python cannot make environments: its module venv is missing.\n"
            "On Debian and Ubuntu: sudo apt install python{}.{}-venv".format(*sys.version_info[:2])
        )


def allows_long_paths():
    """Say whether this Windows takes paths of more than 259 characters."""
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\FileSystem") as key:
            return winreg.QueryValueEx(key, "LongPathsEnabled")[0] == 1
    except OSError:
        return False


def describe_environment():
    """Return a digest of everything that the environment was made from."""
    digest = hashlib.sha256(repr((sys.version, str(ROOT))).encode())
    for name in ("requirements.txt", "pyproject.toml"):
        # Line endings differ between checkouts of the same file.
        digest.update((ROOT / name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def make_environment():
    """Make .venv unless it is there, complete, and made from today's requirements.txt."""
    wanted = describe_environment()
    if STAMP.is_file() and STAMP.read_text() == wanted and PYTHON.is_file():
        return
    if WINDOWS and pathlib.Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
        # Windows refuses, halfway, to remove the Python that runs.
        sys.exit(
            "The environment in .venv has to be made anew, and this terminal runs from it.\n"
            "Type deactivate, then give the same command again."
        )
    print("Making the environment in .venv: a few minutes, once.", flush=True)
    steps = (
        [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)],
        [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "-r", "requirements.txt"],
    )
    for step in steps:
        if subprocess.call(step, cwd=str(ROOT)) != 0:
            sys.exit(
                "\nThe environment in .venv is not complete; the lines above say why.\n"
                "Check the network and the space on the disk, and close JupyterLab if it runs from there. "
                "Then give the same command again."
            )
    # Otherwise JupyterLab asks a beginner about news, and looks for updates on the network.
    settings = ENVIRONMENT / "share" / "jupyter" / "lab" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "overrides.json").write_text(json.dumps(
        {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    ))
    if WINDOWS:
        # TensorFlow needs Microsoft's C++ libraries, which not every Windows has. requirements.txt puts
        # them into the environment; Python looks for them there only when it is told to as it starts.
        folder = ENVIRONMENT / "Lib" / "site-packages"
        (folder / "libraries.pth").write_text("import os, sys; os.add_dll_directory(sys.prefix)\n")
    # Written last: without it the next call begins anew, so an interruption does no harm.
    STAMP.write_text(wanted)


def has_screen():
    """Say whether a browser window can be opened here."""
    return sys.platform in ("win32", "darwin") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def run(*arguments, **variables):
    """Run the environment's Python on the arguments; return its exit status."""
    process = subprocess.Popen(
        [str(PYTHON), *arguments], cwd=str(ROOT), env=dict(os.environ, **variables)
    )
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            pass  # the tool got it too: JupyterLab asks and closes its kernels, pytest sums up


def lab(*arguments):
    if not has_screen():
        print("No screen here: open the address below in a browser.", flush=True)
        arguments = ("--no-browser",) + arguments
    # The address that is printed leads to the first notebook, as the browser window does.
    first = "--LabApp.default_url=/lab/tree/00_start_here.ipynb"
    # The browser may not see what Python from the Microsoft Store writes to the usual place.
    hidden = {"JUPYTER_RUNTIME_DIR": str(ENVIRONMENT / "share" / "jupyter" / "runtime")} if WINDOWS else {}
    return run("-m", "jupyterlab", "notebooks/00_start_here.ipynb", first, *arguments, **hidden)


def test(*arguments):
    # Two files at a time: TensorFlow alone keeps two cores busy for only two thirds of the time.
    words = ("-m", "pytest", "-n", "2", "--dist", "loadfile", *arguments)
    return run(*words, COURSE_DATA="sample", COURSE_EPOCHS="course")


def sync(*arguments):
    return run("notebooks/source/sync.py", *arguments)


def reference(*arguments):
    return run("data/reference/train.py", *arguments)


def bench(*arguments):
    return run("data/reference/bench.py", *arguments)


COMMANDS = {command.__name__: command for command in (lab, test, sync, reference, bench)}


def main():
    name, *arguments = sys.argv[1:] or ["help"]
    if name not in COMMANDS:
        print(__doc__.strip())
        return 0 if name in ("help", "-h", "--help") else 2
    check_python()
    make_environment()
    return COMMANDS[name](*arguments)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
