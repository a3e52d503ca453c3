"""data/reference/claims.md: every row, each pointing at a section that exists and holds code.

And what it says of Keras itself: a new version of Keras may mend a case, and then the row and its notebook are wrong.
"""

import re
import shutil
from pathlib import Path

import jupytext
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]


def read_rows():
    """The rows of both tables, without their headings: the notebook is in column 4, or 3 of the second."""
    text = (ROOT / "data/reference/claims.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")]
    return [row for row in rows if row[-2].isdigit()]


def read_sections(number):
    """{heading: number of code cells under it} of notebook NN."""
    (source,) = (ROOT / "notebooks/source").glob(f"{number}_*.py")
    sections, heading = {}, ""
    for cell in jupytext.read(source).cells:
        if cell.cell_type == "code":
            sections[heading] = sections.get(heading, 0) + 1
            continue
        for heading in re.findall(r"^##+ (.*?) *$", cell.source, re.MULTILINE):
            sections.setdefault(heading, 0)
    return sections


def test_every_claim_has_a_row():
    numbers = [int(row[0]) for row in read_rows() if row[0].isdigit()]
    assert list(dict.fromkeys(numbers)) == list(range(1, 44))


def test_every_claim_is_shown_by_a_cell():
    sections = {number: read_sections(number) for number in {row[-2] for row in read_rows()}}
    lost = [
        f"data/reference/claims.md, row {row[0]}: notebook {row[-2]} has no code under {row[-1]!r}"
        for row in read_rows() if not sections[row[-2]].get(row[-1])
    ]
    assert not lost, "\n".join(lost)


# -- What the rows say of Keras ---------------------------------------------------


def test_row_1_a_preprocessor_that_gives_a_list_stops_sequential():
    import keras
    from keras.applications.mobilenet_v2 import preprocess_input

    inputs = keras.Input((8, 8, 3))
    preprocessor = keras.Model(inputs=[inputs], outputs=[preprocess_input(inputs)])
    with pytest.raises(TypeError):
        keras.Sequential([preprocessor, keras.layers.Conv2D(4, 3)])


def test_row_2_get_file_returns_a_folder_of_its_own(tmp_path):
    import keras

    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "one.txt").touch()
    archive = Path(shutil.make_archive(str(tmp_path / "pictures"), "zip", tmp_path, "pictures"))
    returned = keras.utils.get_file(
        "pictures.zip", origin=archive.as_uri(), extract=True, cache_dir=str(tmp_path / "cache")
    )
    assert returned.endswith("_extracted") and (Path(returned) / "pictures" / "one.txt").exists()
    assert not (Path(returned).parent / "pictures").exists()


def test_row_3_compile_takes_no_class_weights():
    import keras

    with pytest.raises(TypeError, match="class_weight"):
        keras.Sequential([keras.layers.Dense(2)]).compile("adam", loss="mse", class_weight={0: 1.0, 1: 2.0})


def test_row_5_input_shape_on_a_layer_warns():
    import keras

    with pytest.warns(UserWarning, match="input_shape"):
        keras.layers.Dense(2, input_shape=(4,))


def test_row_6_image_data_generator_is_deprecated():
    from tensorflow.keras.preprocessing.image import ImageDataGenerator

    assert "DEPRECATED" in ImageDataGenerator.__doc__


def test_row_18_accuracy_takes_a_logit_for_a_probability():
    import keras

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile(loss=keras.losses.BinaryCrossentropy(from_logits=True), metrics=["accuracy"])
    logits, labels = np.array([[0.3], [-0.3]]), np.array([[1], [0]])
    assert model.evaluate(logits, labels, verbose=0)[1] == 0.5, "both are right where the border is 0"


def test_row_41_one_coin_decides_for_both_flips():
    import keras

    picture = np.arange(12, dtype="float32").reshape(1, 2, 2, 3)
    flipped = np.array(keras.layers.RandomFlip("horizontal_and_vertical", seed=1)(np.repeat(picture, 200, 0), training=True))
    assert {one.tobytes() for one in flipped} == {picture.tobytes(), picture[:, ::-1, ::-1].tobytes()}


@pytest.mark.parametrize("frozen", [True, False])
def test_row_42_only_freezing_keeps_batch_normalization_at_rest(frozen):
    import keras

    base = keras.Sequential([keras.Input((4,)), keras.layers.BatchNormalization()])
    base.trainable = not frozen
    inputs = keras.Input((4,))
    model = keras.Model(inputs, keras.layers.Dense(1)(base(inputs, training=False)))
    model.compile("sgd", loss="mse")
    model.fit(np.full((8, 4), 5.0), np.zeros((8, 1)), verbose=0)
    (mean,) = [keras.ops.convert_to_numpy(weight) for weight in base.variables if weight.name == "moving_mean"]
    assert (mean == 0).all() == frozen


@pytest.mark.parametrize("factor, weaker", [(0.5, False), ((0.5, 0.5), True)])
def test_row_43_one_number_only_strengthens_contrast(factor, weaker):
    import keras

    pictures = np.repeat(np.array([[[[100.0], [120.0]]]], dtype="float32"), 200, axis=0)
    changed = np.array(keras.layers.RandomContrast(factor, seed=1)(pictures, training=True))
    factors = (changed[:, 0, 1, 0] - changed[:, 0, 0, 0]) / 20
    assert factors.max() > 1.2 and (factors.min() < 0.8) == weaker
