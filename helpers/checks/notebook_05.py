"""Checks of notebook 05."""

import functools
import math

from .parts import NotStarted, Outcome, as_number, call, check, choice, describe, is_stub, not_yet, passed


@check
def check_count_head_parameters(function) -> Outcome:
    for features, classes in ((1280, 2), (1280, 5), (512, 2), (3, 1)):
        found = as_number(call(function, features, classes), "What your function returns")
        expected = features * classes + classes
        if found != expected:
            hint = {
                features * classes: " That counts the weights and leaves out the biases.",
                features * classes + 1: " Not one bias in all: each logit has its own.",
                features * classes + features: " There is a bias for each logit, not for each feature.",
                features + classes: " Every logit has a weight for every feature.",
            }.get(found, "")
            return not_yet(f"For {features} features and {classes} classes it gives {found:g}.{hint}")
    return passed("One weight for each feature and class, one bias for each class.")


@check
def check_name_winner(function) -> Outcome:
    import numpy as np

    cases = (
        ((2.0, -0.5), ("cat", "dog")), ((-3.0, 0.5), ("cat", "dog")), ((-4.0, -2.0), ("cat", "dog")),
        ((0.1, 0.2, 1.5), ("bee", "fly", "wasp")), ((1000.0, 990.0), ("cat", "dog")),
    )
    for logits, names in cases:
        given = np.array(logits, dtype="float32")
        with np.errstate(all="ignore"):
            result = call(function, given, names)
        case = f"For the logits {list(logits)}"
        if not isinstance(result, (tuple, list)) or len(result) != 2:
            return not_yet(f"{case} expected a name and a probability, found {describe(result)}.")
        name = result[0]
        powers = np.exp(given - given.max())
        expected = float(powers.max() / powers.sum())
        if not isinstance(name, str) or name != names[int(given.argmax())]:
            return not_yet(f"{case} and the names {names} the winner is not {describe(name)}.")
        if not np.isfinite(np.asarray(result[1], dtype="float64")).all():
            return not_yet(f"{case} the probability is no number. Are the powers too large?")
        probability = as_number(result[1], "The probability")
        if abs(probability - expected) > 0.006:
            hint = " That is the logit itself." if abs(probability - max(logits)) < 1e-3 else (
                " Sigmoid is for a model with one logit." if abs(probability - 1 / (1 + math.exp(-max(logits)))) < 1e-3 else "")
            return not_yet(f"{case} the probability is not {probability:.4g}.{hint}")
    return passed("The right name, with a probability that comes from all logits.")


@check
def check_unfreeze_from(function) -> Outcome:
    import keras

    if not callable(function):
        return not_yet(f"Expected a function; yours is {describe(function)}.")
    if is_stub(function):
        raise NotStarted

    @functools.wraps(function)
    def change(network, name):  # it returns nothing, which `call` would take for a forgotten return
        function(network, name)
        return True

    for start, frozen in (("top", True), ("top", False), ("middle", True), ("bottom", True)):
        network = keras.Sequential([
            keras.Input((4,)), keras.layers.Dense(3, kernel_initializer="zeros", name="bottom"), keras.layers.BatchNormalization(name="bottom_norm"),
            keras.layers.Dense(3, kernel_initializer="zeros", name="middle"), keras.layers.BatchNormalization(name="middle_norm"),
            keras.layers.Dense(3, kernel_initializer="zeros", name="top"), keras.layers.BatchNormalization(name="top_norm"),
            keras.layers.Dense(2, kernel_initializer="zeros", name="logits"),
        ])
        network.trainable = not frozen
        call(change, network, start)
        names = [layer.name for layer in network.layers]
        wanted = {name for name in names[names.index(start):] if not name.endswith("norm")}
        trained = {layer.name for layer in network.layers if layer.trainable_weights}
        case = f"With a network that was {'frozen' if frozen else 'trainable'} and the name {start!r},"
        norms = sorted(name for name in trained if name.endswith("norm"))
        if not trained or not network.trainable_weights:
            return not_yet(f"{case} everything is frozen afterwards.")
        if norms:
            return not_yet(f"{case} the batch normalization {norms[0]!r} can still be trained.")
        if trained - wanted:
            return not_yet(f"{case} the layer {min(trained - wanted)!r} can be trained; it lies before {start!r}.")
        if wanted - trained:
            return not_yet(f"{case} the layer {min(wanted - trained)!r} is frozen; it should be trained.")
    return passed("The top can be trained, the rest and all batch normalizations are frozen.")


@check
def check_plan(answer) -> Outcome:
    return choice(answer, "b", {
        "a": "Maps that are turned are hardly closer to the maps of turned pictures; pooled features cannot be turned at all.",
        "c": "Look at the cosines of turned pictures: were they 1?",
        "d": "What is trained on cannot say any more how good the model is.",
    }, success="Before the base, as the pictures may come, and in the training part alone.")
