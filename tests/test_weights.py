"""Class weights, and a backbone that is pretrained or not there at all."""

from pathlib import Path

import numpy as np
import pytest

from helpers import weights

SIZE = (32, 32)


def test_class_weights_follow_the_formula():
    assert weights.balanced_class_weights([0] * 90 + [1] * 10) == {0: 100 / 180, 1: 5.0}


def test_class_weights_equal_those_of_scikit_learn():
    from sklearn.utils.class_weight import compute_class_weight

    labels = np.random.default_rng(0).choice([0, 1, 2, 4], size=200, p=[0.6, 0.2, 0.15, 0.05])
    ours = weights.balanced_class_weights(labels)
    theirs = compute_class_weight("balanced", classes=np.array([0, 1, 2, 4]), y=labels)
    assert ours == pytest.approx(dict(zip([0, 1, 2, 4], theirs)))


def test_class_weights_keep_the_mean_step():
    labels = np.array([0] * 70 + [1] * 25 + [2] * 5)
    ours = weights.balanced_class_weights(labels)
    assert np.mean([ours[label] for label in labels]) == pytest.approx(1)


@pytest.mark.parametrize("labels", [[], [[0, 1], [1, 0]], [0.5, 1.0]], ids=str)
def test_class_weights_refuse_what_are_no_labels(labels):
    with pytest.raises(ValueError, match="labels"):
        weights.balanced_class_weights(labels)


@pytest.fixture(autouse=True)
def no_choice(monkeypatch):
    monkeypatch.delenv("COURSE_BACKBONE", raising=False)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Weights of both widths; the values tell them from those of a base that is built anew."""
    folder = tmp_path_factory.mktemp("weights")
    for alpha in (0.35, 1.0):
        base = weights._build(alpha, SIZE)
        base.set_weights([np.full_like(weight, 0.5) for weight in base.get_weights()])
        base.save_weights(folder / f"{alpha}.weights.h5")
    return folder


def first_weights(base) -> np.ndarray:
    return base.layers[1].get_weights()[0]


def test_the_file_of_the_variable_is_loaded_and_frozen(files, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_BACKBONE", str(files / "1.0.weights.h5"))
    base = weights.load_backbone("photos", SIZE)
    assert (first_weights(base) == 0.5).all()
    assert not base.trainable and not base.trainable_weights
    assert base.output_shape == (None, 1, 1, 1280) and base.input_shape == (None, 32, 32, 3)
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and "1.0.weights.h5" in said and "COURSE_BACKBONE" in said


def test_the_sample_takes_the_small_base(files, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(weights, "DRAWN", tmp_path)
    (tmp_path / "drawn.weights.h5").write_bytes((files / "0.35.weights.h5").read_bytes())
    monkeypatch.setenv("COURSE_BACKBONE", str(files / "1.0.weights.h5"))

    class Data:
        source = "sample"

    base = weights.load_backbone(Data(), SIZE)
    assert (first_weights(base) == 0.5).all() and "0.35" in base.name and not base.trainable
    assert "drawn.weights.h5" in capsys.readouterr().out


def test_no_model_on_the_base_waits_for_a_compilation_where_there_is_a_gpu(monkeypatch):
    import keras
    import tensorflow as tf

    gpu = tf.config.PhysicalDevice("/physical_device:GPU:0", "GPU")
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda device_type=None: [gpu])
    base = weights.load_backbone("sample", SIZE)
    on_top = keras.Sequential([base, keras.layers.GlobalAveragePooling2D()])
    early = keras.Model(base.input, base.get_layer("block_5_add").output)
    other = keras.Sequential([keras.Input(SIZE + (3,)), keras.layers.Conv2D(2, 3)])
    assert [model.jit_compile for model in (on_top, early, other)] == [False, False, True]


def test_the_sample_without_its_base_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(weights, "DRAWN", tmp_path)
    with pytest.raises(weights.BackboneError, match="0 files .* fetch the whole repository"):
        weights.load_backbone("sample", SIZE)


def refuse(path, monkeypatch, words: str) -> None:
    monkeypatch.setenv("COURSE_BACKBONE", str(path))
    with pytest.raises(weights.BackboneError, match=words) as caught:
        weights.load_backbone("photos", SIZE)
    assert str(path) in str(caught.value) and 'data.load("sample")' in str(caught.value)


def test_a_missing_file_is_named(monkeypatch, tmp_path):
    refuse(tmp_path / "nowhere.h5", monkeypatch, "no such weights file")


def test_weights_of_another_width_are_refused(files, monkeypatch):
    refuse(files / "0.35.weights.h5", monkeypatch, "does not hold the weights")


def test_a_file_that_holds_no_weights_is_refused(monkeypatch, tmp_path):
    (tmp_path / "page.weights.h5").write_text("<html>Please log in</html>")
    refuse(tmp_path / "page.weights.h5", monkeypatch, "does not hold the weights")


def test_a_small_model_of_another_kind_is_refused(monkeypatch, tmp_path):
    import keras

    keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)]).save_weights(
        tmp_path / "other.weights.h5"
    )
    refuse(tmp_path / "other.weights.h5", monkeypatch, "does not hold the weights")


def test_a_file_that_lacks_a_layer_is_refused(files, monkeypatch, tmp_path):
    import h5py

    path = tmp_path / "partly.weights.h5"
    path.write_bytes((files / "1.0.weights.h5").read_bytes())
    with h5py.File(path, "a") as file:
        del file["layers"]["conv2d_3"]
    refuse(path, monkeypatch, "does not hold the weights")


def test_a_layer_that_stays_random_is_found_out(files, monkeypatch):
    """Should a Keras to come pass over what a file lacks."""
    import keras

    monkeypatch.setattr(keras.Model, "load_weights", lambda *_: None)
    refuse(files / "1.0.weights.h5", monkeypatch, "with random weights")


def test_a_blocked_network_is_named_and_nothing_random_is_given(monkeypatch, tmp_path):
    import requests

    def blocked(*_):
        raise requests.exceptions.ConnectionError("no route to host")

    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(weights.download, "open_address", blocked)
    monkeypatch.setattr(weights, "_build", None)  # must not be reached
    with pytest.raises(weights.BackboneError, match="no connection") as caught:
        weights.load_backbone("photos", SIZE)
    assert "COURSE_BACKBONE" in str(caught.value) and 'data.load("sample")' in str(caught.value)


@pytest.mark.parametrize(("size", "fetched"), [(64, 160), (160, 160), (224, 224)])
def test_imagenet_weights_are_those_of_the_size_or_else_of_160(size, fetched, files, monkeypatch):
    """Keras would fetch those of 224, and warn."""
    asked = []
    build = weights._build

    def fetch(alpha, image_size, weights=None):
        asked.append((image_size, weights))
        base = build(alpha, image_size)
        if weights:
            base.load_weights(files / "1.0.weights.h5")
        return base

    monkeypatch.setattr(weights, "_ask", lambda address: None)
    monkeypatch.setattr(weights, "_build", fetch)
    base = weights.load_backbone("photos", (size, size))
    assert base.input_shape[1:3] == (size, size)
    assert [image_size for image_size, wanted in asked if wanted == "imagenet"] == [(fetched, fetched)]
    assert (first_weights(base) == 0.5).all()


def test_imagenet_weights_that_are_there_need_no_network(files, monkeypatch, tmp_path):
    build = weights._build
    (tmp_path / "models").mkdir()
    name = f"{weights.FILE}160_no_top.h5"
    (tmp_path / "models" / name).touch()
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(weights, "_ask", lambda address: pytest.fail(f"asked {address}"))
    monkeypatch.setattr(weights, "_build", lambda alpha, image_size, weights=None: build(alpha, image_size))
    assert weights.load_backbone("photos", (160, 160)).input_shape == (None, 160, 160, 3)
    readme = (Path(weights.__file__).parents[1] / "data/README.md").read_text(encoding="utf-8")
    assert name in readme, "the file that data/README.md says to copy"


def test_folded_constants_predict_as_the_network_did(keras_network):
    network, images = keras_network
    folded = weights.fold_constants(network)
    expected = network.predict(images, verbose=0)
    network.set_weights([weight * 0 for weight in network.get_weights()])
    np.testing.assert_allclose(folded(images), expected, atol=1e-5)
    assert np.abs(expected).max() > 0.01
    assert folded(images[:1]).shape == (1, *expected.shape[1:])


@pytest.fixture
def keras_network():
    """A convolution with batch normalization that has seen pictures, and some pictures."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(0)
    network = keras.Sequential([
        keras.Input((8, 8, 3)), layers.Conv2D(4, 3, use_bias=False), layers.BatchNormalization(momentum=0.5),
        layers.Activation("relu"), layers.Dropout(0.5), layers.GlobalAveragePooling2D(),
    ])
    images = np.random.default_rng(0).normal(3, 2, size=(5, 8, 8, 3)).astype("float32")
    network(images, training=True)
    return network, images
