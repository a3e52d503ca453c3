"""Write the notebooks from their sources.

    python3 course.py sync            write what is out of date
    python3 course.py sync --check    say what is out of date, write nothing, exit 1
    python3 course.py sync --take notebooks/02_model_one.ipynb
                                      bring an edit made in a notebook into its source;
                                      with --force also where that was edited too
    python3 course.py sync --force    overwrite notebooks that were edited by hand

For every notebooks/source/NN_name.py, which is the source of truth:

- the set-up cell (the cell tagged "setup") and the launch buttons (the line
  after `<!-- buttons -->`) are written into the source, from the address and
  the version in pyproject.toml;
- notebooks/NN_name.ipynb, its Jupytext pair, is generated without outputs;
- notebooks/solutions/NN_name.ipynb, the solved edition, is generated: the code
  of each cell tagged "exercise" is replaced by the solution that follows it.

In README.md the text between `<!-- buttons -->` and `<!-- /buttons -->`, and
between `<!-- notebooks -->` and `<!-- /notebooks -->`, is written too.

A generated notebook carries a digest of its cells. A notebook whose cells no
longer match its digest, nor its source, was edited by hand: it is named and
left alone.
"""

import argparse
import hashlib
import json
import re
import sys
import tomllib
from copy import deepcopy
from pathlib import Path

import jupytext
import nbformat

ROOT = Path(__file__).resolve().parents[2]
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
FORMATS = "notebooks//ipynb,notebooks/source//py:percent"
MARKER = "<!-- buttons -->"

SETUP = '''\
import importlib.util, os, sys
address = "{address}"
course = os.path.abspath(os.path.basename(address))
if "google.colab" in sys.modules:
    if not os.path.exists(course) and os.system(f"git clone -q --depth 1 -b {tag} {{address}}"):
        raise ConnectionError(f"Cannot fetch {{address}}. Check the network, then run this cell again.")
    sys.path.insert(0, course)
assert importlib.util.find_spec("helpers"), "The course is not installed here. In its folder run: python3 course.py lab (on Windows: py course.py lab)"
import helpers
f"Ready. Python {{sys.version.split()[0]}}, course in {{os.path.dirname(helpers.__path__[0])}}"'''


class Edited(Exception):
    """A generated notebook was edited by hand and differs from its source."""


# -- The public address, and what follows from it ------------------------------

def read_project(root):
    """The public address and the tag, from pyproject.toml: {"address": ..., "tag": ...}."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"address": project["urls"]["Repository"].rstrip("/"), "tag": f"v{project['version']}"}


def setup_text(project):
    """The code of the set-up cell."""
    return SETUP.format(**project)


def buttons(project, path):
    """The launch buttons, one line of Markdown, for a notebook's path in the repository."""
    repository = "/".join(project["address"].split("/")[-2:])
    tag = project["tag"]
    return (
        f"[Open in Colab](https://colab.research.google.com/github/{repository}/blob/{tag}/{path})"
        f" · [Open in Binder](https://mybinder.org/v2/gh/{repository}/{tag}?urlpath=lab/tree/{path})"
    )


# -- Cells ---------------------------------------------------------------------

def tags(cell):
    return cell.metadata.get("tags", [])


def with_buttons(text, line):
    """The Markdown text with the line after the marker replaced (or added)."""
    lines = text.split("\n")
    if MARKER not in lines:
        return text
    at = lines.index(MARKER) + 1
    if at < len(lines) and lines[at].startswith("[Open in Colab]("):
        lines[at] = line
    else:
        lines.insert(at, line)
    return "\n".join(lines)


def essentials(notebook):
    """What makes two notebooks the same: type, text and tags of every cell."""
    return [[cell.cell_type, cell.source.rstrip("\n"), tags(cell)] for cell in notebook.cells]


def digest(notebook):
    text = json.dumps(essentials(notebook), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def written_digest(notebook):
    """The digest that sync wrote into the notebook; None if it wrote none."""
    return notebook.metadata.get("course", {}).get("digest")


def finish(notebook):
    """The notebook as text: no outputs, ids that depend on the cells alone, a digest."""
    seen = {}
    for cell in notebook.cells:
        name = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode("utf-8")).hexdigest()[:8]
        seen[name] = seen.get(name, 0) + 1
        cell["id"] = name if seen[name] == 1 else f"{name}-{seen[name]}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        kept = tags(cell)
        cell.metadata = nbformat.from_dict({"tags": kept} if kept else {})
    metadata = {
        "course": {"digest": digest(notebook)},
        "kernelspec": KERNEL,
        "language_info": {"name": "python"},
    }
    # The pair is named in the source alone: with it here, a learner's save would overwrite the source,
    # and JupyterLab would refuse a notebook that another program has made younger than its source.
    whole = nbformat.from_dict(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": notebook.cells}
    )
    nbformat.validate(whole)
    return nbformat.writes(whole, version=4).rstrip("\n") + "\n"


def source_text(notebook):
    """The notebook as py:percent, with the same header on every machine.

    Blank lines between cells are Jupytext's own, not those of the file that was
    read: then JupyterLab, which compares the two of a pair, finds them equal.
    """
    copy = deepcopy(notebook)
    for cell in copy.cells:
        cell.metadata = nbformat.from_dict({"tags": tags(cell)} if tags(cell) else {})
    copy.metadata = nbformat.from_dict({"jupytext": {"formats": FORMATS}, "kernelspec": KERNEL})
    text = jupytext.writes(copy, fmt="py:percent")
    return re.sub(r"^# +jupytext_version: .*\n", "", text, count=1, flags=re.MULTILINE)


# -- The solved edition ----------------------------------------------------------

def read_solution(text):
    """(code, explanation) from a solution cell's last <details>; ValueError says what is missing."""
    found = re.search(
        r"<details>\s*<summary>\s*Solution\s*</summary>(?P<body>.*?)</details>\s*\Z", text, re.DOTALL
    )
    if not found:
        raise ValueError("the solution cell must end with <details><summary>Solution</summary> ... </details>")
    block = re.search(r"^```python\n(?P<code>.*?)\n```$", found["body"], re.DOTALL | re.MULTILINE)
    if not block:
        raise ValueError("the Solution holds no ```python block")
    body = found["body"]
    explanation = (body[: block.start()].strip() + "\n\n" + body[block.end():].strip()).strip()
    return block["code"], explanation


def move_links(text):
    """Relative links of a notebook, for a file one folder deeper; links to other notebooks stay."""
    def moved(match):
        target = match["target"]
        if re.match(r"[a-z]+:|#|/|\d\d_\w+\.ipynb", target):
            return match[0]
        return f"]({'../' + target}"
    return re.sub(r"\]\((?P<target>[^)\s]+)", moved, text)


def solve(notebook, name, project):
    """The solved edition of a notebook."""
    cells, exercise = [], None
    for cell in deepcopy(notebook.cells):
        if "exercise" in tags(cell):
            exercise = cell
        elif "solution" in tags(cell):
            if exercise is None:
                raise ValueError("a solution cell has no exercise cell before it")
            exercise.source, explanation = read_solution(cell.source)
            exercise = None
            if not explanation:
                continue
            cell.source = explanation
        if cell.cell_type == "markdown":
            cell.source = with_buttons(move_links(cell.source), buttons(project, f"notebooks/solutions/{name}.ipynb"))
        cells.append(cell)
    first = cells[0]
    head, _, rest = first.source.partition("\n")
    note = f"Solved edition: every exercise is filled in. [Go to the notebook without solutions](../{name}.ipynb)."
    first.source = f"{head}\n\n{note}\n{rest}"
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


# -- Files -----------------------------------------------------------------------

def read_source(path):
    return jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")


def fill_in(notebook, project, name):
    """Write set-up cell and buttons into a notebook read from its source."""
    for cell in notebook.cells:
        if "setup" in tags(cell):
            cell.source = setup_text(project)
        elif cell.cell_type == "markdown":
            cell.source = with_buttons(cell.source, buttons(project, f"notebooks/{name}.ipynb"))
    return notebook


def refuse_if_edited(path, wanted):
    """Raise Edited if the file holds cells that neither its digest nor `wanted` knows."""
    if not path.exists():
        return
    try:
        present = nbformat.read(path, as_version=4)
    except Exception as problem:
        raise Edited(f"{path.name} cannot be read as a notebook ({type(problem).__name__})") from problem
    if essentials(present) != essentials(wanted) and digest(present) != written_digest(present):
        raise Edited(f"{path.name} was edited by hand and differs from its source")


def readme_text(text, notebooks, project):
    """README.md with its generated blocks filled in; a block that is not there is left out.

    notebooks: {name: notebook}, in order.
    """
    def fill(name, body, text):
        return re.sub(
            rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", lambda m: m[1] + body + "\n" + m[2], text, flags=re.DOTALL
        )
    rows = ["| Notebook | Minutes | Open in |", "|---|---|---|"]
    for name, notebook in notebooks.items():
        path = f"notebooks/{name}.ipynb"
        markdown = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
        title = re.search(r"^# (.+)$", markdown, re.MULTILINE)
        minutes = re.search(r"^\**Minutes:?\**:? *(.+?)\.?$", markdown, re.MULTILINE)
        links = buttons(project, path).replace("Open in ", "")
        rows.append(
            f"| {name[:2]} [{title[1] if title else name}]({path})"
            f" | {minutes[1].strip() if minutes else ''} | {links} |"
        )
    text = fill("notebooks", "\n".join(rows), text)
    first = next(iter(notebooks), "00_start_here")
    return fill("buttons", buttons(project, f"notebooks/{first}.ipynb"), text)


def sources(root=ROOT):
    return sorted((root / "notebooks" / "source").glob("[0-9][0-9]_*.py"))


def plan(root=ROOT, force=False):
    """What every file should hold: (list of (path, text), list of problems)."""
    files, problems, notebooks = [], [], {}
    project = read_project(root)
    for source in sources(root):
        name = source.stem
        try:
            text = source_text(fill_in(read_source(source), project, name))
            # From here on, the notebook exactly as the written source reads.
            notebook = jupytext.reads(text, fmt="py:percent")
            solved = solve(notebook, name, project)
            notebooks[name] = notebook
        except Exception as problem:
            problems.append(f"notebooks/source/{source.name}: {problem}")
            continue
        files.append((source, text))
        for path, wanted, paired in (
            (root / "notebooks" / f"{name}.ipynb", notebook, True),
            (root / "notebooks" / "solutions" / f"{name}.ipynb", solved, False),
        ):
            try:
                if not force:
                    refuse_if_edited(path, wanted)
                files.append((path, finish(wanted)))
            except Edited as problem:
                place = path.relative_to(root).as_posix()
                keep = (
                    f"to keep the edit: python3 course.py sync --take {place}" if paired
                    else f"make the edit in notebooks/source/{name}.py"
                )
                problems.append(f"{place}: {problem}; {keep}; to lose it: python3 course.py sync --force {name}")
    names = {source.stem for source in sources(root)}
    for folder in (root / "notebooks", root / "notebooks" / "solutions"):
        for path in sorted(folder.glob("*.ipynb")):
            if path.stem not in names:
                problems.append(f"{path.relative_to(root).as_posix()}: has no source in notebooks/source; delete it, or bring its source back")
    readme = root / "README.md"
    if readme.exists() and notebooks.keys() == names:  # a source that cannot be read has no row
        files.append((readme, readme_text(readme.read_text(encoding="utf-8"), notebooks, project)))
    return files, problems


def differs(path, text):
    return not path.exists() or path.read_bytes() != text.encode("utf-8")


def take(notebook_path, root=ROOT, force=False):
    """Write the cells of an edited notebook into its source."""
    path = Path(notebook_path)
    source = root / "notebooks" / "source" / f"{path.stem}.py"
    if not path.is_file() or path.resolve().parent != (root / "notebooks").resolve():
        raise SystemExit(f"{notebook_path} is no notebook in notebooks/; solved copies come from the source as well")
    if not source.exists():
        raise SystemExit(f"{path.name} has no source in notebooks/source")
    try:
        edited = nbformat.read(path, as_version=4)
    except Exception as problem:
        raise SystemExit(f"{path.name} cannot be read as a notebook ({type(problem).__name__}); {source.name} stays as it is") from problem
    known = written_digest(edited)
    if known and not force:
        if digest(edited) == known:
            raise SystemExit(f"{path.name} was not edited, so {source.name} stays as it is")
        if digest(read_source(source)) != known:
            raise SystemExit(f"{source.name} was edited too; to lose that edit: python3 course.py sync --force --take {notebook_path}")
    source.write_text(source_text(edited), encoding="utf-8", newline="\n")
    print(f"wrote notebooks/source/{source.name} from {path.name}")


def main(arguments=None, root=ROOT):
    parser = argparse.ArgumentParser(prog="course.py sync", description=__doc__.split("\n", 1)[0])
    parser.add_argument("names", nargs="*", help="part of the name of a source; with none, all files")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if something is out of date")
    parser.add_argument("--take", metavar="NOTEBOOK", help="bring an edit made in a notebook into its source")
    parser.add_argument("--force", action="store_true", help="overwrite what was edited by hand on the other side")
    options = parser.parse_args(arguments)
    if options.take:
        take(options.take, root, options.force)
    unknown = [name for name in options.names if not any(Path(name).stem in path.name for path in sources(root))]
    if unknown:
        parser.error(f"no source in notebooks/source has {', '.join(unknown)} in its name, which is NN_words.py")
    made = (root / "notebooks").rglob("*.ipynb")
    originals = [path for path in [*sources(root), *made, root / "README.md"] if path.exists()]
    before = {path: path.read_bytes() for path in originals}
    files, problems = plan(root, options.force and not options.take)
    if options.names:
        chosen = tuple(Path(name).stem for name in options.names)
        files = [(path, text) for path, text in files if any(name in path.name for name in chosen)]
        problems = [line for line in problems if any(name in line.split(":")[0] for name in chosen)]
    changed = [(path, text) for path, text in files if differs(path, text)]
    # A text saved in an editor since this program read it stays as it is.
    newer = {path.stem for path, content in before.items() if path.read_bytes() != content}
    problems += [f"{name} was saved just now; run sync again" for name in sorted(newer)]
    for path, text in changed:
        place = path.relative_to(root).as_posix()
        if options.check:
            print(f"{place}: out of date; run: python3 course.py sync")
        elif path.stem not in newer:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {place}")
    for line in problems:
        print(line, file=sys.stderr)
    if not changed and not problems:
        print("Every notebook agrees with its source.")
    return 1 if problems or (options.check and changed) else 0


if __name__ == "__main__":
    sys.exit(main())
