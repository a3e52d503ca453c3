"""The rules that the notebooks, the README and the other tracked files keep.

Each rule is a function of a folder that holds the course; it returns a list of
complaints, each of which names the file and says what to do. tests/test_structure.py
asks every rule of this course, and of copies that are broken on purpose.
"""

import ast
import functools
import json
import os
import re
import statistics
import subprocess
import sys
import urllib.parse
from pathlib import Path

import jupytext
import nbformat
from conftest import find_git

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "notebooks" / "source"))
import sync  # noqa: E402

RULES = []


def rule(function):
    RULES.append(function)
    return function


# -- Reading -------------------------------------------------------------------------

def list_files(root):
    """The course's own files: what git knows or would add; without git, all but environments and caches."""
    if (root / ".git").exists() and find_git():
        answer = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root, capture_output=True, check=True,
        )
        names = answer.stdout.decode("utf-8").split("\0")
        return [root / name for name in sorted(set(names)) if name and (root / name).is_file()]
    left_out = {".venv", "__pycache__", ".pytest_cache", ".ipynb_checkpoints", ".git"}
    return [
        Path(folder) / name
        for folder, folders, names in os.walk(root)
        if not folders.sort() and not left_out & set(Path(folder).relative_to(root).parts)
        for name in sorted(names) if name != ".DS_Store"
    ]


def list_notebooks(root, solutions=True):
    """The paths of the notebooks; with the solved edition unless told otherwise."""
    found = sorted((root / "notebooks").glob("*.ipynb"))
    return found + sorted((root / "notebooks" / "solutions").glob("*.ipynb")) if solutions else found


@functools.lru_cache(maxsize=256)
def _read(path, stamp):
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


def read(path):
    """A notebook; read once as long as the file stays the same."""
    status = path.stat()
    return _read(path, (status.st_mtime_ns, status.st_size))


def say(root, path, text):
    return f"{path.relative_to(root).as_posix()}: {text}"


def cells_of(notebook, kind):
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def tagged(notebook, tag):
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def without_code(markdown):
    """Markdown without fenced blocks."""
    return re.sub(r"^(```|~~~).*?^\1[^\n]*$", "", markdown, flags=re.MULTILINE | re.DOTALL)


def prose(notebook):
    """All Markdown of a notebook, fenced blocks left out."""
    return "\n\n".join(without_code(cell.source) for cell in cells_of(notebook, "markdown"))


def section(text, start, end=r"^\*\*|^#|^Minutes"):
    """The lines after the line `start` up to the next line that matches `end`."""
    found = re.search(rf"^{start}[^\n]*\n(?P<body>.*?)(?={end}|\Z)", text, re.MULTILINE | re.DOTALL)
    return found["body"] if found else None


def bullets(text):
    return re.findall(r"^- +(.+)$", text or "", re.MULTILINE)


# -- Pairs, outputs, generated parts ----------------------------------------------------

@rule
def pairs_agree(root):
    """A notebook and its source hold the same cells, and name each other as Jupytext pairs."""
    found = []
    for source in sync.sources(root):
        path = root / "notebooks" / f"{source.stem}.ipynb"
        if not path.exists():
            found.append(say(root, path, "is missing; run: python3 course.py sync"))
            continue
        text = jupytext.reads(source.read_text(encoding="utf-8"), fmt="py:percent")
        if sync.essentials(text) != sync.essentials(read(path)):
            found.append(say(root, path, "differs from its source; run: python3 course.py sync"))
        elif sync.source_text(read(path)) != source.read_text(encoding="utf-8"):
            # JupyterLab's Jupytext then refuses to open a notebook that is younger than its source.
            found.append(say(root, source, "has a header or blank lines that Jupytext would write otherwise; run: python3 course.py sync"))
        if text.metadata.get("jupytext", {}).get("formats") != sync.FORMATS:
            found.append(say(root, source, f"must name the pair: formats: {sync.FORMATS}"))
        if "jupytext" in read(path).metadata:
            found.append(say(root, path, "names its pair: a learner's save would overwrite the source; run: python3 course.py sync"))
        for notebook in (text, read(path)):
            if notebook.metadata.get("kernelspec") != sync.KERNEL:
                found.append(say(root, path, "has another kernelspec than the course's; run: python3 course.py sync"))
    return found


@rule
def generated_files_are_up_to_date(root):
    """Notebooks, solved edition, set-up cells, buttons and README are what sync writes."""
    files, problems = sync.plan(root)
    old = [say(root, path, "is out of date; run: python3 course.py sync") for path, text in files if sync.differs(path, text)]
    return problems + old


@rule
def notebooks_lie_alone(root):
    """Nothing but notebooks lies in notebooks/, and nothing but sources and sync.py in notebooks/source."""
    found = []
    for path in list_files(root):
        if not path.is_relative_to(root / "notebooks"):
            continue
        place, name = path.parent.name, path.name
        wanted = r"(\d\d_\w+|sync)\.py" if place == "source" else r"\d\d_\w+\.ipynb"
        if place not in ("notebooks", "source", "solutions") or not re.fullmatch(wanted, name):
            found.append(say(root, path, "does not belong here"))
    return found


@rule
def no_outputs(root):
    """No notebook is kept with outputs, execution counts or the state of widgets."""
    found = []
    for path in [path for path in list_files(root) if path.suffix == ".ipynb"]:
        notebook = read(path)
        for place, cell in enumerate(cells_of(notebook, "code")):
            if cell.outputs or cell.execution_count is not None:
                found.append(say(root, path, f"code cell {place} holds outputs; run: python3 course.py sync"))
        if "widgets" in notebook.metadata:
            found.append(say(root, path, "holds the state of widgets; run: python3 course.py sync"))
    return found


@rule
def setup_cell_is_the_same_everywhere(root):
    """The first code cell is the set-up cell, identical everywhere, ten lines at most."""
    wanted, found = sync.setup_text(sync.read_project(root)), []
    if len(wanted.splitlines()) > 10:
        found.append(f"the set-up cell has {len(wanted.splitlines())} lines; at most 10")
    for path in list_notebooks(root):
        setup = tagged(read(path), "setup")
        if len(setup) != 1 or setup[0] is not cells_of(read(path), "code")[0]:
            found.append(say(root, path, 'the first code cell, and no other, must be tagged "setup"'))
        elif setup[0].source != wanted:
            found.append(say(root, path, "has another set-up cell; run: python3 course.py sync"))
    return found


@rule
def buttons_lead_to_this_repository(root):
    """Every notebook and the README have launch buttons; each names the repository and the version."""
    project, found = sync.read_project(root), []
    for path in list_notebooks(root):
        title = read(path).cells[0].source
        place = path.relative_to(root).as_posix()
        if f"{sync.MARKER}\n{sync.buttons(project, place)}" not in title:
            found.append(say(root, path, f"the first cell needs a line {sync.MARKER}; then run: python3 course.py sync"))
    readme = root / "README.md"
    if readme.exists() and not re.search(rf"{sync.MARKER}\n\[Open in Colab\]", readme.read_text(encoding="utf-8")):
        found.append(say(root, readme, "has no launch buttons between <!-- buttons --> and <!-- /buttons -->"))
    repository = "/".join(project["address"].split("/")[-2:])
    for path in list_files(root):
        if path.suffix not in (".md", ".ipynb"):
            continue
        for url in re.findall(r"https://(?:colab\.research\.google\.com/github|mybinder\.org/v2/gh)/[^)\s\"]+", path.read_text(encoding="utf-8")):
            if not re.search(rf"/{re.escape(repository)}/(blob/)?{re.escape(project['tag'])}[/?]", url):
                found.append(say(root, path, f"leads elsewhere than {repository} at {project['tag']}: {url}"))
            target = re.search(r"(notebooks/[\w/]+\.ipynb)$", url)
            if not target or not (root / target[1]).exists():
                found.append(say(root, path, f"opens a notebook that is not there: {url}"))
    return found


# -- Links -----------------------------------------------------------------------------

def anchors(markdown):
    """Every form in which a heading can be linked: JupyterLab's and GitHub's."""
    names = set()
    for heading in re.findall(r"^#+ +(.+?) *$", without_code(markdown), re.MULTILINE):
        heading = re.sub(r"[`*]", "", heading)
        names |= {heading.replace(" ", "-"), re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")}
    return names


@rule
def links_resolve(root):
    """Relative links lead to files (and headings) that are there; pictures have a text in place of themselves."""
    found, texts, known = [], {}, set(list_files(root))
    for path in list_files(root):
        if path.suffix == ".md":
            texts[path] = path.read_text(encoding="utf-8")
        elif path.suffix == ".ipynb":
            texts[path] = "\n\n".join(cell.source for cell in cells_of(read(path), "markdown"))
    for path, text in texts.items():
        plain = re.sub(r"`[^`\n]*`", "", without_code(text))
        links = re.findall(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(<?([^)\s>]+)>?(?: +\"[^\"]*\")?\)", plain)
        links += [("!" if tag == "img" else "", "alt", target) for tag, target in re.findall(r"<(img|a)\b[^>]*?(?:src|href)=\"([^\"]+)\"", plain)]
        for picture, words, target in links:
            if picture and not words.strip():
                found.append(say(root, path, f"the picture {target} has no text in place of itself: ![what it shows]({target})"))
            if re.match(r"[a-z]+:", target):
                continue
            place, _, anchor = urllib.parse.unquote(target).partition("#")
            aim = Path(os.path.normpath(path.parent / place)) if place else path
            if aim not in known and not any(file.is_relative_to(aim) for file in known):
                found.append(say(root, path, f"the link to {target} leads nowhere"))
            elif anchor and aim in texts and anchor not in anchors(texts[aim]):
                found.append(say(root, path, f"the link to {target} leads to no heading"))
    return found


# -- Form of a notebook --------------------------------------------------------------------

@rule
def cells_are_short(root):
    """No code cell has over 20 lines; half of them have 7 or fewer."""
    found = []
    for path in list_notebooks(root, solutions=False):
        lengths = [len(cell.source.splitlines()) for cell in cells_of(read(path), "code") if "setup" not in cell.metadata.get("tags", [])]
        if max(lengths, default=0) > 20:
            longest = lengths.index(max(lengths)) + 1
            found.append(say(root, path, f"code cell {longest} has {max(lengths)} lines; split it, at most 20"))
        if lengths and statistics.median(lengths) > 7:
            found.append(say(root, path, f"half of the code cells have over {statistics.median(lengths):g} lines; one idea per cell, median at most 7"))
    return found


@rule
def lines_fit_the_page(root):
    """No line of code has over 108 characters: on a laptop the rest is out of sight in JupyterLab."""
    return [
        say(root, path, f"a line of code has {len(line)} characters, at most 108: {line.strip()[:40]}")
        for path in list_notebooks(root)
        for cell in cells_of(read(path), "code") if "setup" not in cell.metadata.get("tags", [])
        for line in cell.source.splitlines() if len(line) > 108
    ]


@rule
def openings_are_whole(root):
    """One H1, in the first cell; two sentences; will do, will learn, need; minutes."""
    found = []
    for path in list_notebooks(root, solutions=False):
        title, text = read(path).cells[0].source, prose(read(path))
        if not re.match(r"# \S", title) or len(re.findall(r"^# ", text, re.MULTILINE)) != 1:
            found.append(say(root, path, "must begin with its one H1 heading"))
        if len(re.findall(r"[.!?](?=\s)", title.partition("**You will do**")[0])) > 2:
            found.append(say(root, path, "opens with more than two sentences before what you will do"))
        for words in ("You will do", "You will learn", "You need"):
            if not bullets(section(title, rf"\*\*{words}\*\*")):
                found.append(say(root, path, f"the first cell needs **{words}** and a list under it"))
        if not re.search(r"^Minutes: reading \d+, waiting \d+, exercises \d+$", title, re.MULTILINE):
            found.append(say(root, path, "the first cell needs the line 'Minutes: reading N, waiting N, exercises N'"))
    return found


def stems(text):
    return {word[:4] for word in re.findall(r"[a-z]{4,}", text.lower())}


@rule
def closings_mirror_openings(root):
    """What you did mirrors You will do (and, if it likes, You will learn), item by item; Exercises; Where next."""
    found, names = [], [path.name for path in list_notebooks(root, solutions=False)]
    for path in list_notebooks(root, solutions=False):
        text = prose(read(path))
        headings = re.findall(r"^## (What you did|Exercises|Where next) *$", text, re.MULTILINE)
        if headings != ["What you did", "Exercises", "Where next"]:
            found.append(say(root, path, f"must end in ## What you did, ## Exercises, ## Where next; found {headings}"))
            continue
        title = read(path).cells[0].source
        promised = bullets(section(title, r"\*\*You will do\*\*"))
        learned = bullets(section(title, r"\*\*You will learn\*\*"))
        done = bullets(section(text, r"## What you did", end=r"^#"))
        ticked = [item for item in done if item.startswith("✓")]
        if len(ticked) == len(promised + learned):
            promised = promised + learned
        if len(ticked) != len(promised):
            found.append(say(root, path, f"'You will do' has {len(promised)} items, 'What you did' {len(ticked)} with ✓"))
        for promise, tick in zip(promised, ticked, strict=False):
            if not stems(promise) & stems(tick):
                found.append(say(root, path, f"'What you did' must mirror 'You will do' in its order: {promise!r} against {tick!r}"))
        ending = section(text, r"## Where next", end=r"\Z")
        if path.name != names[-1] and not re.search(r"\]\(\d\d_\w+\.ipynb\)", ending or ""):
            found.append(say(root, path, "'Where next' must link to a notebook"))
    return found


@rule
def training_is_seeded(root):
    """A notebook that trains sets Keras's seed."""
    found = []
    for path in list_notebooks(root, solutions=False):
        code = "\n".join(cell.source for cell in cells_of(read(path), "code"))
        if ".fit(" in code and "set_random_seed(" not in code:
            found.append(say(root, path, "trains without keras.utils.set_random_seed"))
    return found


# -- Numbers in prose ---------------------------------------------------------------------------

COMMON = {0.0, 0.5, 1.0, 0.05, 0.95}  # ends, halves and the usual confidence level are no measurements
NUMBER = r"(?<![\w.,/-])\d[\d,]*(?:\.\d+)?"
ROUNDED = r"(?:about|around|roughly|under|over|within|at most|at least|up to|less than|more than|every|a few|some) (?:the )?(?:first )?"


def literals(notebook):
    """Every number that stands in a notebook's code."""
    found = set(COMMON)
    for cell in cells_of(notebook, "code"):
        found |= {float(number) for number in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?", cell.source.replace("_", ""))}
    return found


def recorded(root):
    """Every result in the records of the course: data/**/*.json.

    The course of a training is left out: among so many numbers every other number could be found.
    """
    found = set(COMMON)

    def collect(value):
        if isinstance(value, dict):
            value = [part for key, part in value.items() if key not in ("history", "leads", "share_of_other_programs")]
        if isinstance(value, list):
            for item in value:
                collect(item)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            found.add(float(value))

    for path in list_files(root):
        if path.suffix == ".json" and path.is_relative_to(root / "data"):
            collect(json.loads(path.read_text(encoding="utf-8")))
    return found


def is_known(text, known):
    """Whether a number as written is one of the known numbers, rounded to the digits shown."""
    value, digits = float(text.replace(",", "")), len(text.partition(".")[2])
    return any(abs(value - number) <= 0.5 * 10**-digits * 1.0001 for number in known) if digits else value in known


def measured_numbers(markdown, known):
    """Numbers in a text that look measured and are not known: decimals, shares, seconds, memory, "17 of 20".

    Left out: code and formulas (fences, backticks, $...$), links, comments, versions, the line of minutes, and a
    duration said roughly ("about 40 seconds"). A number alone in backticks is a setting and must be known.
    """
    text = re.sub(r"<!--.*?-->|\$\$.*?\$\$|\$[^$\n]+\$", "", without_code(markdown), flags=re.DOTALL)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    found = []
    for line in text.splitlines():
        if line.startswith("Minutes:"):
            continue
        for alone in re.findall(r"`([+-]?\d+\.\d+ ?%?|\d+ ?%)`", line):
            value = alone.rstrip(" %").lstrip("+-")
            if not is_known(value, known) and not (alone.endswith("%") and float(value) / 100 in known):
                found.append(alone)
        line = re.sub(r"`[^`]*`", "", line)
        line = re.sub(r"(?i)\b(?:python|tensorflow|keras|version|jupyterlab|CC BY(?:-SA)?|v)\s*\d+(?:\.\d+)+", "", line)
        line = re.sub(r"(?<![\d.])3\.1[0-9](?!\.?\d)", "", line)  # versions of Python in a list
        line = re.sub(rf"(?i){ROUNDED}\d+ (?:seconds|minutes)\b", "", line)
        for share, unit in re.findall(rf"({NUMBER}) ?(%|percent\b)", line):
            value = float(share.replace(",", ""))
            if not any(abs(value / 100 - number) < 1e-9 for number in known):
                found.append(share + unit)
        line = re.sub(rf"{NUMBER} ?(?:%|percent\b)", "", line)
        pair = rf"{NUMBER} (?:out )?of (?:the )?{NUMBER}"
        found += re.findall(pair, line)
        line = re.sub(pair, "", line)
        unit = rf"{NUMBER} ?(?:s|ms|seconds?|milliseconds?|MB|MiB)\b"
        found += [amount for amount in re.findall(unit, line) if not is_known(re.match(r"[\d.,]+", amount)[0], known)]
        line = re.sub(unit, "", line)
        found += [number for number in re.findall(r"(?<![\w.,])[-+]?\d+\.\d+(?![\w.]*\d)", line) if not is_known(number.lstrip("+-"), known)]
    return found


@rule
def no_measured_number_in_prose(root):
    """Numbers come out of cells; prose holds none that was measured. Exercises may make numbers up."""
    found = []
    for path in list_notebooks(root, solutions=False):
        known = literals(read(path))
        for cell in cells_of(read(path), "markdown"):
            text, *exercises = re.split(r"^## Exercises *$", cell.source, flags=re.MULTILINE)
            for number in measured_numbers(text, known):
                found.append(say(
                    root, path,
                    f"{number!r} looks like a measured number. Let a cell compute and show it and point at the cell, or draw it from "
                    "helpers.reference. If it is a setting, put it in backticks as it stands in the code; a formula goes in backticks or "
                    "$...$; a wait is 'about N seconds'.",
                ))
            if exercises:
                break
    return found


@rule
def numbers_in_documents_are_recorded(root):
    """Measured numbers in README.md and data/README.md stand in a record under data/."""
    found, known = [], recorded(root)
    for path in (root / "README.md", root / "data" / "README.md"):
        if path.exists():
            for number in measured_numbers(path.read_text(encoding="utf-8"), known):
                digits = re.match(r"[+-]?([\d,.]+)", number)[1].rstrip(".,")
                share = float(digits.replace(",", "")) / 100 if number.endswith(("%", "percent")) else None
                if is_known(digits, known) or (share is not None and any(abs(share - k) < 0.0051 for k in known)):
                    continue
                found.append(say(
                    root, path,
                    f"{number!r} is in no record (data/**/*.json). Quote a recorded number, or put a setting in backticks with its name: `rate=0.2`.",
                ))
    return found


# -- What must not be in any file -------------------------------------------------------------------

TEXT = {".py", ".md", ".ipynb", ".toml", ".txt", ".yml", ".yaml", ".json", ".cfg", ".sh", ".csv", ""}


def forbidden():
    """Patterns of places on one machine, and of package registries."""
    folders = "|".join(("home", "Users", "root", "work", "tmp", "var/folders", "mnt", "opt/conda"))
    hosts = "|".join(("files.python" + "hosted", "pypi" + r"\.org/simple", "index" + r"[-_]url\b", "registry" + r"\.npmjs", "art" + "ifactory", "trusted" + "-host"))
    here = re.escape(str(ROOT)) if len(ROOT.parts) > 2 else r"(?!)"
    return re.compile(rf"(?<![\w.<}}/:-])/(?:{folders})/\w|[A-Z]:\\\\?Users|{hosts}|{here}")


@rule
def no_machine_in_any_file(root):
    """No path of somebody's machine and no registry host stands in a file of the course."""
    pattern, found = forbidden(), []
    for path in list_files(root):
        if path.suffix not in TEXT:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            match = pattern.search(line)
            if match:
                found.append(say(root, path, f"line {number} holds {match[0]!r}, which belongs to one machine"))
    return found


# -- Requirements -----------------------------------------------------------------------------------

# The name of the package that an import comes with, where it is another.
PACKAGES = {"PIL": "pillow", "ai_edge_litert": "ai-edge-litert", "sklearn": "scikit-learn", "nbformat": "jupytext", "IPython": "jupyterlab", "certifi": "requests"}
OPTIONAL = {"jax", "torch", "google"}  # other backends of Keras where they were chosen, and Colab on Colab
# Direct dependencies that no file imports, each with the words that use it and where.
USED = {
    "jupyterlab": ("course.py", "jupyterlab"),
    "nbval": ("pyproject.toml", "--nbval-lax"),
    "msvc-runtime": ("course.py", "add_dll_directory"),
    "pytest": ("course.py", "pytest"),
    "pytest-xdist": ("course.py", "loadfile"),
    "tf2onnx": ("notebooks/source", 'format="onnx"'),
}


def read_requirements(root):
    """{name: version} of requirements.txt; tensorflow-cpu counts as tensorflow."""
    found = {}
    for line in (root / "requirements.txt").read_text(encoding="utf-8").splitlines():
        line = line.partition("#")[0].strip()
        if line and not line.startswith("-"):
            name, _, version = line.partition(";")[0].strip().partition("==")
            found[name.strip().removesuffix("-cpu")] = version.strip()
    return found


def imported(root):
    """Top-level packages that the course's own code imports outside a `try`: {name: a file that does}."""
    found = {}
    for path in list_files(root):
        if path.suffix != ".py":
            continue
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except SyntaxError:  # a source with magics
            continue
        optional = {
            inner for node in ast.walk(tree) if isinstance(node, ast.Try) for line in node.body for inner in ast.walk(line)
        }
        for node in ast.walk(tree):
            names = []
            if node in optional:
                continue
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            for name in names:
                found.setdefault(name.partition(".")[0], path)
    return found


@rule
def requirements_are_direct_and_used(root):
    """requirements.txt names what the course imports or calls, with a version, and nothing else."""
    requirements, uses, found = read_requirements(root), imported(root), []
    own = {path.stem for path in list_files(root) if path.suffix == ".py"} | {path.parent.name for path in list_files(root)}
    foreign = {
        PACKAGES.get(name, name): path for name, path in uses.items() if name not in sys.stdlib_module_names and name not in own | OPTIONAL
    }
    for name, path in foreign.items():
        if name not in requirements:
            found.append(say(root, path, f"imports {name}, which requirements.txt does not name"))
    for name, version in requirements.items():
        if not version:
            found.append(f"requirements.txt: {name} has no tested version (name==version)")
        if name in foreign:
            continue
        place, words = USED.get(name, ("", ""))
        files = [root / place] if (root / place).is_file() else sorted((root / place).glob("*.py")) if place else []
        if not any(words in file.read_text(encoding="utf-8") for file in files):
            found.append(f"requirements.txt: nothing uses {name}")
    return found
