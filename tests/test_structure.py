"""The course keeps its own rules, and each rule notices when it is broken."""

import json
import re
import shutil

import pytest
import rules
from rules import ROOT, RULES, sync

NAMES = [rule.__name__ for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_course(rule):
    complaints = rule(ROOT)
    assert not complaints, "\n" + "\n".join(complaints)


# -- Each rule can fail: a small course that keeps every rule, broken in one place ---------

NOTEBOOK = '''\
# %% [markdown]
# # Count the pictures
#
# <!-- buttons -->
#
# You count. It takes about 20 seconds, and [the data](../data/README.md) is there.
#
# **You will do**
# - count pictures
# - compare two numbers
#
# **You will learn**
# - what a count is
#
# **You need**
# - nothing
#
# Minutes: reading 3, waiting 1, exercises 5

# %% tags=["setup"]
import helpers

# %%
import keras
import tensorflow

keras.utils.set_random_seed(1)
rate = 0.2
model.fit(images)

# %% [markdown]
# Dropout with `0.2` in Keras 3.15.1, and $0.25 = 0.5^2$. Of all, `0.73 * 4` is no result; half is 50%.

# %% [markdown]
# ## What you did
# - ✓ counted pictures
# - ✓ compared two numbers
#
# ## Exercises
#
# Say how many are right of 200, at 0.31.

# %% tags=["exercise"]
from helpers import checks

answer = ...
checks.check_number(answer)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Count.
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# answer = 2
# checks.check_number(answer)
# ```
#
# One and one.
# </details>

# %% [markdown]
# ## Where next
#
# [Again](01_again.ipynb), and [the second part](01_again.ipynb#what-you-did).
'''

FILES = {
    "README.md": "# A course\n\n<!-- buttons -->\n<!-- /buttons -->\n\n<!-- notebooks -->\n<!-- /notebooks -->\n",
    "data/README.md": "# Data\n\nA linear model reaches 0.57, that is 57%. ![Two cats](cats.png)\n",
    "data/cats.png": "",
    "data/record.json": '{"linear": [{"accuracy": 0.5712}]}',
    "course.py": 'import subprocess\n\nsubprocess.call(["jupyterlab", "pytest"])\n',
    "pyproject.toml": '[project]\nname = "c"\nversion = "2.1.0"\n[project.urls]\nRepository = "https://github.com/us/our-course"\n'
    '[tool.pytest.ini_options]\naddopts = "--nbval-lax"\n',
    "requirements.txt": "keras==3.0\ntensorflow-cpu==2.0\njupyterlab==4.0\nnbval==0.11\npytest==9.0\n-e .\n",
    "helpers/__init__.py": "",
    "helpers/checks/__init__.py": "",
    "notebooks/source/00_count.py": NOTEBOOK,
    "notebooks/source/01_again.py": NOTEBOOK,
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    root = tmp_path_factory.mktemp("whole") / "course"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert sync.main([], root) == 0
    return root


@pytest.fixture
def course(whole, tmp_path):
    """A copy of the small course, to break."""
    return shutil.copytree(whole, tmp_path / "course")


def edit(root, name, old, new, count=1):
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def edit_source(root, old, new):
    """Change the source and generate: for rules that are not about generated files."""
    edit(root, "notebooks/source/00_count.py", old, new)
    sync.main([], root)


def edit_notebook(root, change, name="00_count"):
    path = root / "notebooks" / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def add_output(notebook):
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]


def add_count(notebook):
    next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")["execution_count"] = 3


def write(root, name, text):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


HOME = "/ho" + "me/ada/course"
BREAKS = [
    # rule, what breaks it, words of the complaint
    ("pairs_agree", lambda r: edit(r, "notebooks/source/00_count.py", "rate = 0.2", "rate = 0.3"), "00_count.ipynb: differs"),
    ("pairs_agree", lambda r: edit(r, "notebooks/source/00_count.py", "model.fit(images)\n", "model.fit(images)\n\n"), "blank lines"),
    ("pairs_agree", lambda r: (r / "notebooks/01_again.ipynb").unlink(), "01_again.ipynb: is missing"),
    ("pairs_agree", lambda r: edit_notebook(r, lambda n: n["metadata"].update(jupytext={"formats": sync.FORMATS})), "names its pair"),
    ("pairs_agree", lambda r: edit(r, "notebooks/source/00_count.py", "formats: notebooks//ipynb", "formats: ipynb"), "must name the pair"),
    ("pairs_agree", lambda r: edit_notebook(r, lambda n: n["metadata"]["kernelspec"].update(name="mine")), "kernelspec"),
    ("pairs_agree", lambda r: edit_notebook(r, lambda n: n["cells"][1]["metadata"].pop("tags")), "differs"),
    ("generated_files_are_up_to_date", lambda r: edit(r, "notebooks/solutions/00_count.ipynb", "answer = 2", "answer = 3"), "edited by hand"),
    ("generated_files_are_up_to_date", lambda r: edit(r, "notebooks/00_count.ipynb", "rate = 0.2", "rate = 0.3"), "--take"),
    ("generated_files_are_up_to_date", lambda r: edit(r, "notebooks/source/00_count.py", "answer = 2", "answer = 1 + 1"), "solutions/00_count.ipynb: is out of date"),
    ("generated_files_are_up_to_date", lambda r: edit(r, "pyproject.toml", "2.1.0", "2.2.0"), "README.md: is out of date"),
    ("generated_files_are_up_to_date", lambda r: (r / "notebooks/source/01_again.py").unlink(), "has no source"),
    ("generated_files_are_up_to_date", lambda r: edit(r, "notebooks/source/00_count.py", "# ```python", "# ```"), "no ```python block"),
    ("notebooks_lie_alone", lambda r: write(r, "notebooks/log.csv", ""), "log.csv: does not belong"),
    ("notebooks_lie_alone", lambda r: write(r, "notebooks/more/02_x.ipynb", "{}"), "does not belong"),
    ("no_outputs", lambda r: edit_notebook(r, add_output), "code cell 0 holds outputs"),
    ("no_outputs", lambda r: edit_notebook(r, add_count), "code cell 0 holds outputs"),
    ("no_outputs", lambda r: edit_notebook(r, lambda n: n["metadata"].update(widgets={})), "state of widgets"),
    ("setup_cell_is_the_same_everywhere", lambda r: edit(r, "notebooks/00_count.ipynb", "import helpers\\n", "import helpers, os\\n"), "another set-up cell"),
    ("setup_cell_is_the_same_everywhere", lambda r: edit_source(r, '# %% tags=["setup"]', "# %%"), "must be tagged"),
    ("buttons_lead_to_this_repository", lambda r: edit(r, "notebooks/00_count.ipynb", "/blob/v2.1.0/", "/blob/v1.0.0/"), "leads elsewhere"),
    ("buttons_lead_to_this_repository", lambda r: edit(r, "README.md", "gh/us/our-course", "gh/them/our-course"), "README.md: leads elsewhere"),
    ("buttons_lead_to_this_repository", lambda r: edit_source(r, "# <!-- buttons -->", "#"), "needs a line <!-- buttons -->"),
    ("buttons_lead_to_this_repository", lambda r: edit(r, "README.md", "<!-- buttons -->", ""), "no launch buttons"),
    ("links_resolve", lambda r: edit_source(r, "(01_again.ipynb)", "(02_again.ipynb)"), "02_again.ipynb leads nowhere"),
    ("links_resolve", lambda r: edit_source(r, "#what-you-did", "#what-you-said"), "no heading"),
    ("links_resolve", lambda r: edit(r, "data/README.md", "cats.png", "dogs.png"), "dogs.png leads nowhere"),
    ("links_resolve", lambda r: edit(r, "data/README.md", "![Two cats]", "![]"), "no text in place"),
    ("cells_are_short", lambda r: edit_source(r, "rate = 0.2\n", "rate = 0.2\n" * 20), "lines; split it"),
    ("cells_are_short", lambda r: edit_source(r, "rate = 0.2\n", "rate = 0.2\n" * 12), "median"),
    ("lines_fit_the_page", lambda r: edit_source(r, "rate = 0.2\n", "rate = 0.2" + " + 0.2" * 17 + "\n"), "112 characters"),
    ("openings_are_whole", lambda r: edit_source(r, "# # Count", "# ## Count"), "one H1"),
    ("openings_are_whole", lambda r: edit_source(r, "# ## Where", "# # Where"), "one H1"),
    ("openings_are_whole", lambda r: edit_source(r, "# You count.", "# You count. And you compare."), "two sentences"),
    ("openings_are_whole", lambda r: edit_source(r, "**You will learn**", "**You may learn**"), "You will learn"),
    ("openings_are_whole", lambda r: edit_source(r, "waiting 1,", ""), "Minutes"),
    ("closings_mirror_openings", lambda r: edit_source(r, "# - ✓ compared two numbers\n", ""), "has 2 items"),
    ("closings_mirror_openings", lambda r: edit_source(r, "✓ compared two numbers", "✓ slept"), "must mirror"),
    ("closings_mirror_openings", lambda r: edit_source(r, "# ## Exercises", "# ## Questions"), "must end in"),
    ("closings_mirror_openings", lambda r: edit_source(r, "[Again](01_again.ipynb), and [the second part](01_again.ipynb#what-you-did)", "[Data](../data/README.md)"), "must link"),
    ("training_is_seeded", lambda r: edit_source(r, "keras.utils.set_random_seed(1)\n", ""), "set_random_seed"),
    ("no_measured_number_in_prose", lambda r: edit_source(r, "Dropout with `0.2`", "It reaches 0.73."), "'0.73' looks"),
    ("no_measured_number_in_prose", lambda r: edit_source(r, "Dropout with `0.2`", "It reaches `0.73`."), "'0.73' looks"),
    ("no_measured_number_in_prose", lambda r: edit_source(r, "Dropout with `0.2`", "It reaches 73%."), "'73%' looks"),
    ("no_measured_number_in_prose", lambda r: edit_source(r, "Dropout with `0.2`", "Right: 176 of 200."), "'176 of 200' looks"),
    ("no_measured_number_in_prose", lambda r: edit_source(r, "about 20 seconds", "17 seconds"), "'17 seconds' looks"),
    ("no_measured_number_in_prose", lambda r: edit_source(r, "Dropout with `0.2`", "| 0.731 | 700 MB |"), "'700 MB' looks"),
    ("numbers_in_documents_are_recorded", lambda r: edit(r, "data/README.md", "0.57,", "0.58,"), "'0.58' is in no record"),
    ("numbers_in_documents_are_recorded", lambda r: edit(r, "data/README.md", "57%", "59%"), "'59%' is in no record"),
    ("no_machine_in_any_file", lambda r: write(r, "helpers/more.py", f'folder = "{HOME}"\n'), "belongs to one machine"),
    ("no_machine_in_any_file", lambda r: write(r, "pip.cfg", "index" + "-url = x\n"), "belongs to one machine"),
    ("requirements_are_direct_and_used", lambda r: write(r, "helpers/more.py", "import pandas\n"), "imports pandas"),
    ("requirements_are_direct_and_used", lambda r: edit(r, "requirements.txt", "nbval", "pandas==3.0\nnbval"), "nothing uses pandas"),
    ("requirements_are_direct_and_used", lambda r: edit(r, "requirements.txt", "keras==3.0", "keras"), "no tested version"),
]


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_small_course_keeps_every_rule(rule, whole):
    assert rule(whole) == []


@pytest.mark.parametrize("name, breaks, words", BREAKS, ids=[f"{name}-{words}" for name, _, words in BREAKS])
def test_rule_notices(name, breaks, words, course, capsys):
    breaks(course)
    complaints = getattr(rules, name)(course)
    assert any(words in line for line in complaints), complaints


def test_every_rule_is_shown_to_fail():
    assert {name for name, _, _ in BREAKS} == set(NAMES)


# -- sync ------------------------------------------------------------------------------------

def read_all(root):
    return {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_second_sync_changes_nothing(course, capsys):
    before = read_all(course)
    assert sync.main([], course) == 0
    assert read_all(course) == before
    assert sync.main(["--check"], course) == 0


def test_check_writes_nothing_and_fails(course, capsys):
    edit(course, "notebooks/source/00_count.py", "rate = 0.2", "rate = 0.3")
    before = read_all(course)
    assert sync.main(["--check"], course) == 1
    assert read_all(course) == before
    assert "notebooks/00_count.ipynb: out of date" in capsys.readouterr().out


def test_edit_in_a_notebook_is_kept_until_taken(course, capsys):
    edit(course, "notebooks/00_count.ipynb", "rate = 0.2", "rate = 0.4")
    assert sync.main([], course) == 1
    assert "rate = 0.4" in (course / "notebooks/00_count.ipynb").read_text(encoding="utf-8")
    assert "--take notebooks/00_count.ipynb" in capsys.readouterr().err
    sync.main(["--take", str(course / "notebooks/00_count.ipynb")], course)
    assert "rate = 0.4" in (course / "notebooks/source/00_count.py").read_text(encoding="utf-8")
    assert sync.main(["--check"], course) == 0


def test_a_notebook_that_cannot_be_read_is_named_and_stays(course, capsys):
    path = course / "notebooks/00_count.ipynb"
    path.write_text("half a note", encoding="utf-8")
    assert sync.main([], course) == 1
    assert path.read_text(encoding="utf-8") == "half a note"
    assert "00_count.ipynb cannot be read as a notebook" in capsys.readouterr().err


@pytest.mark.parametrize("before, after, words", [
    ("<summary>Solution</summary>", "<summary>Answer</summary>", "must end with <details><summary>Solution"),
    ("# ```python", "# ```", "holds no ```python block"),
    (' tags=["exercise"]', "", "no exercise cell before it"),
])
def test_a_solution_that_cannot_be_read_is_named_and_nothing_is_written(before, after, words, course, capsys):
    edit(course, "notebooks/source/00_count.py", before, after)
    files = read_all(course)
    assert sync.main([], course) == 1
    said = capsys.readouterr().err
    assert "notebooks/source/00_count.py: " in said and words in said
    assert read_all(course) == files


@pytest.mark.parametrize("name, words", [
    ("notebooks/02_new.ipynb", "02_new.ipynb has no source"),
    ("notebooks/solutions/00_count.ipynb", "is no notebook in notebooks/"),
    ("00_count.ipynb", "is no notebook in notebooks/"),
    ("notebooks/00_count.ipynb", "00_count.ipynb was not edited, so 00_count.py stays as it is"),
    ("notebooks/03_broken.ipynb", "03_broken.ipynb cannot be read as a notebook"),
])
def test_what_cannot_be_taken_is_refused(name, words, course):
    shutil.copy(course / "notebooks/00_count.ipynb", course / "notebooks/02_new.ipynb")
    write(course, "notebooks/03_broken.ipynb", "{")
    write(course, "notebooks/source/03_broken.py", "")
    edit(course, "notebooks/source/00_count.py", "rate = 0.2", "rate = 0.3")
    files = read_all(course)
    with pytest.raises(SystemExit, match=words):
        sync.main(["--take", str(course / name)], course)
    assert read_all(course) == files


def test_a_source_that_was_edited_too_is_lost_only_by_force(course):
    edit(course, "notebooks/source/00_count.py", "rate = 0.2", "rate = 0.3")
    edit(course, "notebooks/00_count.ipynb", "rate = 0.2", "rate = 0.4")
    command = ["--take", str(course / "notebooks/00_count.ipynb")]
    with pytest.raises(SystemExit, match="00_count.py was edited too"):
        sync.main(command, course)
    assert "rate = 0.3" in (course / "notebooks/source/00_count.py").read_text(encoding="utf-8")
    edit(course, "notebooks/01_again.ipynb", "rate = 0.2", "rate = 0.5")
    sync.main(["--force", *command], course)
    assert "rate = 0.4" in (course / "notebooks/source/00_count.py").read_text(encoding="utf-8")
    assert "rate = 0.5" in (course / "notebooks/01_again.ipynb").read_text(encoding="utf-8"), "another edit is lost"


def test_a_new_version_is_no_edit_of_the_source(course):
    edit(course, "pyproject.toml", "2.1.0", "2.2.0")
    edit(course, "notebooks/00_count.ipynb", "rate = 0.2", "rate = 0.4")
    sync.main(["--take", str(course / "notebooks/00_count.ipynb")], course)
    assert "rate = 0.4" in (course / "notebooks/source/00_count.py").read_text(encoding="utf-8")


def test_a_name_that_no_source_has_is_an_error(course, capsys):
    with pytest.raises(SystemExit) as stopped:
        sync.main(["22_count"], course)
    assert stopped.value.code == 2 and "22_count" in capsys.readouterr().err


def test_a_sentence_after_the_marker_of_the_buttons_stays(course):
    source = course / "notebooks/source/00_count.py"
    text = source.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("# [Open in Colab]("))
    source.write_text(text.replace(line, "# You count pictures.", 1), encoding="utf-8")
    sync.main([], course)
    assert f"{line}\n# You count pictures.\n" in source.read_text(encoding="utf-8")


def test_force_overwrites_an_edit(course, capsys):
    edit(course, "notebooks/00_count.ipynb", "rate = 0.2", "rate = 0.4")
    assert sync.main(["--force"], course) == 0
    assert "rate = 0.2" in (course / "notebooks/00_count.ipynb").read_text(encoding="utf-8")


def test_a_name_keeps_sync_to_that_notebook(course):
    for name in ("00_count", "01_again"):
        edit(course, f"notebooks/{name}.ipynb", "rate = 0.2", "rate = 0.4")
    assert sync.main(["--force", "00_count"], course) == 0
    assert "rate = 0.2" in (course / "notebooks/00_count.ipynb").read_text(encoding="utf-8")
    assert "rate = 0.4" in (course / "notebooks/01_again.ipynb").read_text(encoding="utf-8"), "an edit is lost"


@pytest.mark.parametrize("saved, old, kept", [
    ("source/00_count.py", "rate=0.4", "rate = 0.2"), ("00_count.ipynb", "rate = 0.2", "rate = 0.5"),
])
def test_a_file_saved_meanwhile_stays(course, capsys, monkeypatch, saved, old, kept):
    edit(course, "notebooks/source/00_count.py", "rate = 0.2", "rate=0.4")
    plan = sync.plan

    def save_meanwhile(*arguments):
        planned = plan(*arguments)
        edit(course, f"notebooks/{saved}", old, "rate = 0.5")
        return planned

    monkeypatch.setattr(sync, "plan", save_meanwhile)
    assert sync.main([], course) == 1
    assert "00_count was saved just now" in capsys.readouterr().err
    assert "rate = 0.5" in (course / "notebooks" / saved).read_text(encoding="utf-8")
    assert kept in (course / "notebooks/00_count.ipynb").read_text(encoding="utf-8")


def test_a_source_that_cannot_be_read_is_named(course, capsys):
    (course / "notebooks/source/00_count.py").write_bytes("# caf\xe9".encode("cp1252"))
    assert sync.main([], course) == 1
    assert "notebooks/source/00_count.py: " in capsys.readouterr().err


def test_a_run_notebook_is_cleaned(course, capsys):
    edit_notebook(course, add_output)
    assert sync.main([], course) == 0
    assert rules.no_outputs(course) == []


def test_address_changes_everywhere_at_once(course, capsys):
    edit(course, "pyproject.toml", "us/our-course", "them/another")
    assert sync.main([], course) == 0
    for path in [*course.glob("notebooks/**/*.*"), course / "README.md"]:
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert "us/our-course" not in text and "them/another" in text, path
    assert all(rule(course) == [] for rule in RULES)


def test_solved_edition(course):
    path = course / "notebooks/solutions/00_count.ipynb"
    notebook = rules.read(path)
    exercise = rules.tagged(notebook, "exercise")[0]
    assert exercise.source.split("\n")[-2:] == ["answer = 2", "checks.check_number(answer)"]
    text = rules.prose(notebook)
    assert "One and one." in text and "<details>" not in text
    assert "(../../data/README.md)" in text and "(01_again.ipynb)" in text
    assert "(../00_count.ipynb)" in text
    assert re.search(r"blob/v2.1.0/notebooks/solutions/00_count.ipynb", text)


def test_jupytext_finds_the_other_of_each_pair():
    from jupytext.paired_paths import paired_paths

    pair = paired_paths("notebooks/source/00_count.py", {"extension": ".py", "format_name": "percent"}, sync.FORMATS)
    assert [path for path, _ in pair] == ["notebooks/00_count.ipynb", "notebooks/source/00_count.py"]


def test_notebook_00_lists_every_notebook_with_its_minutes():
    """Whoever adds a notebook puts it there by hand; sync fills README alone."""
    table = (ROOT / "notebooks/source/00_start_here.py").read_text(encoding="utf-8")
    for source in sync.sources(ROOT):
        text = source.read_text(encoding="utf-8")
        total = sum(map(int, re.findall(r"\d+", re.search(r"(?m)^# Minutes: (.*)$", text)[1])))
        row = re.search(rf"(?m)^# \| \[?{source.stem[:2]} .* (\d+) \|$", table)
        assert row, f"notebook 00 does not list {source.stem}"
        assert abs(int(row[1]) - total) <= 5, f"notebook 00 says {row[1]} minutes for {source.stem}; its own sum is {total}"
