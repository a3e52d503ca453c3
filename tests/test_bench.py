"""The comparison with the blog: its arithmetic, and that README quotes what it wrote."""

import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from test_data import fill

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "data" / "reference"))
import bench as program  # noqa: E402

RESULTS = json.loads((ROOT / "data" / "reference" / "bench.json").read_text())
# What each row of README's table quotes.
QUOTED = {
    "model one, training": RESULTS["one"],
    "model two, training": RESULTS["two"],
    "model three, training": RESULTS["three"],
    "model four, files to trained model": RESULTS["four"],
    "model four, errors on 800 validation and 200 test photographs": RESULTS["four"]["errors"],
    "notebook 11, full training, against the blog's model three": RESULTS["scratch"],
    "the same, shorter training": RESULTS["scratch"]["shorter_training"],
    "the same, larger network": RESULTS["scratch"]["larger_network"],
    "first picture from a fresh start": RESULTS["start"],
    "counting the classes": RESULTS["counting"],
    "first pass over the training pictures": RESULTS["loading"],
    "batches per second, later passes": RESULTS["batches"],
}


def test_ratio_is_taken_pair_by_pair():
    result = program.compare([1.0, 4.0, 9.0], [2.0, 4.0, 3.0])
    assert result["ratio"] == {"median": 1.0, "low": 0.5, "high": 3.0, "values": [0.5, 1.0, 3.0]}
    assert (result["course"]["median"], result["blog"]["median"], result["pairs"]) == (4.0, 3.0, 3)


def test_both_ways_take_turns_in_going_first():
    calls = []
    course, blog = lambda: calls.append("course"), lambda: calls.append("blog")
    program.alternate(course, blog, repeats=3)
    assert calls == ["course", "blog", "blog", "course", "course", "blog"]


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """A folder in the shape of the photographs, with twenty pictures in each of its folders."""
    return fill(tmp_path_factory.mktemp("few"), train=20, validation=20)


# Models one and two take the way of model three; "start" has a test of its own.
@pytest.mark.parametrize("name", ["counting", "loading", "batches", "three", "four", "scratch"])
def test_comparison_runs_to_its_end_with_today_s_notebooks(name, few, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA", str(few))
    monkeypatch.delenv("COURSE_EVERY", raising=False)
    load_backbone = program.train.load_backbone
    monkeypatch.setattr(program.train, "load_backbone", lambda *size: load_backbone(*size, weights=False))
    run_scratch_cells = program.train.run_scratch_cells

    def run_at_one_size(*arguments):
        cells = run_scratch_cells(*arguments)
        cells["sizes"].clear()
        cells["sizes"][1.0] = 64  # the other sizes take the same way, and half a minute
        return cells

    monkeypatch.setattr(program.train, "run_scratch_cells", run_at_one_size)
    record = tmp_path / "bench.json"
    assert program.main(["--quick", "--repeats", "1", "--only", name, "--output", str(record)]) == 0
    found = {re.sub(r":.*", "", line).strip().replace(" ", "_"): line for line in capsys.readouterr().out.splitlines()}
    parts = {key for key, part in RESULTS[name].items() if isinstance(part, dict) and "course" in part and "unit" in part}
    assert parts <= set(found) and all("1 pairs" in line for line in found.values())
    assert not record.exists(), "a trial writes no record"


def test_comparison_of_starts_runs_to_its_end(few, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(few))
    started = []

    def pretend(command, **_):
        started.append(command[-1])
        return SimpleNamespace(stdout="0.1")

    monkeypatch.setattr(program.subprocess, "run", pretend)
    assert program.compare_start(SimpleNamespace(repeats=1))["pairs"] == 1
    place = repr(str(few))[1:-1]  # as it stands in a program, with every backslash of Windows twice
    assert len(started) == 3 and place in started[0] and place in started[1]


def test_a_comparison_made_anew_leaves_the_others(few, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(few))
    monkeypatch.delenv("COURSE_EVERY", raising=False)
    record = tmp_path / "bench.json"
    record.write_text('{"four": 4}')
    assert program.main(["--only", "counting", "--repeats", "1", "--output", str(record)]) == 0
    written = json.loads(record.read_text())
    assert written["four"] == 4 and written["counting"]["pairs"] == 1


def test_an_epoch_s_seconds_are_taken_times_the_epochs_of_each_way(few, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(few))
    monkeypatch.delenv("COURSE_EVERY", raising=False)
    monkeypatch.setattr(program, "clock", lambda function, *given, **options: (1.0, function(*given, **options)))
    result = program.COMPARISONS["three"](SimpleNamespace(quick=True, repeats=1))
    epochs = {way: program.train.RUNS["model_three", way]["epochs"] for way in ("course", "blog")}
    assert result["course"]["median"] == epochs["course"] + 1, "an epoch takes a second here, and the loading one"
    assert result["blog"]["median"] == epochs["blog"]


def test_the_bench_chooses_the_precision_as_notebook_11_does():
    rule = 'faster = milliseconds["mixed_bfloat16"] < 0.9 * milliseconds["float32"]'
    (source,) = program.train.NOTEBOOKS.glob("11_*.py")
    for path in (source, Path(program.__file__)):
        assert rule in path.read_text(encoding="utf-8"), f"{path.name}: change the rule in both"


def test_a_share_of_the_pictures_is_refused(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_EVERY", "4")
    with pytest.raises(SystemExit):
        program.main(["--only", "counting"])
    assert "COURSE_EVERY" in capsys.readouterr().err


@pytest.mark.parametrize("title", QUOTED)
def test_readme_quotes_the_bench(title):
    result = QUOTED[title]
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", (ROOT / "README.md").read_text(), re.M)
    unit = " s" if result["unit"] == "seconds" else ""
    ratio = result["ratio"]
    assert [row[1:] for row in rows if row[0] == title] == [(
        f"{result['course']['median']:g}{unit}",
        f"{result['blog']['median']:g}{unit}",
        f"{ratio['median']:.3f} ({ratio['low']:.3f} to {ratio['high']:.3f})",
    )]


def test_trainings_have_the_epochs_of_today_s_recipes():
    for name in ("one", "two", "three", "scratch"):
        for way, epochs in RESULTS[name]["epochs"].items():
            assert program.train.RUNS[f"model_{name}", way]["epochs"] == epochs
    for way, every in RESULTS["scratch"]["validated_every"].items():
        assert program.train.RUNS["model_scratch", way]["validate_every"] == every
