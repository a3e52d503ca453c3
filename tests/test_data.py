"""Loading: splits, order, values, and what is said of folders and zips that cannot be used."""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from helpers import data, folders


def paint(path: Path, seed: int = 0, mode: str = "RGB", size=(24, 20), **options) -> Path:
    """Write a small picture of random colored blocks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 256, (5, 6, 3), dtype="uint8")
    Image.fromarray(pixels).resize(size, 0).convert(mode).save(path, **options)
    return path


def fill(folder: Path, train: int = 6, validation: int = 10, classes=("cats", "dogs")) -> Path:
    """Make train/ and validation/ with numbered pictures, each with a mean color of its own."""
    number = 0
    for split, count in (("train", train), ("validation", validation)):
        for name in classes:
            for index in range(count):
                paint(folder / split / name / f"{name[:-1]}.{index}.png", number)
                number += 1
    return folder


def zip_up(folder: Path, target: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, Path(inside) / path.relative_to(folder))
    return target


def load(source, **options) -> data.Data:
    return data.load(source, **{"image_size": (8, 8), "batch_size": 4} | options)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    for name in ("COURSE_DATA", "COURSE_EVERY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def pets(tmp_path_factory) -> Path:
    return fill(tmp_path_factory.mktemp("pets"))


def names(files) -> list[str]:
    return [path.name for path in files]


# Splits


def test_test_is_every_fifth_validation_file_by_sorted_name(pets):
    loaded = load(pets)
    assert names(loaded.files["test"]) == ["cat.4.png", "cat.9.png", "dog.4.png", "dog.9.png"]
    assert "cat.3.png" in names(loaded.files["validation"])
    assert loaded.class_names == ("cat", "dog")
    assert loaded.counts == {
        "train": {"cat": 6, "dog": 6},
        "validation": {"cat": 8, "dog": 8},
        "test": {"cat": 2, "dog": 2},
    }


def test_splits_are_disjoint_and_lose_no_file(pets):
    files = load(pets).files
    every = [path for split in files.values() for path in split]
    assert len(every) == len(set(every)) == len(list(pets.rglob("*.png")))


def test_a_test_folder_is_used_as_it_is(pets, tmp_path):
    fill(tmp_path / "own")
    for name in ("cats", "dogs"):
        paint(tmp_path / "own" / "test" / name / "one.png")
    counts = load(tmp_path / "own").counts
    assert counts["test"] == {"cat": 1, "dog": 1}
    assert counts["validation"] == {"cat": 10, "dog": 10}


def test_one_folder_per_class_is_split_by_class(tmp_path):
    for name, count in (("oak", 25), ("ash", 10), ("elm", 15)):
        for index in range(count):
            paint(tmp_path / "trees" / name / f"{index:02}.png", index)
    loaded = load(tmp_path / "trees")
    assert loaded.class_names == ("ash", "elm", "oak")
    assert loaded.counts == {
        "train": {"ash": 7, "elm": 10, "oak": 16},
        "validation": {"ash": 1, "elm": 2, "oak": 4},
        "test": {"ash": 2, "elm": 3, "oak": 5},
    }
    every = [path for split in loaded.files.values() for path in split]
    assert len(set(every)) == 50


PROGRAM = """
import keras
from helpers import data
keras.utils.set_random_seed(5)
loaded = data.load({folder!r}, image_size=(8, 8), batch_size=4)
for split in data.SPLITS:
    for _ in range(2):
        for images, labels in getattr(loaded, split):
            print(split, labels.numpy().tolist(), images.numpy().sum(axis=(1, 2, 3)).tolist())
"""


def test_another_process_gives_the_same_batches(pets, capsys):
    program = PROGRAM.format(folder=str(pets))
    exec(program, {})
    here = capsys.readouterr().out
    environment = os.environ | {"PYTHONHASHSEED": "7", "TF_CPP_MIN_LOG_LEVEL": "3"}
    finished = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True
    )
    assert finished.stdout == here, finished.stderr
    assert len(here.splitlines()) == 1 + 2 * (3 + 4 + 1)


# Order and values


def sums(dataset) -> list[float]:
    return [float(total) for images, _ in dataset for total in images.numpy().sum(axis=(1, 2, 3))]


def test_validation_and_test_keep_the_order_of_files(pets):
    loaded = load(pets)
    for split in ("validation", "test"):
        dataset = getattr(loaded, split)
        first, labels = data.arrays(dataset)
        again, _ = data.arrays(dataset)
        assert (first == again).all()
        assert [loaded.class_names[label] for label in labels] == [
            path.name.split(".")[0] for path in loaded.files[split]
        ]
        for image, path in zip(first, loaded.files[split]):
            assert np.abs(image - data.read_picture(path, (8, 8))).max() <= 0.5


def test_predictions_line_up_with_labels(pets):
    import keras

    loaded = load(pets)
    total = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten()])
    predicted = total.predict(loaded.validation, verbose=0).sum(axis=1)
    images, _ = data.arrays(loaded.validation)
    assert predicted == pytest.approx(images.sum(axis=(1, 2, 3)))


def test_training_order_changes_each_pass_and_follows_the_seed(pets):
    import keras

    loaded = load(pets)
    keras.utils.set_random_seed(1)
    first, second = sums(loaded.train), sums(loaded.train)
    assert first != second and sorted(first) == sorted(second)
    keras.utils.set_random_seed(1)
    assert [sums(loaded.train), sums(loaded.train)] == [first, second]
    keras.utils.set_random_seed(2)
    assert sums(loaded.train) != first


def test_the_end_of_a_pass_waits_for_no_tuning(pets):
    pictures = load(pets)
    for part in (pictures.train, pictures.validation, pictures.test.take(1)):
        assert part.options().autotune.enabled is False


def test_batches_have_the_promised_form(pets):
    import tensorflow as tf

    loaded = load(pets)
    images, labels = loaded.train.element_spec
    assert (images.dtype, images.shape.as_list()) == (tf.float32, [None, 8, 8, 3])
    assert labels.dtype.is_integer and labels.shape.as_list() == [None]
    assert len(loaded.train) == 3 and [len(y) for _, y in loaded.validation] == [4, 4, 4, 4]
    images, labels = data.arrays(loaded.train)
    assert images.shape == (12, 8, 8, 3) and sorted(labels) == [0] * 6 + [1] * 6


def test_without_a_wish_pictures_are_160_by_160_in_batches_of_32(tmp_path):
    folder = fill(tmp_path / "more", train=20)
    shapes = [images.shape for images, _ in data.load(folder).train]
    assert shapes == [(32, 160, 160, 3), (8, 160, 160, 3)]


def test_values_equal_those_of_keras(pets):
    import keras

    theirs = keras.utils.image_dataset_from_directory(
        pets / "validation", image_size=(8, 8), batch_size=32, shuffle=False, verbose=False
    )
    expected = dict(zip(map(Path, theirs.file_paths), data.arrays(theirs)[0]))
    loaded = load(pets)
    for split in ("validation", "test"):
        for path, image in zip(loaded.files[split], data.arrays(getattr(loaded, split))[0]):
            assert np.abs(image - expected[path]).max() <= 0.5  # rounded to whole numbers


def test_files_of_every_mode_become_three_channels(tmp_path):
    pets = fill(tmp_path / "pets")
    folder = pets / "train" / "cats"
    made = [
        paint(folder / "gray.JPG", mode="L"),
        paint(folder / "print.jpeg", mode="CMYK"),
        paint(folder / "palette.PNG", mode="P"),
        paint(folder / "moving.gif", mode="P", save_all=True, append_images=[Image.new("P", (24, 20))]),
        paint(folder / "old.bmp"),
        paint(folder / "palette.bmp", mode="P"),
    ]
    loaded = load(pets, image_size=(20, 24), batch_size=64)
    ours = {path: image for path, image in zip(loaded.files["train"], _in_file_order(loaded))}
    for path in made:
        with Image.open(path) as picture:
            expected = np.asarray(picture.convert("RGB"), dtype=int)
        assert np.abs(ours[path] - expected).max() <= 3, path.name


def _in_file_order(loaded: data.Data) -> np.ndarray:
    return data._decode(list(loaded.files["train"]), (20, 24)).astype(int)


def test_transparent_parts_become_white(tmp_path):
    clear = Image.new("RGBA", (8, 8), (10, 20, 30, 0))
    clear.save(tmp_path / "clear.png")
    assert data._decode([tmp_path / "clear.png"], (8, 8)).min() == 255
    assert data.read_picture(tmp_path / "clear.png", (8, 8)).min() == 255


def test_transparent_colors_of_a_palette_become_white(tmp_path):
    Image.new("P", (8, 8), 3).save(tmp_path / "clear.gif", transparency=3)
    assert data._decode([tmp_path / "clear.gif"], (8, 8)).min() == 255
    assert data.read_picture(tmp_path / "clear.gif", (8, 8)).min() == 255


def test_training_and_prediction_see_the_same_picture(tmp_path):
    deep, turned, orientation = tmp_path / "deep.png", tmp_path / "turned.png", Image.Exif()
    Image.fromarray(np.linspace(0, 65535, 64).astype("uint16").reshape(8, 8)).save(deep)
    orientation[0x0112] = 6  # what is left in the file is the top of the picture
    left_is_black = np.repeat([[0] * 4 + [255] * 4], 8, axis=0).astype("uint8")
    Image.fromarray(left_is_black).save(turned, exif=orientation)
    loaded = data._decode([deep, turned], (8, 8))
    for path, pixels in zip((deep, turned), loaded):
        np.testing.assert_array_equal(pixels, data.read_picture(path, (8, 8)).round())
    assert loaded[0].mean() == pytest.approx(127, abs=1)
    assert loaded[1][:4].max() == 0 and loaded[1][4:].min() == 255


def test_arrays_without_a_known_length():
    batches = [(np.full((n, 2, 2, 3), n), np.full(n, n)) for n in (2, 3, 4)]
    images, labels = data.arrays(iter(batches), dtype="uint8")
    assert images.dtype == "uint8" and images.shape == (9, 2, 2, 3)
    assert labels.tolist() == images[:, 0, 0, 0].tolist() == [2, 2, 3, 3, 3, 4, 4, 4, 4]
    with pytest.raises(data.DataError, match="empty"):
        data.arrays([])


def test_pictures_that_do_not_fit_into_memory_are_not_read(monkeypatch):
    import types

    import psutil

    monkeypatch.setattr(psutil, "virtual_memory", lambda: types.SimpleNamespace(available=3e9))
    with pytest.raises(data.DataError, match="3.8 GB of memory, 3.0 are free. Take a smaller image_size"):
        data._decode([Path("never read.jpg")] * 10_000, (250, 256))


def test_memory_is_given_back():
    """A notebook that loads again and again must not hold the pictures of every load."""
    import gc

    import psutil

    held = []
    for _ in range(6):
        images = np.ones((600, 256, 256, 3), "uint8")  # 118 MB
        dataset = data._dataset(images, np.zeros(600, "int32"), 100, shuffle=True).map(lambda *two: two)
        del images
        assert len([0 for _ in dataset]) == 6
        del dataset
        gc.collect()
        held.append(psutil.Process().memory_info().rss / 1e6)
    # TensorFlow keeps a few freed blocks for later use. Holding each load would add up to 472 MB.
    assert held[-1] - held[1] < 240, held


# Sources


def test_the_variable_names_the_source_where_no_argument_does(pets, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA", str(pets))
    assert load(None).folder == pets
    said = capsys.readouterr().out
    assert "COURSE_DATA" in said and str(pets) in said and said.count("\n") == 1
    assert data.find_folder() == pets


def test_every_nth_picture_of_each_class_and_part(pets, monkeypatch, capsys):
    whole = load(pets)
    monkeypatch.setenv("COURSE_EVERY", "3")
    some = load(pets)
    assert some.counts == {
        "train": {"cat": 2, "dog": 2}, "validation": {"cat": 3, "dog": 3}, "test": {"cat": 1, "dog": 1},
    }
    for split, files in some.files.items():
        per_class = len(whole.files[split]) // 2
        assert files == whole.files[split][:per_class:3] + whole.files[split][per_class::3]
    np.testing.assert_array_equal(_in_file_order(some), _in_file_order(whole)[[0, 3, 6, 9]])
    assert "one picture in 3 is loaded (COURSE_EVERY)" in capsys.readouterr().out


@pytest.mark.parametrize("wish", ["0", "-2", "half", "2.5"])
def test_a_share_that_is_no_number_is_refused(pets, monkeypatch, wish):
    monkeypatch.setenv("COURSE_EVERY", wish)
    with pytest.raises(data.DataError, match=f"COURSE_EVERY is '{wish}'.*every fourth picture"):
        load(pets)


def test_relative_paths_are_also_seen_from_the_repository(pets, monkeypatch, tmp_path):
    monkeypatch.setattr(folders, "REPOSITORY", pets.parent)
    monkeypatch.chdir(tmp_path)
    assert data.find_folder(pets.name) == pets


def test_without_network_the_sample_is_taken_and_said(pets, monkeypatch, capsys):
    monkeypatch.setattr(data, "SAMPLE", pets)
    monkeypatch.setattr(data, "is_reachable", lambda: False)
    assert load(None).source == "sample"
    said = capsys.readouterr().out
    assert "sample" in said and "no photographs" in said and 'data.load("photos")' in said


def test_the_sample_of_the_repository_is_whole():
    counts = data.count_files(data.SAMPLE)
    assert sum(counts["train"].values()) >= 800 and sum(counts["validation"].values()) >= 300
    class_names, labelled, remarks = data._split(data.SAMPLE)
    assert class_names == ("cat", "dog") and not remarks
    for pictures in labelled.values():
        labels = [label for _, label in pictures]
        assert labels.count(0) == labels.count(1)


def test_zip_equals_folder_and_is_unpacked_once(pets, tmp_path, monkeypatch):
    archive = zip_up(pets, tmp_path / "pets.zip", inside="wrapped/twice")
    loaded = load(archive)
    assert loaded.counts == load(pets).counts and loaded.source == str(archive)
    assert tmp_path / "cache" in loaded.folder.parents
    monkeypatch.setattr(folders, "unpack", None)  # must not be called again
    assert load(archive).folder == loaded.folder
    monkeypatch.undo()


def test_what_a_killed_process_left_in_the_cache_is_removed(pets, tmp_path):
    left, at_work = [folders.cache_folder() / "own" / f"unpacking-{name}" for name in ("killed", "at-work")]
    left.mkdir(parents=True)
    at_work.mkdir()
    os.utime(left, (0, 0))
    load(zip_up(pets, tmp_path / "pets.zip"))
    assert not left.exists() and at_work.exists()


def test_a_zip_with_backslashes_in_its_names_is_unpacked_into_folders(pets, tmp_path):
    with zipfile.ZipFile(tmp_path / "pets.zip", "w") as archive:
        for path in sorted(pets.rglob("*.*")):
            member = zipfile.ZipInfo()
            member.filename = str(path.relative_to(pets)).replace("/", "\\")
            archive.writestr(member, path.read_bytes())
    assert load(tmp_path / "pets.zip").counts == load(pets).counts


def test_a_zip_whose_names_differ_by_large_letters_alone_is_unpacked_once(pets, tmp_path, monkeypatch):
    first = next((pets / "train").rglob("*.png"))
    archive = zip_up(pets, tmp_path / "pets.zip")
    with zipfile.ZipFile(archive, "a") as opened:
        opened.write(first, first.relative_to(pets).with_suffix(".PNG"))
    for twin in data.find_folder(archive).rglob("*.PNG"):
        twin.unlink()  # as where both have one file
    monkeypatch.setattr(folders, "unpack", None)  # must not be called again
    assert load(archive).counts == load(pets).counts


def test_a_zip_whose_unpacked_copy_lost_a_file_is_unpacked_again(pets, tmp_path):
    archive = zip_up(pets, tmp_path / "pets.zip")
    counts = load(archive).counts
    next(data.find_folder(archive).rglob("*.png")).unlink()
    assert load(archive).counts == counts


def test_zips_with_the_same_name_are_kept_apart(pets, tmp_path):
    fill(tmp_path / "more", train=7)
    first = zip_up(pets, tmp_path / "pets.zip")
    (tmp_path / "other").mkdir()
    second = zip_up(tmp_path / "more", tmp_path / "other" / "pets.zip")
    assert load(first).counts["train"]["cat"] == 6
    assert load(second).counts["train"]["cat"] == 7


def test_hidden_files_are_passed_over_and_others_reported(pets, tmp_path, capsys):
    own = fill(tmp_path / "own")
    cats = own / "train" / "cats"
    for junk in (".DS_Store", "._cat.0.png", "notes.txt", "phone.HEIC", "web.webp"):
        (cats / junk).write_bytes(b"no picture")
    (own / "__MACOSX" / "train").mkdir(parents=True)
    (own / "train" / ".ipynb_checkpoints").mkdir()
    for source in (own, zip_up(own, tmp_path / "own.zip", inside="own")):
        assert load(source).counts == load(pets).counts
        assert "Not used: 3 other files (.heic, .txt, .webp)" in capsys.readouterr().out


def test_two_folders_with_one_meaning_stay_two_classes(tmp_path):
    own = fill(tmp_path / "own", classes=("cat", "cats"))
    assert load(own).class_names == tuple(data.count_files(own / "train")) == ("cat", "cats")


# What cannot be used


def refuse(source, *words: str) -> None:
    """Loading must fail, and the message must hold the words and the place."""
    with pytest.raises(data.DataError) as caught:
        load(source)
    message = str(caught.value)
    for word in (str(source), *words):
        assert word in message, message


def test_a_missing_path_is_named(tmp_path):
    refuse(tmp_path / "nowhere", "no such file or folder", "COURSE_DATA")


def test_an_empty_class_folder_is_named(tmp_path):
    own = fill(tmp_path / "own")
    (own / "train" / "birds").mkdir()
    refuse(own, "no picture", "birds", "remove the empty folder")


def test_a_single_class_is_refused(tmp_path):
    own = fill(tmp_path / "own", classes=("cats",))
    refuse(own, "only the class cat", "at least two")


def test_pictures_without_class_folders_are_refused(tmp_path):
    paint(tmp_path / "own" / "one.png")
    refuse(tmp_path / "own", "no class folder")


@pytest.mark.parametrize("parts", [("training_set", "test_set"), ("Training", "Val")])
def test_parts_under_other_names_are_not_taken_for_classes(tmp_path, parts):
    for part in parts:
        fill(tmp_path / "all" / part)
    refuse(tmp_path / "all", *parts, "name them train and validation")


def test_train_without_validation_is_refused(tmp_path):
    own = fill(tmp_path / "own")
    (own / "validation").rename(own / "val")
    refuse(own, "no folder validation", "Name the folders")
    shutil.rmtree(own / "val")
    refuse(own, "no folder validation", "Name the folders")


def test_a_folder_for_keras_s_loader_is_looked_through_first(tmp_path):
    own = fill(tmp_path / "own")
    (own / "train" / "birds").mkdir()
    with pytest.raises(data.DataError, match="birds"):
        data.find_folder(own)
    with pytest.raises(data.DataError, match="no such folder"):
        data.find_unreadable(tmp_path / "nowhere")


def test_classes_that_differ_are_named(tmp_path):
    own = fill(tmp_path / "own")
    paint(own / "validation" / "birds" / "one.png")
    refuse(own, "train and validation differ", "birds")


def test_too_few_pictures_are_refused(tmp_path):
    refuse(fill(tmp_path / "own", validation=4), "too few pictures", "cat, dog", "5 in validation")


def test_unreadable_pictures_are_named(tmp_path):
    own = fill(tmp_path / "own")
    cats = own / "train" / "cats"
    whole = paint(cats / "whole.jpg", size=(200, 200)).read_bytes()
    (cats / "half.jpg").write_bytes(whole[: len(whole) // 2])
    (cats / "none.jpg").write_bytes(b"")
    (cats / "text.png").write_text("no picture")
    refuse(own, "3 of 36 pictures", "half.jpg: ", "truncated", "none.jpg: the file is empty")
    found = {path.name: reason for path, reason in data.find_unreadable(own)}
    assert found.keys() == {"half.jpg", "none.jpg", "text.png"}
    assert found["text.png"] == "it is not a picture"


def test_a_picture_of_another_kind_than_its_name_says_is_found(tmp_path):
    paint(tmp_path / "web.webp").rename(tmp_path / "web.jpg")
    assert data.find_unreadable(tmp_path) == [
        (tmp_path / "web.jpg", "it holds WEBP, which its name does not say")
    ]
    own = fill(tmp_path / "own")
    (tmp_path / "web.jpg").rename(own / "train" / "cats" / "web.jpg")
    refuse(own, "web.jpg: it holds WEBP, which its name does not say")


def test_a_file_that_is_no_zip_is_refused(tmp_path):
    (tmp_path / "own.zip").write_text("no zip")
    refuse(tmp_path / "own.zip", "not a zip file", "unpack it yourself")


def test_a_truncated_zip_is_refused_and_leaves_nothing(pets, tmp_path):
    archive = zip_up(pets, tmp_path / "own.zip")
    archive.write_bytes(archive.read_bytes()[:-400])
    refuse(archive, "only a part of one")
    assert not list((tmp_path / "cache").rglob("*.png"))


def test_a_damaged_zip_is_refused_and_leaves_nothing(pets, tmp_path):
    archive = zip_up(pets, tmp_path / "own.zip")
    content = bytearray(archive.read_bytes())
    middle = content.index(b"\x89PNG", len(content) // 2)
    content[middle + 20] ^= 255
    archive.write_bytes(content)
    refuse(archive, "damaged", "Copy or download it again")
    assert not list((tmp_path / "cache").rglob("*.png"))
    assert not list((tmp_path / "cache").rglob("unpacking-*"))


def test_a_zip_with_a_password_is_refused(pets, tmp_path):
    archive = zip_up(pets, tmp_path / "own.zip")
    content = bytearray(archive.read_bytes())
    at = content.find(b"PK\x01\x02")
    while at >= 0:  # in each entry of the directory, the flag that says so
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 1)
    archive.write_bytes(content)
    refuse(archive, "own.zip cannot be unpacked", "password", "Unpack it yourself")
    assert not list((tmp_path / "cache").rglob("*.png"))


def test_a_cache_whose_lock_cannot_be_opened_is_named(pets, tmp_path):
    (folders.cache_folder() / "own" / "lock").mkdir(parents=True)
    with pytest.raises(data.DataError, match="own cannot be written to.*COURSE_CACHE"):
        load(zip_up(pets, tmp_path / "own.zip"))


@pytest.mark.parametrize("name", ["../outside.png", "/outside.png", "C:/outside.png", "..\\o.png"])
def test_a_zip_that_points_outside_itself_is_refused(pets, tmp_path, name):
    archive = zip_up(pets, tmp_path / "own.zip")
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(name, b"x")
    refuse(archive, "a path outside itself")
    assert not list(tmp_path.rglob("o*.png"))


def test_a_zip_without_pictures_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "own.zip", "w") as archive:
        archive.writestr("notes.txt", "no picture")
    refuse(tmp_path / "own.zip", "holds no picture")


def test_a_cache_that_cannot_be_made_is_named(pets, tmp_path, monkeypatch):
    archive = zip_up(pets, tmp_path / "pets.zip")
    (tmp_path / "file").touch()
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(data.DataError, match="cannot be made.*COURSE_CACHE"):
        load(archive)


def test_a_zip_with_a_name_twice_is_unpacked_once(pets, tmp_path):
    archive = zip_up(pets, tmp_path / "pets.zip")
    with zipfile.ZipFile(archive, "a") as file, pytest.warns(UserWarning, match="Duplicate name"):
        file.writestr(file.namelist()[0], file.read(file.namelist()[0]))
    folder = load(archive).folder
    mark = next(folder.rglob("*.png")).stat().st_ino
    assert next(load(archive).folder.rglob("*.png")).stat().st_ino == mark


def test_a_full_disk_is_named(pets, tmp_path, monkeypatch):
    monkeypatch.setattr(folders.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1}))
    with pytest.raises(data.DataError, match="Make room, or let COURSE_CACHE"):
        load(zip_up(pets, tmp_path / "own.zip"))


def test_a_folder_that_another_program_holds_is_tried_again(tmp_path, monkeypatch):
    monkeypatch.setattr(folders.time, "sleep", lambda seconds: None)
    move, held = os.replace, [True, True]

    def replace(source, target):
        if held:
            held.pop()
            raise PermissionError("in use")
        move(source, target)

    monkeypatch.setattr(folders.os, "replace", replace)
    (tmp_path / "part").mkdir()
    folders.move_into_place(tmp_path / "part", tmp_path / "whole")
    assert (tmp_path / "whole").is_dir() and not (tmp_path / "part").exists()

    held.extend([True] * 9)
    (tmp_path / "part").mkdir()
    with pytest.raises(data.DataError, match="other cannot be replaced .*in use.*Close what uses it"):
        folders.move_into_place(tmp_path / "part", tmp_path / "other")


# Single functions


def test_counting_opens_no_picture(tmp_path):
    own = fill(tmp_path / "own")
    for path in own.rglob("*.png"):
        path.write_bytes(b"")
    split = {"cat": 6, "dog": 6}
    assert data.count_files(own) == {"train": split, "validation": {"cat": 10, "dog": 10}}
    assert data.count_files(own / "train") == split
    with pytest.raises(data.DataError, match="no such folder"):
        data.count_files(own / "nowhere")


def test_a_picture_is_turned_upright(tmp_path):
    picture = Image.new("RGB", (40, 20), "red")
    picture.paste("blue", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise by 90 degrees to see it upright
    picture.save(tmp_path / "phone.png", exif=exif)
    upright = data.read_picture(tmp_path / "phone.png", None)
    assert upright.shape == (40, 20, 3) and upright.dtype == "float32"
    assert upright[5, 10].tolist() == [0, 0, 255] and upright[35, 10].tolist() == [255, 0, 0]
    content = (tmp_path / "phone.png").read_bytes()
    assert data.read_picture(content, (160, 160)).shape == (160, 160, 3)


def test_photographs_of_a_phone_are_loaded_upright(tmp_path):
    """Else a network trains on pictures that lie on their side, and is asked about upright ones."""
    picture = Image.new("RGB", (40, 20), "red")
    picture.paste("blue", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6
    for kind in ("cats", "dogs"):
        (tmp_path / kind).mkdir()
        for number in range(10):
            picture.save(tmp_path / kind / f"{number}.jpg", exif=exif, quality=95)
    images, _ = data.arrays(data.load(tmp_path, image_size=(40, 20)).train)
    expected = data.read_picture(tmp_path / "cats" / "0.jpg", (40, 20))
    assert np.abs(images - expected).max() < 8
    assert images[0, 5, 10].argmax() == 2 and images[0, 35, 10].argmax() == 0


def test_a_large_picture_is_averaged_not_sampled():
    stripes = np.zeros((1600, 1600, 3), dtype="uint8")
    stripes[::2] = 255
    file = io.BytesIO()
    Image.fromarray(stripes).save(file, "PNG")
    small = data.read_picture(file.getvalue(), (40, 40))
    assert small.min() > 100 and small.max() < 155
    # Large one way only, a picture has nothing to be averaged in the other.
    rows = np.zeros((40, 1600, 3), dtype="uint8")
    rows[::2] = 255
    for image, size in ((rows, (40, 20)), (rows.swapaxes(0, 1), (20, 40))):
        file = io.BytesIO()
        Image.fromarray(image).save(file, "PNG")
        assert set(data.read_picture(file.getvalue(), size).ravel()) == {0, 255}


def test_a_bad_single_picture_is_named(tmp_path):
    (tmp_path / "text.jpg").write_text("no picture")
    with pytest.raises(data.DataError, match="text.jpg cannot be read"):
        data.read_picture(tmp_path / "text.jpg")
    with pytest.raises(data.DataError, match="there is no such file"):
        data.read_picture(tmp_path / "nowhere.jpg")


def test_epochs_follow_the_one_switch(monkeypatch):
    monkeypatch.delenv("COURSE_EPOCHS", raising=False)
    assert data.choose_epochs(3, full=20) == 3
    monkeypatch.setenv("COURSE_EPOCHS", "full")
    assert data.choose_epochs(3, full=20) == 20
    monkeypatch.setenv("COURSE_EPOCHS", "20")
    with pytest.raises(ValueError, match="COURSE_EPOCHS"):
        data.choose_epochs(3, full=20)


def test_importing_is_quick_and_without_tensorflow():
    program = (
        "import sys, helpers.data, helpers.plots, helpers.weights\n"
        "print([m for m in ('tensorflow', 'keras', 'matplotlib', 'requests') if m in sys.modules])"
    )
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert finished.stdout.strip() == "[]", finished.stderr
