"""Right and wrong answers for the exercises of notebook 05."""

import keras
import numpy as np
from exercise_tables import make_tests
from keras import layers


def softmax(logits):
    powers = np.exp(np.asarray(logits) - np.max(logits))
    return powers / powers.sum()


def name_with_numpy(logits, class_names):
    probabilities = softmax(logits)
    return class_names[int(np.argmax(probabilities))], probabilities.max()


def name_with_keras(logits, class_names):
    probabilities = keras.ops.softmax(logits)
    winner = int(keras.ops.argmax(probabilities))
    return [class_names[winner], probabilities[winner]]


def name_with_infinite_powers(logits, class_names):
    probabilities = np.exp(logits) / np.exp(logits).sum()
    return class_names[int(np.argmax(logits))], probabilities.max()


def is_norm(layer):
    return isinstance(layer, layers.BatchNormalization)


def names(network):
    return [layer.name for layer in network.layers]


def unfreeze(network, name):
    network.trainable = True
    start = names(network).index(name)
    for place, layer in enumerate(network.layers):
        layer.trainable = place >= start and not is_norm(layer)


def unfreeze_after(network, name):
    network.trainable = True
    start = names(network).index(name)
    for place, layer in enumerate(network.layers):
        layer.trainable = place > start and not is_norm(layer)


def unfreeze_below(network, name):
    network.trainable = True
    start = names(network).index(name)
    for place, layer in enumerate(network.layers):
        layer.trainable = place < start and not is_norm(layer)


def unfreeze_with_norms(network, name):
    network.trainable = True
    for layer in network.layers[: names(network).index(name)]:
        layer.trainable = False


def unfreeze_one(network, name):
    network.trainable = True
    for layer in network.layers:
        layer.trainable = layer.name == name


def unfreeze_all(network, name):
    network.trainable = True
    for layer in network.layers:
        layer.trainable = not is_norm(layer)


def freeze_all(network, name):
    network.trainable = False


def unfreeze_without_the_network(network, name):
    reached = False
    for layer in network.layers:
        reached = reached or layer.name == name
        layer.trainable = reached and not is_norm(layer)


def do_nothing(network, name):
    return network


test_answers, test_untouched, test_solutions = make_tests(
    "05_model_four",
    right={
        "check_count_head_parameters": [
            lambda features, classes: features * classes + classes,
            lambda features, classes: (features + 1) * classes,
        ],
        "check_name_winner": [
            name_with_numpy,
            name_with_keras,
            lambda logits, class_names: (name_with_numpy(logits, class_names)[0], round(float(softmax(logits).max()), 2)),
        ],
        "check_unfreeze_from": [unfreeze],
        "check_plan": ["b", "B"],
    },
    wrong={
        "check_count_head_parameters": [
            lambda features, classes: features * classes,
            lambda features, classes: features * classes + 1,
            lambda features, classes: features * classes + features,
            lambda features, classes: features + classes,
            lambda features, classes: 2562,
            lambda features, classes: str(features),
            lambda features: features,
            2562,
        ],
        "check_name_winner": [
            lambda logits, class_names: (class_names[int(np.argmax(logits))], np.max(logits)),
            lambda logits, class_names: (class_names[int(np.argmin(logits))], softmax(logits).max()),
            lambda logits, class_names: (int(np.argmax(logits)), softmax(logits).max()),
            lambda logits, class_names: (class_names[int(np.argmax(logits))], 1 / (1 + np.exp(-np.max(logits)))),
            lambda logits, class_names: (class_names[int(np.argmax(logits))], softmax(logits)),
            lambda logits, class_names: (class_names[int(np.argmax(logits))], 100 * softmax(logits).max()),
            lambda logits, class_names: class_names[int(np.argmax(logits))],
            lambda logits, class_names: (class_names[0], 0.953),
            lambda logits, class_names: (class_names[logits[0] < 0.5], softmax(logits).max()),
            name_with_infinite_powers,
            "dog",
        ],
        "check_unfreeze_from": [
            unfreeze_after,
            unfreeze_below,
            unfreeze_with_norms,
            unfreeze_one,
            unfreeze_all,
            freeze_all,
            unfreeze_without_the_network,
            do_nothing,
            lambda network: network,
            5,
        ],
        "check_plan": ["a", "c", "d", "augment", 2],
    },
    namespace=lambda: {"layers": layers, "np": np, "keras": keras},
)
