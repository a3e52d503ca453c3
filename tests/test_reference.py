"""The records, the program that makes them, and what draws from them."""

import ast
import builtins
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from helpers import reference

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "data" / "reference"
sys.path.insert(0, str(FOLDER))
import train as program  # noqa: E402

RECORDS = sorted(FOLDER.glob("model_*.json"))
NOTEBOOK_RECORDS = sorted(FOLDER.glob("notebook_*.json"))


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


# -- The run of the notebooks on the photographs ---------------------------------

RUN = read(FOLDER / "notebooks.json")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_recorded_run_keeps_its_limits_and_is_what_the_notebook_says(path):
    assert RUN["data"] in ("photos", "cats_and_dogs_filtered.zip") and RUN["one_picture_in"] == 1
    row = RUN["notebooks"][path.name]
    assert row["slowest_cell"] <= 90 and row["peak_memory_mb"] < 2000
    assert path.name[:2] != "00" or row["first_picture"] <= 15
    source = (program.NOTEBOOKS / f"{path.stem}.py").read_text(encoding="utf-8")
    said = int(re.search(r"(?m)^# Minutes: .*\bwaiting (\d+)", source)[1])
    assert abs(said - row["in_cells"] / 60) <= 1, f"{path.stem} says {said} minutes; all its cells took {row['in_cells']} s"


def test_recorded_run_from_inspection_to_model_four_takes_at_most_eight_minutes():
    assert sum(row["in_cells"] for name, row in RUN["notebooks"].items() if name[:2] <= "05") <= 8 * 60


# -- The records ---------------------------------------------------------------


def test_readme_tells_what_the_trainings_from_scratch_reached():
    runs = {recipe: reference.load("model_scratch", recipe) for recipe in ("full", "shorter", "larger")}
    accuracies = {recipe: [run["validation"]["accuracy"] for run in runs[recipe]] for recipe in runs}
    expected = [
        *accuracies["full"], *(run["seconds"] for run in runs["full"]), *accuracies["shorter"], *accuracies["larger"],
        *(run["seconds"] for run in runs["larger"]),
        *(run["validation_mirrored_too"]["accuracy"] for run in runs["larger"]),
    ]
    paragraph = re.search(r"(?m)^Without pretraining.*$", (ROOT / "README.md").read_text(encoding="utf-8"))[0]
    told = re.findall(r"\d+\.\d+", paragraph)
    assert [float(number) for number in told] == [
        round(value, len(number.partition(".")[2])) for number, value in zip(told, expected, strict=True)
    ]


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_record_is_whole_and_follows_today_s_recipe(path):
    record = read(path)
    assert path.stem == f"{record['model']}-{record['recipe']}-{record['seed']}"
    recipe = program.RUNS[record["model"], record["recipe"]]
    assert record["epochs"] == recipe["epochs"]
    for key, value in record["settings"].items():
        wanted = list(recipe[key]) if isinstance(recipe[key], tuple) else recipe[key]
        assert value == wanted, f"{key}: recorded {value}, today {wanted}; train again"
    for metric in ("accuracy", "loss"):
        assert len(record["history"][metric]) == record["epochs"]
        assert len(record["history"][f"val_{metric}"]) == record["epochs"] // recipe.get("validate_every", 1)
    for part, total in (("validation", 800), ("test", 200), ("training_without_dropout", 2000)):
        assert record[part]["total"] == total
        assert record[part]["accuracy"] == pytest.approx(record[part]["correct"] / total)
    for part, leads in record.get("leads", {}).items():
        right = record[f"{part}_mirrored_too"]["correct"]
        assert len(leads) == record[part]["total"]
        # A lead is rounded, so one that is 0 may be either.
        assert sum(lead > 0 for lead in leads) <= right <= sum(lead >= 0 for lead in leads)
    assert record["data"] == "photos"
    assert record["processor"] and record["seconds"] > 0 and record["peak_memory_mb"] > 0


@pytest.fixture(scope="module")
def built():
    """Models built once: {(model, recipe): what a record would store of its layers}."""
    known = {}

    def build(model, recipe):
        if (model, recipe) not in known:
            size = program.RUNS[model, recipe].get("base_size")
            backbone = program.load_backbone(size, weights=False) if size else None
            known[model, recipe] = program.describe_layers(program.build(model, recipe, backbone))
        return known[model, recipe]

    return build


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_record_s_layers_are_those_of_its_notebook(path, built):
    record = read(path)
    if record["recipe"] != "blog":
        assert record["model"] in program.find_cells(), (
            f'No notebook has a cell tagged "reference" that builds {record["model"]}.'
        )
    found = built(record["model"], record["recipe"])
    assert found == record["layers"], (
        f"{record['model']} has changed since {path.name} was recorded: delete the record "
        "and run python3 course.py reference, or undo the change."
    )


@pytest.mark.parametrize("recipe", sorted({path.stem.rpartition("-")[0] for path in RECORDS}))
def test_each_seed_went_its_own_way(recipe):
    losses = [read(path)["history"]["loss"] for path in RECORDS if path.stem.rpartition("-")[0] == recipe]
    assert len(set(map(tuple, losses))) == len(losses)


def test_every_run_has_its_record():
    there = {path.stem for path in (*RECORDS, *NOTEBOOK_RECORDS)}
    missing = {f"{model}-{recipe}-{seed}" for model, recipe, seed in program.list_runs()} - there
    assert not missing, f"python3 course.py reference has not recorded: {', '.join(sorted(missing))}"


@pytest.mark.parametrize("path", NOTEBOOK_RECORDS, ids=lambda path: path.stem)
def test_notebook_s_tables_were_made_by_its_cells_of_today(path):
    record = read(path)
    assert path.stem == f"{record['model']}-{record['recipe']}-{record['seed']}"
    assert record["code"] == program.find_recorded(record["model"])[1], (
        f'a cell tagged "recorded" has changed since {path.name}: delete the records of that notebook '
        "and run python3 course.py reference, or undo the change"
    )
    assert tuple(record["tables"]) == program.TABLES[record["model"]][1]
    assert record["data"] == "photos" and record["processor"] and record["seconds"] > 0


@pytest.mark.parametrize("path", NOTEBOOK_RECORDS, ids=lambda path: path.stem)
def test_accuracies_in_a_notebook_s_tables_are_shares_of_its_photographs(path):
    record = read(path)
    pictures = {"val_accuracy": 800, "one look": 800, "two looks": 800, "validation": 800, "test": 200, "accuracy": 467}
    shares = [
        row[column] * pictures[column]
        for rows in record["tables"].values() for row in rows for column in pictures.keys() & row.keys()
    ]
    assert shares and all(abs(share - round(share)) < 0.01 for share in shares)


@pytest.mark.parametrize("notebook", program.TABLES)
def test_recorded_cells_need_no_other_cell(notebook):
    code, _ = program.find_recorded(notebook)
    (seed, _), tables = program.TABLES[notebook]
    nodes = list(ast.walk(ast.parse(code)))
    named = [node for node in nodes if isinstance(node, ast.Name)]
    made = {node.id for node in named if isinstance(node.ctx, ast.Store)}
    assert set(tables) <= made and seed in code
    known = made | set(dir(builtins))
    known |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    known |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    known |= {(node.asname or node.name).partition(".")[0] for node in nodes if isinstance(node, ast.alias)}
    assert not {node.id for node in named} - known


def test_model_four_s_pictures_and_base_are_those_of_the_recorded_runs():
    text, recipe = (program.NOTEBOOKS / "05_model_four.py").read_text(encoding="utf-8"), program.RUNS["model_four", "course"]
    assert f"image_size = {recipe['image_size']}\n" in text and f"base_size = {recipe['base_size']}\n" in text
    assert "view = layers.CenterCrop(*base_size)\n" in text  # as train.build_course sets it


@pytest.mark.parametrize("model, number", [("model_one", "02"), ("model_two", "03"), ("model_three", "04")])
def test_notebook_s_pictures_and_rate_are_those_of_the_recorded_runs(model, number):
    (source,) = program.NOTEBOOKS.glob(f"{number}_*.py")
    text, recipe = source.read_text(encoding="utf-8"), program.RUNS[model, "course"]
    part = f"steps // {1 / recipe['warm_up']:g}"
    assert f"image_size = {recipe['image_size']}\n" in text
    assert "data.load(image_size=image_size)\n" in text and "optimizer=keras.optimizers.Adam(rate)" in text
    assert f"decay_steps=steps - {part}, warmup_target={recipe['rate']}, warmup_steps={part}\n" in text


@pytest.mark.parametrize("setting", [
    "smallest_share=0.2", "rate = keras.optimizers.schedules.CosineDecay(", "steps - steps // 10, warmup_target=0.005,",
    "AdamW(rate, weight_decay=0.1)", "label_smoothing=0.1", "momentum=0.9", "batch_size = 32\n", f"{program.SIZES}\n",
])
def test_notebook_11_s_settings_are_those_of_its_recorded_runs(setting):
    assert program.find_cells()["model_scratch"].count(setting) == 1, (
        "the records of model_scratch were made with this: train them all again, then change it here too"
    )


def test_notebook_03_builds_model_one_plain_and_augmented_as_recorded(built):
    import keras

    names = {"keras": keras, "layers": keras.layers, "class_names": program.CLASS_NAMES}
    (source,) = program.NOTEBOOKS.glob("03_*.py")
    for name in ("build_augmentation", "build_model_one"):
        code = re.search(rf"def {name}\(\):\n(?:    .*\n)+", source.read_text(encoding="utf-8"))[0]
        exec(code, names)
    for recipe, front in (("as-long", []), ("augmented", names["build_augmentation"]())):
        size = program.RUNS["model_one", recipe]["image_size"]
        network = keras.Sequential([keras.Input((*size, 3)), *front, *names["build_model_one"]()])
        assert program.describe_layers(network) == built("model_one", recipe), recipe


@pytest.mark.parametrize("model", ["model_one", "model_two", "model_three", "model_four", "model_scratch"])
def test_notebook_trains_as_long_as_the_recorded_runs(model):
    course, full = program.read_epochs()[model]
    wanted = program.RUNS[model, "course"]["epochs"]
    assert course == wanted, (
        f"the notebook trains {model} for {course} epochs, RUNS in data/reference/train.py says {wanted}: "
        "change both, delete the records, and run python3 course.py reference"
    )
    longer = "full" if model == "model_scratch" else "blog"
    assert full == max(course, program.RUNS[model, longer]["epochs"])


@pytest.mark.parametrize("model", ["model_one", "model_two", "model_three", "model_four"])
def test_course_ends_no_lower_than_the_blog_s_recipe(model):
    ends = {
        recipe: [record["validation"]["accuracy"] for record in reference.load(model, recipe)]
        for recipe in ("course", "blog")
    }
    assert np.median(ends["course"]) >= np.median(ends["blog"])
    assert np.mean(ends["course"]) >= np.mean(ends["blog"])


# -- What draws from them ------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    for seed, last in enumerate((0.6, 0.7, 0.62)):
        record = {
            "model": "model_one",
            "recipe": "course",
            "seed": seed,
            "epochs": 2,
            "history": {"accuracy": [0.5, 0.8], "val_accuracy": [0.5, last]},
            "validation": {"accuracy": last},
            "test": {"accuracy": 0.6},
            "training_without_dropout": {"accuracy": 0.9},
            "seconds": 10 + seed,
            "quiet": seed > 0,
            "processor": "Some processor, 2 cores",
        }
        (tmp_path / f"model_one-course-{seed}.json").write_text(json.dumps(record))
    return tmp_path


def test_band_spans_the_runs(folder):
    assert reference.band("model_one", "val_accuracy", folder=folder) == {
        "epochs": [1, 2],
        "low": [0.5, 0.6],
        "median": [0.5, 0.62],
        "high": [0.5, 0.7],
        "runs": 3,
    }


def test_table_says_runs_and_spread(folder):
    table = reference.summarize("model_one", folder=folder)
    assert len(table.rows) == 1
    for text in (repr(table), table._repr_html_()):
        assert "model one" in text
        assert "0.620 (0.600 to 0.700)" in text
    assert table.rows[0]["Validation accuracy"] == "0.620 (0.600 to 0.700)"
    assert table.rows[0]["Training accuracy, evaluated"] == "0.900 (0.900 to 0.900)"


def test_rows_of_a_notebook_are_put_together_over_its_runs(tmp_path):
    for seed, found in enumerate((0.5, 0.7, 0.55)):
        rows = [{"step": "first", "seed": seed, "right": found}, {"step": "second", "seed": seed, "right": 0.9}]
        record = {"model": "notebook_07", "recipe": "course", "seed": seed, "tables": {"steps": rows}}
        (tmp_path / f"notebook_07-course-{seed}.json").write_text(json.dumps(record))
    assert reference.tabulate("notebook_07", "steps", folder=tmp_path).rows == [
        {"step": "first", "runs": "3", "right": "0.550 (0.500 to 0.700)"},
        {"step": "second", "runs": "3", "right": "0.900 (0.900 to 0.900)"},
    ]
    assert "No recorded runs of notebook 05 yet." in repr(reference.tabulate("notebook_05", "steps", folder=tmp_path))


def test_an_unknown_recipe_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        program.main(["--only", "model_one-blogs", "--list", "--folder", str(tmp_path)])
    assert "model_one-blogs" in capsys.readouterr().err


def test_a_recipe_is_named_in_full():
    assert program.list_runs(["model_scratch-shorter"], seeds=1) == [("model_scratch", "shorter", 0)]


def test_photographs_that_are_not_there_are_named(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "photso"))
    with pytest.raises(SystemExit, match="photso"):
        program.find_photographs()


def test_test_accuracy_is_shown_only_when_asked_for(folder):
    (plain,) = reference.summarize("model_one", folder=folder).rows
    (asked,) = reference.summarize("model_one", test=True, folder=folder).rows
    assert "Test accuracy" not in plain and asked["Test accuracy"] == "0.600 (0.600 to 0.600)"


def test_a_single_run_has_no_spread(folder):
    for path in sorted(folder.glob("model_one-*.json"))[1:]:
        path.unlink()
    (row,) = reference.summarize("model_one", folder=folder).rows
    assert "0.600" in row.values() and not any(" to 0." in str(value) for value in row.values())


def test_seconds_stand_beside_their_processor_and_only_of_quiet_runs(folder):
    (row,) = reference.summarize("model_one", folder=folder).rows
    assert row["Seconds to fit"] == "12 (11 to 12) on Some processor, 2 cores"


def test_nothing_recorded_is_said_in_a_sentence(tmp_path):
    assert reference.load("model_one", folder=tmp_path) == []
    assert reference.band("model_one", "accuracy", folder=tmp_path) is None
    table = reference.summarize(["model_one", "model_two"], folder=tmp_path)
    for text in (repr(table), table._repr_html_()):
        assert text.strip("<p>").startswith("No recorded runs of model one, model two yet.")


def test_a_metric_that_was_not_recorded_gives_no_band(folder):
    assert reference.band("model_one", "recall", folder=folder) is None


# -- The program ---------------------------------------------------------------


def test_test_part_is_every_fifth_validation_file_by_sorted_name():
    names = [
        f"any/{split}/{kind}/{kind[:-1]}.{number}.jpg"
        for split in ("train", "validation")
        for kind in ("dogs", "cats")
        for number in range(20)
    ] + ["any/validation/cats/notes.txt", "__MACOSX/any/validation/cats/._cat.0.jpg"]
    parts = program.list_files(names)
    assert [len(parts[part]) for part in ("train", "validation", "test")] == [40, 32, 8]
    ordered = sorted(f"cat.{number}.jpg" for number in range(20))
    assert [name.rsplit("/", 1)[1] for name, label in parts["test"] if label == 0] == ordered[4::5]
    assert not set(parts["test"]) & set(parts["validation"])


def test_resize_agrees_with_keras_loader():
    tensorflow = pytest.importorskip("tensorflow")
    image = np.random.default_rng(0).integers(0, 256, (203, 117, 3), "uint8")
    expected = tensorflow.image.resize(image, (160, 160)).numpy()
    assert np.abs(program.resize(image, (160, 160)) - expected).max() <= 0.51


def test_blog_s_models_have_the_blog_s_parameters():
    one = program.count_parameters(program.build_blog("model_one"))
    four = program.count_parameters(program.build_blog("model_four", program.load_backbone(weights=False)))
    assert one["total"] == 2_711_042
    assert (four["total"], four["trainable"]) == (2_647_682, 389_506)


def test_augmented_model_one_differs_by_its_first_layers_alone():
    course = program.describe_layers(program.build("model_one", "course"))
    augmented = program.describe_layers(program.build("model_one", "augmented"))
    assert [kind for kind, _ in augmented[:2]] == ["RandomFlip", "RandomRotation"]
    assert augmented[2:] == course


@pytest.mark.parametrize("recipe", program.CHANGES)
def test_each_change_finds_its_line_in_notebook_11(recipe):
    from keras import layers

    names = program.run_scratch_cells(recipe)
    whole = program.run_scratch_cells("course")
    layers_differ = program.describe_layers(names["model_scratch"]) != program.describe_layers(whole["model_scratch"])
    assert layers_differ == (recipe in ("no-shortcuts", "places-kept", "slow-averages", "larger"))
    assert isinstance(names["model_scratch"].layers[-1], layers.Dense)


def test_a_change_without_its_line_stops(tmp_path):
    (tmp_path / "11_any.py").write_text('# %% tags=["reference"]\nmodel_scratch = None\n')
    with pytest.raises(SystemExit, match="hard-labels"):
        program.run_scratch_cells("hard-labels", tmp_path)


def test_notebook_11_s_own_cells_train_the_recorded_network():
    recipe = {**program.RUNS["model_scratch", "course"], "precision": "float32", "epochs": 2, "validate_every": 2}
    random = np.random.default_rng(0)
    some = random.integers(0, 256, (8, 40, 40, 3), "uint8"), np.repeat([0, 1], 4)
    model, history = program.fit_scratch("one-size", recipe, {"train": some, "validation": some})
    assert (len(history["accuracy"]), len(history["val_accuracy"])) == (2, 1)
    assert np.isfinite(history["loss"]).all()
    assert model.predict(some[0].astype("float32"), verbose=0).shape == (8, 2)


def test_the_probe_of_notebook_11_runs_for_the_bench():
    names = program.run_scratch_cells("course")
    names["images"], names["labels"] = np.zeros((32, 70, 70, 3), "uint8"), np.repeat([0, 1], 16)
    assert names["count_milliseconds"]("float32") > 0


def test_recorded_cells_of_a_notebook_become_a_record(tmp_path, monkeypatch):
    cells = [
        ("recorded", "import os\nseed = 0\nrows = [{'step': 'first', 'right': seed + 1 / 3, 'curve': [1, 2]}]"),
        ("other", "stop = 1 / 0"),
        ("recorded", "rows.append({'step': os.environ['COURSE_DATA'], 'right': float('COURSE_EVERY' in os.environ)})"),
    ]
    source = "".join(f'# %% tags=["{tag}"]\n{code}\n' for tag, code in cells)
    (tmp_path / "05_any.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr(program, "NOTEBOOKS", tmp_path)
    monkeypatch.setitem(program.TABLES, "notebook_05", (("seed = 0", "seed = {seed}"), ("rows",)))
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setenv("COURSE_EVERY", "4")
    assert program.main(["--run", "notebook_05", "course", "3", "--folder", str(tmp_path)]) == 0
    (record,) = reference.load("notebook_05", folder=tmp_path)
    assert record["tables"] == {"rows": [{"step": "first", "right": 3.33333}, {"step": str(tmp_path), "right": 0.0}]}
    assert record["seed"] == 3 and record["code"] == program.find_recorded("notebook_05")[1]


def test_recorded_cells_without_the_seed_s_text_stop(tmp_path, monkeypatch):
    (tmp_path / "05_any.py").write_text('# %% tags=["recorded"]\nrows = []\n', encoding="utf-8")
    monkeypatch.setattr(program, "NOTEBOOKS", tmp_path)
    with pytest.raises(SystemExit, match="seed"):
        program.run_notebook("notebook_05", 0)


def test_layers_are_told_apart():
    from keras import Sequential, layers

    def describe(*stack):
        return program.describe_layers(Sequential([*stack]))

    assert describe(layers.Conv2D(4, 3)) == describe(layers.Conv2D(4, (3, 3), name="other"))
    assert describe(layers.Conv2D(4, 3)) != describe(layers.Conv2D(4, 5))
    assert describe(layers.BatchNormalization()) != describe(layers.BatchNormalization(momentum=0.9))
    assert describe(layers.Dropout(0.5)) != describe(layers.Dropout(0.4))


def test_program_skips_what_is_recorded_and_goes_on_where_it_stopped(tmp_path, monkeypatch, capsys):
    (tmp_path / "model_one-blog-0.json").write_text("{}")
    started = []
    monkeypatch.setattr(subprocess, "call", lambda command: started.append(command) or len(started) == 2)
    arguments = ["--only", "model_one-blog", "--only", "model_two-blog", "--seeds", "2", "--folder", str(tmp_path)]
    assert program.main(arguments) == 1
    run = [command[command.index("--run") + 1 :][:3] for command in started]
    assert run == [["model_two", "blog", "0"], ["model_one", "blog", "1"]]
    assert "The next call begins with it" in capsys.readouterr().err


@pytest.mark.parametrize("named", ["", " "])
def test_an_empty_variable_means_the_photographs(monkeypatch, tmp_path, named):
    from helpers import data

    monkeypatch.setenv("COURSE_DATA", named)
    monkeypatch.setattr(data, "find_folder", lambda source: tmp_path / source)
    assert program.find_photographs() == tmp_path / "photos"


def test_the_second_look_is_at_the_mirror_image():
    images = np.random.default_rng(0).random((3, 4, 4, 3))
    network = SimpleNamespace(predict=lambda images, **_: images[:, 0, :2, 0])
    expected = (images + np.flip(images, axis=2))[:, 0, :2, 0] / 2
    np.testing.assert_allclose(program.look_twice(network, images), expected)


def test_a_record_that_cannot_be_replaced_stays_as_it_was(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError("in use")

    (tmp_path / "record.json").write_text("old")
    monkeypatch.setattr(program.os, "replace", refuse)
    with pytest.raises(PermissionError):
        program.write_whole("new", tmp_path / "record.json")
    assert (tmp_path / "record.json").read_text() == "old" and len(list(tmp_path.iterdir())) == 1


def test_one_run_from_pictures_to_record(tmp_path, monkeypatch):
    import keras
    from PIL import Image

    seeds = []
    set_random_seed = keras.utils.set_random_seed
    monkeypatch.setattr(keras.utils, "set_random_seed", lambda seed: seeds.append(seed) or set_random_seed(seed))

    random = np.random.default_rng(0)
    archive = tmp_path / "pictures.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for split, number in (("train", 9), ("validation", 10)):
            for kind in ("cats", "dogs"):
                for index in range(number):
                    picture = tmp_path / "picture.jpg"
                    Image.fromarray(random.integers(0, 256, (40, 50, 3), "uint8")).save(picture)
                    zipped.write(picture, f"pictures/{split}/{kind}/{kind[:-1]}.{index}.jpg")
    monkeypatch.setenv("COURSE_DATA", str(archive))
    record = program.train("model_one", "blog", seed=3, epochs=1)
    path = program.write_record(record, tmp_path)
    assert path.name == "model_one-blog-3.json" and seeds == [3]
    assert read(path) == json.loads(json.dumps(record))
    assert record["validation"]["total"] == 16 and record["test"]["total"] == 4
    assert record["training_without_dropout"]["total"] == 18
    assert record["parameters"]["total"] == 2_711_042
    assert not list(tmp_path.glob("*.part"))
