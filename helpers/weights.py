"""Weights of two kinds: how much a class counts in the loss, and what a pretrained base knows."""

from __future__ import annotations

import os
import socket
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Callable

from helpers import download
from helpers.folders import locate

if TYPE_CHECKING:
    import keras
    import numpy as np

    from helpers.data import Data

DRAWN = Path(__file__).resolve().parents[1] / "data" / "backbone"
DRAWN_ALPHA = 0.35
ADDRESS = "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/"
SIZES = (96, 128, 160, 192, 224)  # for which there are weights
FILE = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_"
CHANGE = (
    "Set COURSE_BACKBONE to a file with MobileNetV2 1.0 ImageNet weights without the top (ask your "
    'teacher, or fetch it where the network is open), or use the sample: data.load("sample").'
)


class BackboneError(RuntimeError):
    """There are no pretrained weights to be had; the message says how to get them."""


def balanced_class_weights(labels: np.ndarray) -> dict[int, float]:
    """Weights that give each class the same share of the loss, for `fit(class_weight=...)`.

    labels: class indices of shape (count,). Class i gets count / (classes * count of i), as
    scikit-learn's "balanced" does; averaged over the pictures the weights are 1, so the
    learning rate keeps its usual meaning. Only classes that occur get a weight. Raises ValueError
    unless the labels are one row of whole numbers.
    Source: King and Zeng (2001), Logistic regression in rare events data, Political Analysis 9(2).
    """
    import numpy as np

    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.size == 0:
        raise ValueError(f"Give the labels as one row of class indices; got shape {labels.shape}.")
    if not np.array_equal(labels, labels.astype(int)):
        raise ValueError("The labels must be whole numbers, the indices of the classes.")
    classes, counts = np.unique(labels.astype(int), return_counts=True)
    return {
        int(index): float(labels.size / (len(classes) * count))
        for index, count in zip(classes, counts)
    }


def load_backbone(
    data: Data | str | Path, image_size: tuple[int, int] = (160, 160)
) -> keras.Model:
    """A pretrained MobileNetV2 without its head, frozen, that fits the pictures.

    data: what `data.load` returned, or the name of its source. For "sample" it is the small base
        trained on drawn animals and things (width 0.35, data/backbone); for photographs the full
        one with ImageNet weights, from the file that COURSE_BACKBONE names or fetched by Keras.
    image_size: (height, width) of the pictures.

    The base takes float32 of shape (batch, height, width, 3) in [-1, 1] and gives feature maps of
    shape (batch, height / 32, width / 32, channels). Raises BackboneError; never gives a base
    with random weights. Source: Sandler et al. (2018), arXiv:1801.04381.
    """
    source = str(getattr(data, "source", data))
    chosen = os.environ.get("COURSE_BACKBONE", "").strip()
    if source == "sample":
        base = _build(DRAWN_ALPHA, image_size)
        path = _drawn_file()
        _load_file(base, path)
        name = f"trained on drawn animals and things (data/backbone/{path.name})"
    elif chosen:
        base = _build(1.0, image_size)
        _load_file(base, locate(chosen))
        name = f"ImageNet weights from {chosen} (COURSE_BACKBONE)"
    else:
        base = _fetch_imagenet(image_size)
        name = "ImageNet weights from Keras"
    base.trainable = False
    for layer in base.layers:
        # Where there is a GPU, Keras would compile the base anew for each size of batch (XLA). On
        # the one that was tried that took longer than the computing. Elsewhere nothing changes.
        layer.supports_jit = False
    print(f"Backbone: {base.name}, {name}. Frozen: {base.count_params():,} parameters.")
    return base


def fold_constants(network: keras.Model) -> Callable:
    """A function that predicts as the network does now, in less time on a CPU.

    network: a model with one input and one output whose weights will not change any more.

    Returns a function from images, float32 of shape (batch, ...) as the network takes them, to a
    tensor of predictions. The weights of this moment are constants in it, so TensorFlow works out
    beforehand what depends on weights alone and merges many batch normalizations into convolutions.
    Training the network later does not change the function.
    """
    import tensorflow as tf

    values = [
        [variable.numpy() for variable in variables]
        for variables in (network.trainable_variables, network.non_trainable_variables)
    ]

    @tf.function(input_signature=[tf.TensorSpec((None, *network.input_shape[1:]), tf.float32)])
    def predict(images):
        predictions, _ = network.stateless_call(*values, images, training=False)
        return predictions

    return predict


def _build(alpha: float, image_size: tuple[int, int], weights: str | None = None) -> keras.Model:
    import keras

    return keras.applications.MobileNetV2(
        input_shape=(*image_size, 3), alpha=alpha, include_top=False, weights=weights
    )


def _drawn_file() -> Path:
    files = sorted(DRAWN.glob("*.weights.h5"))
    if len(files) != 1:
        raise BackboneError(
            f"{DRAWN} holds {len(files)} files *.weights.h5 instead of one. It belongs to the "
            "repository: fetch the whole repository again."
        )
    return files[0]


def _load_file(base: keras.Model, path: Path) -> None:
    if not path.is_file():
        raise BackboneError(f"{path}: there is no such weights file. {CHANGE}")
    before = _kernels(base)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Keras skips is found out below
            base.load_weights(path)
    except Exception as error:
        reason = str(error).strip().split("\n")[0]
        raise BackboneError(
            f"{path} does not hold the weights of {base.name} without its top ({reason}). {CHANGE}"
        ) from error
    if any((old == new).all() for old, new in zip(before, _kernels(base))):
        raise BackboneError(f"{path} left layers of {base.name} with random weights. {CHANGE}")


def _kernels(base: keras.Model) -> list[np.ndarray]:
    """The weights of the convolutions; a base that was only built has random ones."""
    return [weight for weight in base.get_weights() if weight.ndim == 4]


def _fetch_imagenet(image_size: tuple[int, int]) -> keras.Model:
    waited = socket.getdefaulttimeout()
    socket.setdefaulttimeout(20)  # Keras waits for ever otherwise
    try:
        if not list(_keras_models().glob(f"{FILE}*_no_top.h5")):
            _ask(f"{ADDRESS}{FILE}160_no_top.h5")
        if tuple(image_size) in [(size, size) for size in SIZES]:
            return _build(1.0, image_size, weights="imagenet")
        base = _build(1.0, image_size)
        base.set_weights(_build(1.0, (160, 160), weights="imagenet").get_weights())
        return base
    except Exception as error:
        reason = str(error).strip().split("\n")[0]
        raise BackboneError(
            f"Keras could not fetch the ImageNet weights ({reason}). {CHANGE} If an earlier "
            f"download broke, remove {FILE}* from {_keras_models()} first."
        ) from error
    finally:
        socket.setdefaulttimeout(waited)


def _keras_models() -> Path:
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "models"


def _ask(address: str) -> None:
    """Raise an error at once if the address does not answer."""
    import requests

    try:
        with download.open_address(address, 0, download.OPEN_SECONDS) as response:
            response.raise_for_status()
    except requests.exceptions.RequestException as error:
        raise BackboneError(f"{address}: {download.explain_failure(error)}") from None
