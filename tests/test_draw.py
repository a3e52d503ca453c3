"""The drawn data: the same to the byte, different in shape only, and rightly described."""

import importlib.util
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

DATA = Path(__file__).resolve().parents[1] / "data"
sys.path.insert(0, str(DATA))

import data_sheet  # noqa: E402
import measure_sample  # noqa: E402
from draw.picture import BACKBONE_CLASSES, SAMPLE_CLASSES, backbone_picture, choose_look  # noqa: E402
from draw.sample import NUMBERS, SEED, path_of, picture_bytes, tasks  # noqa: E402
from draw.source import Source  # noqa: E402

FAMILIES = {
    "cat", "lion", "tiger", "leopard", "lynx", "cheetah", "panther", "puma", "jaguar", "ocelot",
    "dog", "wolf", "fox", "jackal", "coyote", "dingo", "puppy", "kitten",
}


@pytest.fixture
def record() -> dict:
    return json.loads((DATA / "backbone" / "record.json").read_text())


@pytest.fixture
def measured() -> dict:
    return json.loads((DATA / "sample" / "measured.json").read_text())


@pytest.mark.parametrize("task", [
    ("train", "cat", 0), ("train", "dog", 0), ("train", "dog", 211), ("validation", "cat", 2017),
    ("validation", "dog", 2199),
])
def test_a_picture_drawn_alone_equals_the_file(task):
    assert picture_bytes(task) == (DATA / "sample" / path_of(task)).read_bytes()


def test_the_sample_holds_exactly_the_pictures_of_the_program():
    on_disk = {p.relative_to(DATA / "sample") for p in (DATA / "sample").rglob("*.jpg")}
    assert on_disk == {path_of(task) for task in tasks()}
    assert len(NUMBERS["train"]) * 2 >= 800 and len(NUMBERS["validation"]) * 2 >= 400
    assert set(NUMBERS["train"]).isdisjoint(NUMBERS["validation"])


def test_the_sample_is_small_enough():
    files = list((DATA / "sample").rglob("*.jpg"))
    assert sum(p.stat().st_size for p in files) <= 8_000_000
    assert {Image.open(p).size for p in files[::97]} == {(160, 160)}


def test_a_look_depends_on_the_number_alone():
    looks = [choose_look(Source(SEED, 1, number)) for number in range(40)]
    assert looks == [choose_look(Source(SEED, 1, number)) for number in range(40)]
    assert len(set(map(repr, looks))) == 40


def test_twins_have_nearly_the_same_colors():
    means = {}
    for name in SAMPLE_CLASSES:
        files = [DATA / "sample" / path_of(("validation", name, n)) for n in range(2000, 2200)]
        means[name] = np.stack([np.asarray(Image.open(p)).mean((0, 1)) for p in files])
    gap = means["cat"].mean(0) - means["dog"].mean(0)
    assert np.abs(gap).max() < 0.1 * means["cat"].std(0).min()


def test_twins_share_their_surroundings():
    gaps = []
    for number in NUMBERS["train"][:40]:
        cat, dog = (np.asarray(Image.open(DATA / "sample" / path_of(("train", name, number))))
                    .astype(int) for name in ("cat", "dog"))
        gaps.append(np.abs(cat - dog)[:16, :16].mean())
    assert np.median(gaps) < 6


def test_backbone_classes(record):
    assert len(BACKBONE_CLASSES) >= 20 and record["classes"] == list(BACKBONE_CLASSES)
    assert FAMILIES.isdisjoint(BACKBONE_CLASSES)


def test_backbone_file(record):
    files = list((DATA / "backbone").glob("*.weights.h5"))
    assert [p.name for p in files] == [record["weights"]]
    assert files[0].stat().st_size <= 2_500_000
    for key in ("held_out_accuracy", "epochs", "seed", "pictures_per_class", "versions"):
        assert key in record
    assert record["held_out_accuracy"] > 10 / len(BACKBONE_CLASSES)


def test_the_sample_is_as_hard_as_it_should_be(measured):
    assert measured["always_one_class"] == 0.5
    assert measured["pixels_32x32"] <= 0.62
    for name in ("color_histogram", "file_size", "mean_color"):
        assert measured[name] <= 0.58
    assert len(measured["model_one"]) >= 3 and len(measured["model_four"]) >= 3
    for run in measured["model_one"]:
        assert run["accuracy"][-1] >= 0.90 and 0.62 <= run["val_accuracy"][-1] <= 0.88
    for run in measured["model_four"]:
        assert run["val_accuracy"][-1] >= 0.94


def test_the_data_sheet_quotes_the_records(record):
    text = data_sheet.README.read_text(encoding="utf-8")
    assert data_sheet.filled(text) == text
    assert f"{record['held_out_accuracy']:.1%}" in text


def test_the_sample_is_measured_on_the_course_s_own_parts():
    from helpers import data

    _, labelled, _ = data._split(data.SAMPLE)
    for part, (paths, labels) in measure_sample.list_files(data.SAMPLE).items():
        assert sorted(zip(paths, labels)) == sorted(labelled[part])


def test_the_base_learns_each_picture_under_its_own_class(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("train_backbone", DATA / "backbone" / "train.py")
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    monkeypatch.setattr(program, "ProcessPoolExecutor", ThreadPoolExecutor)
    monkeypatch.setattr(program, "BACKBONE_CLASSES", BACKBONE_CLASSES[:3])
    images, labels = program.draw_classes(7, 5, 2, 64, tmp_path, 1)
    assert labels.tolist() == [0, 1, 2, 0, 1, 2]
    for image, label, number in zip(images, labels, (5, 5, 5, 6, 6, 6)):
        np.testing.assert_array_equal(image, backbone_picture(7, BACKBONE_CLASSES[label], number, 64))
    again, _ = program.draw_classes(7, 5, 2, 64, tmp_path, 1)
    np.testing.assert_array_equal(again, images)
