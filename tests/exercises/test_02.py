"""Right and wrong answers for the exercises of notebook 02."""

from exercise_tables import Lazy, make_tests


def slim(
    filters=(32, 64, 64), activation="relu", end="GlobalAveragePooling2D", units=2, size=64, extra=(), softmax=False,
    strides=None,
):
    """A network as exercise 2 asks for it, or with one thing changed."""

    def build():
        import keras
        from keras import layers

        blocks = [
            layer
            for count in filters
            for layer in (layers.Conv2D(count, 3, activation=activation), layers.MaxPooling2D(2, strides=strides))
        ]
        return keras.Sequential([
            *([keras.Input((size, size, 3))] if size else []),
            *blocks,
            *(getattr(layers, name)() for name in extra),
            getattr(layers, end)(),
            layers.Dense(units, activation="softmax" if softmax else None),
        ])

    return Lazy(build)


def before_the_first_rise(curves):
    losses = curves["val_loss"]
    return next((epoch for epoch in range(1, len(losses)) if losses[epoch] > losses[epoch - 1]), len(losses))


def names():
    import keras
    import numpy as np
    from keras import layers

    return {"keras": keras, "layers": layers, "np": np}


test_answers, test_untouched, test_solutions = make_tests(
    "02_model_one",
    right={
        "check_count_convolution": [
            lambda filter_size, maps_in, filters: filter_size**2 * maps_in * filters + filters,
            lambda filter_size, maps_in, filters: (filter_size * filter_size * maps_in + 1) * filters,
        ],
        "check_slim": [slim()],
        "check_batch_size": ["b", "B"],
        "check_best_epoch": [
            lambda curves: curves["val_loss"].index(min(curves["val_loss"])) + 1,
            lambda curves: min(range(len(curves["val_loss"])), key=curves["val_loss"].__getitem__) + 1.0,
        ],
    },
    wrong={
        "check_count_convolution": [
            lambda filter_size, maps_in, filters: filter_size**2 * maps_in * filters,
            lambda filter_size, maps_in, filters: filter_size**2 * maps_in * filters + 1,
            lambda filter_size, maps_in, filters: filter_size**2 * filters + filters,
            lambda filter_size, maps_in, filters: filter_size * maps_in * filters + filters,
            lambda filter_size, maps_in, filters: filter_size**2 * maps_in * filters + filters * maps_in,
            lambda filter_size, maps_in, filters: 896,
            lambda filter_size: filter_size,
            896,
        ],
        "check_slim": [
            slim(filters=(32, 64)),
            slim(filters=(32, 64, 128)),
            slim(activation=None),
            slim(end="Flatten"),
            slim(end="GlobalMaxPooling2D"),
            slim(units=1),
            slim(softmax=True),
            slim(size=160),
            slim(size=None),
            slim(extra=["BatchNormalization"]),
            slim(strides=1),
            "a network",
        ],
        "check_batch_size": ["a", "c", "d", "e", 2],
        "check_best_epoch": [
            lambda curves: curves["val_loss"].index(min(curves["val_loss"])),
            lambda curves: min(curves["val_loss"]),
            lambda curves: curves["loss"].index(min(curves["loss"])) + 1,
            lambda curves: curves["val_accuracy"].index(max(curves["val_accuracy"])) + 1,
            lambda curves: curves["val_loss"].index(max(curves["val_loss"])) + 1,
            lambda curves: len(curves["val_loss"]),
            lambda curves: 3,
            before_the_first_rise,
            lambda curves: curves["validation_loss"],
        ],
    },
    namespace=names,
)
