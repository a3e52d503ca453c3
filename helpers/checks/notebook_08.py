"""Checks of notebook 08."""

import math

from .parts import NotYet, Outcome, as_number, call, check, choice, layer_list, not_yet, passed


@check
def check_diagnosis(answer) -> Outcome:
    return choice(
        answer,
        right="c",
        wrong={
            "a": "A low rate makes small steps along a gradient. Here nearly all weights have none.",
            "b": "Frozen means that no weight may train. Here eight may.",
            "d": "Inputs that reach from -1 to 1 have been scaled once; scaled twice, they would all be nearly equal.",
        },
    )


@check
def check_expected_first_loss(function) -> Outcome:
    for class_count in (2, 10, 1000):
        found = as_number(call(function, class_count), "What your function returns")
        if abs(found - math.log(class_count)) > 0.006:
            hint = " The sign: a loss is not negative." if found < 0 else ""
            if abs(found - math.log2(class_count)) < 0.001:
                hint = " That is the logarithm to base 2; Keras uses the natural one."
            return not_yet(f"For {class_count} classes it gives {found:.3f}.{hint}")
    return passed("Compare it with the first batch of everything you train.")


@check
def check_cured_network(network) -> Outcome:
    import keras
    import numpy as np

    if not isinstance(network, keras.Model):
        return not_yet("Expected a network, such as keras.Sequential([...]).")
    if not network.built or tuple(getattr(network, "input_shape", ()))[1:] != (48, 48, 3):
        return not_yet("It should take pictures of shape 48×48×3. Begin with `keras.Input((48, 48, 3))`, as the ill one does.")
    shown = [layer for layer in network.layers if not isinstance(layer, keras.layers.InputLayer)]
    first = next((i for i, layer in enumerate(shown) if isinstance(layer, keras.layers.Conv2D)), None)
    if first is None:
        return not_yet("The convolution is gone. Keep it, and change one thing before it.")
    expected = [
        ("Conv2D", {"filters": 16, "kernel_size": (3, 3), "activation": "relu"}), ("MaxPooling2D", {"pool_size": (2, 2)}),
        "Flatten", ("Dense", {"units": 2, "activation": "linear"}),
    ]
    try:
        layer_list(shown[first:], expected)
    except NotYet:
        return not_yet("From the convolution on, keep the layers as they are. The fault is before them.")
    pixels = np.linspace(0, 255, 48 * 48 * 3, dtype="float32").reshape(1, 48, 48, 3)
    try:
        pixels = np.asarray(keras.Model(network.input, shown[first].input)(pixels))
    except (AttributeError, ValueError):  # layers that are used in several models
        for layer in shown[:first]:
            pixels = np.asarray(layer(pixels))
    spread = float(pixels.max() - pixels.min())
    if spread < 0.5:
        return not_yet(f"The pixels that reach the convolution still lie within {spread:.3g} of each other.")
    if abs(pixels).max() > 5:
        return not_yet(f"The pixels that reach the convolution go from {pixels.min():.3g} to {pixels.max():.3g}. They should stay near 0, say within -1 and 1.")
    return passed("The pixels that reach the convolution differ again.")
