"""Figures: what they show, that their text holds the values, and that none stays open."""

import base64

import matplotlib
import numpy as np
import pytest

from helpers import plots

HISTORY = {
    "accuracy": [0.51, 0.62, 0.75],
    "val_accuracy": [0.5, 0.611, 0.601],
    "loss": [0.7, 0.6, 0.5],
    "val_loss": [0.69, 0.66, 0.68],
}
BAND = {
    "epochs": [1, 2],
    "low": [0.4, 0.421],
    "median": [0.5, 0.55],
    "high": [0.6, 0.654],
    "runs": 5,
}


@pytest.fixture(autouse=True)
def nothing_stays_open():
    import matplotlib.pyplot as plt

    before = plt.get_fignums(), matplotlib.get_backend(), matplotlib.rcParams["font.size"]
    yield
    assert (plt.get_fignums(), matplotlib.get_backend(), matplotlib.rcParams["font.size"]) == before


def batches(labels, size: int = 4):
    """Batches of plain pictures whose color is 100 for class 0 and 200 for class 1."""
    labels = np.array(labels)
    for start in range(0, len(labels), size):
        some = labels[start : start + size]
        yield np.ones((len(some), 8, 8, 3)) * (100 + 100 * some)[:, None, None, None], some


def shown(axis) -> np.ndarray:
    return np.asarray(axis.images[0].get_array())


def test_a_picture_shows_as_png_with_its_text():
    picture = plots.plot_counts({'"cat" & co': 3, "dog": 4})
    bundle, metadata = picture._repr_mimebundle_()
    png = base64.b64decode(bundle["image/png"])
    assert png.startswith(b"\x89PNG") and len(png) < 60_000
    assert bundle["text/plain"] == repr(picture) == picture.description
    assert metadata["image/png"]["alt"] == picture.description
    assert 'alt="Number of pictures. &quot;cat&quot; &amp; co 3, dog 4."' in bundle["text/html"]
    assert bundle["image/png"] in bundle["text/html"]


def test_the_notebook_shows_a_picture_by_itself():
    from IPython.core.formatters import DisplayFormatter

    picture = plots.plot_counts({"cat": 1})
    formatter = DisplayFormatter()
    formatter.ipython_display_formatter.enabled = True
    bundle, metadata = formatter.format(picture)
    assert set(bundle) == {"text/html", "image/png", "text/plain"}
    assert metadata["image/png"]["alt"] == picture.description


def test_dogs_are_in_the_first_row_and_cats_in_the_second():
    picture = plots.show_classes(batches([0, 0, 0, 0, 0, 1, 0, 1, 1, 1]), ("cat", "dog"), columns=3)
    axes = np.array(picture.figure.axes).reshape(2, 3)
    assert [line[0].get_title(loc="left") for line in axes] == ["dog", "cat"]
    for line, color in zip(axes, (200, 100)):
        for axis in line:
            assert shown(axis) == pytest.approx(color / 255)
    assert "3 pictures of class dog (label 1), mean pixel 200 of 255" in picture.description
    assert picture.description.index("dog") < picture.description.index("cat")


def test_show_classes_stops_when_the_rows_are_full():
    def endless():
        while True:
            yield from batches([0, 1])

    plots.show_classes(endless(), ("cat", "dog"))


def test_show_classes_with_too_few_pictures():
    picture = plots.show_classes(batches([0, 0, 1]), ("cat", "dog"), columns=4)
    assert "1 pictures" not in picture.description and "1 picture of class dog" in picture.description
    assert "0 pictures of class bird" in plots.show_classes(batches([0]), ("cat", "bird")).description


@pytest.mark.parametrize("low, high", [(0, 255), (0, 1), (-1, 1)])
def test_images_of_any_range_look_alike(low, high):
    ramp = np.linspace(low, high, 8 * 8 * 3).reshape(8, 8, 3)
    axis = plots.show_images([ramp]).figure.axes[0]
    assert shown(axis) == pytest.approx(np.linspace(0, 1, 8 * 8 * 3).reshape(8, 8, 3), abs=1e-6)


def test_an_image_beyond_its_range_is_cut_not_stretched():
    image = np.full((8, 8, 3), 255.0)
    image[0], image[1] = -40, 300
    drawn = shown(plots.show_images([image]).figure.axes[0])
    assert drawn[:3, 0, 0].tolist() == [0, 1, 1]


def test_titles_stand_above_their_images_and_in_the_text():
    titles = ["cat 0.93, truth dog", "dog 0.55, truth dog", "third"]
    picture = plots.show_images(np.zeros((3, 8, 8, 3)), titles, columns=2)
    assert [axis.get_title() for axis in picture.figure.axes] == titles + [""]
    assert all(title in picture.description for title in titles)
    with pytest.raises(ValueError, match="3 pictures but 1 titles"):
        plots.show_images(np.zeros((3, 8, 8, 3)), ["one"])
    with pytest.raises(ValueError, match="no picture"):
        plots.show_images([])


def test_augmentation_is_called_in_training_for_each_copy():
    calls = []

    def darken(images, training=False):
        calls.append((images.shape, training))
        return images - 10 * len(calls)

    image = np.full((8, 8, 3), 100, "uint8")
    picture = plots.show_augmentation(darken, image, columns=4)
    assert calls == [((1, 8, 8, 3), True)] * 3
    assert [axis.get_title() for axis in picture.figure.axes] == ["original", "copy 1", "copy 2", "copy 3"]
    assert "through darken. Mean change of a pixel, of 255: 10, 20, 30" in picture.description and (image == 100).all()
    with pytest.raises(ValueError, match="one picture"):
        plots.show_augmentation(darken, np.zeros((1, 8, 8, 3)))


def test_augmentation_by_keras():
    import keras

    keras.utils.set_random_seed(1)
    image = np.random.default_rng(0).uniform(0, 255, (8, 8, 3))
    layers = keras.Sequential([keras.layers.RandomFlip(), keras.layers.RandomRotation(0.2)])
    assert "2 copies that went through RandomFlip, RandomRotation. " in plots.show_augmentation(layers, image, 3).description


def test_counts_are_drawn_and_said():
    counts = {"train": {"cat": 1000, "dog": 900}, "test": {"cat": 100, "dog": 90}}
    picture = plots.plot_counts(counts)
    assert "train: cat 1,000, dog 900; test: cat 100, dog 90" in picture.description
    axis = picture.figure.axes[0]
    drawn = {round(bar.get_y() + 0.43, 3): bar.get_width() for bar in axis.patches}
    ticks = zip(axis.get_yticks(), (label.get_text() for label in axis.get_yticklabels()))
    assert {text: drawn[round(place, 3)] for place, text in ticks} == {
        "train cat": 1000,
        "train dog": 900,
        "test cat": 100,
        "test dog": 90,
    }
    lowest_place, highest_place = axis.get_ylim()
    assert lowest_place > highest_place, "the first class stands at the top"
    assert sorted(drawn) == [0, 1, 2.6, 3.6], "a gap parts the groups"
    with pytest.raises(ValueError, match="nothing"):
        plots.plot_counts({})


def test_history_is_drawn_and_said():
    picture = plots.plot_history(HISTORY)
    accuracy, loss = picture.figure.axes
    assert (accuracy.get_ylabel(), loss.get_ylabel()) == ("accuracy", "loss")
    assert accuracy.get_xlabel() == loss.get_xlabel() == "epoch"
    lines = {line.get_label(): line for line in accuracy.lines}
    assert list(lines["training"].get_ydata()) == HISTORY["accuracy"]
    assert list(lines["validation"].get_ydata()) == HISTORY["val_accuracy"]
    assert list(lines["validation"].get_xdata()) == [1, 2, 3]
    assert lines["training"].get_linestyle() != lines["validation"].get_linestyle()
    assert lines["training"].get_marker() != lines["validation"].get_marker()
    for words in (
        "training accuracy from 0.510 in epoch 1 to 0.750 in epoch 3, highest 0.750 in epoch 3",
        "validation accuracy from 0.500 in epoch 1 to 0.601 in epoch 3, highest 0.611 in epoch 2",
        "validation loss from 0.690 in epoch 1 to 0.680 in epoch 3, lowest 0.660 in epoch 2",
    ):
        assert words in picture.description
    (legend,) = picture.figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["training", "validation"]
    assert "recorded" not in picture.description and not picture.figure.texts


@pytest.mark.parametrize("level", [0.5, 0.999])
def test_a_jump_that_means_nothing_looks_small(level):
    curve = [level, level - 0.002, level - 0.001]
    picture = plots.plot_history({"accuracy": curve, "loss": [value / 100 for value in curve]})
    accuracy, loss = (axis.get_ylim() for axis in picture.figure.axes)
    assert accuracy[1] - accuracy[0] == pytest.approx(0.25) and loss[1] - loss[0] == pytest.approx(0.25)
    assert accuracy[0] < min(curve) and max(curve) < accuracy[1] <= 1.011
    assert loss[0] >= 0


def test_history_of_keras_and_without_validation():
    class History:
        history = {"loss": [0.7]}

    picture = plots.plot_history(History())
    assert len(picture.figure.axes) == 1 and "validation" not in picture.description
    with pytest.raises(ValueError, match="only: auc"):
        plots.plot_history({"auc": [0.5]})


@pytest.mark.parametrize("epochs", [1, 3])
def test_the_band_of_recorded_runs_lies_behind(monkeypatch, epochs):
    asked = []

    def band(model, metric):
        asked.append((model, metric))
        return BAND

    monkeypatch.setattr("helpers.reference.band", band)
    history = {key: values[:epochs] for key, values in HISTORY.items()}
    picture = plots.plot_history(history, reference="model_one")
    assert asked == [("model_one", "val_accuracy"), ("model_one", "val_loss")]
    edge = picture.figure.axes[0].collections[0].get_paths()[0].vertices
    assert list(picture.figure.axes[0].lines[0].get_ydata()) == BAND["median"]
    assert edge[:, 0].max() == 2 and edge[:, 1].min() == 0.4 and edge[:, 1].max() == 0.654
    said = {1: "in epoch 1: 0.400 to 0.600", 3: "in epoch 2: 0.421 to 0.654"}[epochs]
    assert f"5 recorded runs on the photographs {said}" in picture.description


def test_without_records_a_note_says_so(monkeypatch):
    monkeypatch.setattr("helpers.reference.band", lambda *_: None)
    picture = plots.plot_history(HISTORY, reference="model_nine")
    assert "No recorded runs of model_nine" in picture.description
    assert "No recorded runs of model_nine" in picture.figure.texts[0].get_text()


def draw_level(level=0.5, width=1.0):
    return plots.plot_counts({f"level {level:g}, width {width:g}": 1})


def test_a_slider_draws_anew_and_keeps_the_text_alternative():
    picture = plots.add_sliders(draw_level, level=(0, 1, 0.1), width=(1, 3, 1))
    shown, level, width = picture.widget.children
    assert (level.value, level.min, level.max, level.step) == (0.5, 0, 1, 0.1)
    assert 'alt="Number of pictures. level 0.5, width 1 1."' in shown.value
    level.value = 0.2
    width.value = 3
    assert 'alt="Number of pictures. level 0.2, width 3 1."' in shown.value


def test_where_sliders_cannot_run_the_first_picture_stands():
    picture = plots.add_sliders(draw_level, level=(0, 1, 0.1))
    bundle, _ = picture._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == picture.widget.model_id
    assert bundle["text/plain"] == "Number of pictures. level 0.5, width 1 1." and bundle["text/plain"] in bundle["text/html"]


@pytest.mark.parametrize("ranges", [{"levle": (0, 1, 0.1)}, {"level": (1, 2, 0.1)}])
def test_a_slider_needs_an_argument_with_a_default_in_its_range(ranges):
    with pytest.raises(ValueError, match=f"needs an argument {list(ranges)[0]} with a default from"):
        plots.add_sliders(draw_level, **ranges)


def test_an_error_at_another_value_shows_in_place_of_the_picture():
    def draw(level=1.0):
        return plots.plot_counts({"a": 1} if level else {})

    shown, level = plots.add_sliders(draw, level=(0, 1, 0.1)).widget.children
    level.value = 0
    assert shown.value == "<pre>ValueError: There is nothing to count.</pre>"
    level.value = 1
    assert shown.value.startswith("<img ")
