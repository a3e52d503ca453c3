"""Answers to the exercises of notebook 09."""

import math

from exercise_tables import Lazy, make_tests


def layer(name, *arguments):
    def make():
        from keras import layers

        return getattr(layers, name)(*arguments)

    return Lazy(make)


def namespace():
    import keras

    return {"keras": keras, "layers": keras.layers}


test_answers, test_untouched, test_solutions = make_tests(
    "09_other_data",
    right={
        "check_first_loss": [math.log(37), 3.61],
        "check_digit_augmentation": [layer("RandomTranslation", 0.1, 0.1), layer("RandomRotation", 0.03)],
        "check_few_pictures": ["b"],
    },
    wrong={
        "check_first_loss": [math.log2(37), math.log(2), 1 / 37, "large"],
        "check_digit_augmentation": [
            layer("RandomFlip", "horizontal"),
            layer("RandomFlip", "vertical"),
            layer("RandomRotation", 0.5),
            layer("RandomTranslation", 0.0, 0.0),
            layer("Resizing", 16, 16),
            7,
        ],
        "check_few_pictures": ["a", "c", "d"],
    },
    namespace=namespace,
)
