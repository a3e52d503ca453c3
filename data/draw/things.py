"""Things: what stands around in a scene, and more classes for the backbone.

Each function builds one thing about two units large that stands on the ground y = 0.
Colors are drawn from one palette, so that no color belongs to a thing.
"""

from __future__ import annotations

from collections.abc import Callable

from .shapes import Color, Shape, ball, box, cone, frame, ring, tube, turn_y, turn_z
from .source import Source, cosine, sine

PALETTE: tuple[Color, ...] = (
    (0.78, 0.22, 0.20), (0.88, 0.55, 0.20), (0.90, 0.78, 0.32), (0.42, 0.58, 0.28),
    (0.22, 0.50, 0.46), (0.25, 0.45, 0.70), (0.20, 0.26, 0.45), (0.55, 0.35, 0.58),
    (0.85, 0.60, 0.62), (0.62, 0.44, 0.30), (0.40, 0.28, 0.20), (0.86, 0.82, 0.74),
    (0.55, 0.56, 0.58), (0.24, 0.24, 0.26),
)
LEAF: tuple[Color, ...] = ((0.24, 0.44, 0.20), (0.34, 0.52, 0.24), (0.30, 0.46, 0.34))


def _shape(source: Source, **extra: Color) -> Shape:
    """An empty thing with three colors of the palette: first, second, third."""
    shape = Shape()
    for name in ("first", "second", "third"):
        color = source.choose(PALETTE)
        shift = source.between(0.88, 1.08)
        shape.materials[name] = (tuple(min(c * shift, 0.95) for c in color), 0.2)
    for name, color in extra.items():
        shape.materials[name] = (color, 0.1)
    return shape


def toy_ball(source: Source) -> Shape:
    shape = _shape(source)
    shape.parts.append(ball((0, 0.8, 0), 0.8, "first"))
    axes = frame((source.between(-1, 1), 1.0, source.between(-1, 1)), (0, 0, 1))
    shape.paints.append(ring((0, 0.8, 0), 0.8, 0.16, "second", axes))
    return shape


def crate(source: Source) -> Shape:
    shape = _shape(source)
    high = source.between(0.55, 0.9)
    shape.parts.append(box((0, high, 0), (0.9, high, 0.7), "first"))
    for side in (-1, 1):
        shape.parts.append(box((0, high + side * high * 0.85, 0), (0.95, 0.1, 0.75), "second"))
        shape.parts.append(box((side * 0.85, high, 0), (0.1, high, 0.75), "second"))
    return shape


def plant(source: Source) -> Shape:
    shape = _shape(source, leaf=source.choose(LEAF))
    shape.parts.append(tube((0, 0.35, 0), 0.36, 0.35, "first", 0.5))
    for _ in range(source.integer(6, 9)):
        angle, lean = source.between(0, 360), source.between(0.25, 0.8)
        tip = (lean * sine(angle), source.between(1.2, 2.0), lean * cosine(angle))
        shape.parts.append(cone((0, 0.7, 0), tip, 0.14, 0.03, "leaf", 0.03, 2.5, (0.2, 0.4, 1)))
    return shape


def bush(source: Source) -> Shape:
    shape = _shape(source, leaf=source.choose(LEAF))
    shape.fur = 0.12
    for _ in range(7):
        spot = (source.between(-0.7, 0.7), source.between(0.3, 0.9), source.between(-0.4, 0.4))
        shape.parts.append(ball(spot, source.between(0.35, 0.55), "leaf", 0.05))
    return shape


def cushion(source: Source) -> Shape:
    shape = _shape(source)
    shape.parts.append(ball((0, 0.3, 0), (1.1, 0.32, 0.8), "first"))
    shape.paints.append(ring((0, 0.3, 0), 0.95, 0.12, "second"))
    return shape


def books(source: Source) -> Shape:
    shape = _shape(source)
    top = 0.0
    for index in range(source.integer(2, 4)):
        half = source.between(0.1, 0.2)
        name = ("first", "second", "third")[index % 3]
        shape.parts.append(box((source.between(-0.1, 0.1), top + half, 0), (0.8, half, 0.55), name,
                               axes=turn_y(source.between(-20, 20))))
        top += 2 * half
    return shape


def stone(source: Source) -> Shape:
    shape = _shape(source)
    for _ in range(3):
        shape.parts.append(ball((source.between(-0.4, 0.4), 0.3, source.between(-0.3, 0.3)),
                                (source.between(0.5, 0.8), source.between(0.35, 0.6), 0.5),
                                "third", 0.2))
    return shape


def bowl(source: Source) -> Shape:
    shape = _shape(source)
    shape.parts.append(tube((0, 0.3, 0), 0.75, 0.3, "first", 0.9, round=0.08))
    shape.paints.append(ball((0, 0.62, 0), (0.78, 0.12, 0.78), "second"))
    return shape


def stump(source: Source) -> Shape:
    shape = _shape(source, wood=(0.72, 0.58, 0.40))
    high = source.between(0.4, 0.7)
    shape.parts.append(tube((0, high, 0), 0.75, high, "third", 0.65))
    shape.paints.append(ball((0, 2 * high + 0.02, 0), (0.6, 0.06, 0.6), "wood"))
    return shape


def cone_toy(source: Source) -> Shape:
    shape = _shape(source)
    for level in range(4):
        name = ("first", "second", "third")[level % 3]
        shape.parts.append(ring((0, 0.2 + 0.33 * level, 0), 0.5 - 0.1 * level, 0.2, name))
    return shape


CLUTTER: tuple[Callable[[Source], Shape], ...] = (
    toy_ball, toy_ball, crate, plant, bush, cushion, books, stone, bowl, stump, cone_toy,
)


def car(source: Source) -> Shape:
    shape = _shape(source, glass=(0.55, 0.68, 0.76), tire=(0.13, 0.13, 0.14))
    shape.parts += [box((0, 0.55, 0), (0.55, 0.28, 1.2), "first", round=0.16),
                    box((0, 0.95, -0.1), (0.46, 0.28, 0.65), "first", 0.12, 0.16)]
    shape.paints.append(box((0, 1.0, -0.1), (0.6, 0.15, 0.52), "glass"))
    for x in (-0.52, 0.52):
        for z in (-0.7, 0.7):
            shape.parts.append(tube((x, 0.28, z), 0.28, 0.12, "tire", axes=turn_z(90)))
            shape.paints.append(ball((x * 1.25, 0.28, z), 0.14, "second"))
    return shape


def mug(source: Source) -> Shape:
    shape = _shape(source, drink=(0.25, 0.16, 0.10))
    shape.parts += [tube((0, 0.7, 0), 0.6, 0.7, "first", source.between(0.55, 0.75), round=0.08),
                    ring((0.66, 0.75, 0), 0.36, 0.1, "first", frame((0, 0, 1), (0, 1, 0)))]
    shape.paints += [ball((0, 1.4, 0), (0.5, 0.1, 0.5), "drink"),
                     tube((0, 0.7, 0), 0.9, source.between(0.08, 0.25), "second")]
    return shape


def chair(source: Source) -> Shape:
    shape = _shape(source)
    shape.parts.append(box((0, 0.9, 0), (0.6, 0.08, 0.6), "first"))
    shape.parts.append(box((0, 1.6, -0.55), (0.58, source.between(0.35, 0.55), 0.07), "first"))
    for x in (-0.5, 0.5):
        for z in (-0.5, 0.5):
            shape.parts.append(box((x, 0.45, z), (0.07, 0.45, 0.07), "second"))
        shape.parts.append(box((x, 1.2, -0.55), (0.07, 0.4, 0.06), "second"))
    return shape


def teapot(source: Source) -> Shape:
    shape = _shape(source)
    shape.parts += [ball((0, 0.65, 0), (0.8, 0.65, 0.8), "first"),
                    ring((-0.85, 0.7, 0), 0.35, 0.09, "second", frame((0, 0, 1), (0, 1, 0))),
                    cone((0.6, 0.5, 0), (1.25, 1.05, 0), 0.22, 0.1, "first", 0.15),
                    ball((0, 1.25, 0), (0.42, 0.12, 0.42), "second"),
                    ball((0, 1.42, 0), 0.12, "second")]
    return shape


def bird(source: Source, kind: str) -> Shape:
    """A duck, an owl or a penguin: a body, a head, a beak and two wings."""
    shape = _shape(source, dark=(0.05, 0.05, 0.05))
    shape.fur = 0.02
    parts = shape.parts
    if kind == "duck":
        parts += [ball((0, 0.6, -0.1), (0.5, 0.45, 0.8), "first", 0.1),
                  cone((0, 0.7, 0.45), (0, 1.25, 0.6), 0.26, 0.2, "first", 0.2),
                  ball((0, 1.4, 0.65), 0.34, "first", 0.1),
                  ball((0, 1.3, 1.05), (0.2, 0.07, 0.28), "second"),
                  cone((0, 0.75, -0.7), (0, 1.05, -1.05), 0.22, 0.05, "first", 0.15)]
        eyes, wing, head = (0.24, 1.48, 0.86), (0.48, 0.7, -0.15), 0.08
    elif kind == "owl":
        parts += [ball((0, 0.8, 0), (0.62, 0.8, 0.55), "first", 0.1),
                  ball((0, 1.5, 0.05), (0.62, 0.5, 0.52), "first", 0.2),
                  cone((0, 1.45, 0.5), (0, 1.28, 0.66), 0.1, 0.03, "second")]
        for side in (-1, 1):
            parts += [ball((side * 0.26, 1.55, 0.44), (0.24, 0.24, 0.12), "third"),
                      cone((side * 0.38, 1.85, 0), (side * 0.55, 2.2, 0), 0.16, 0.03, "first", 0.1)]
        eyes, wing, head = (0.26, 1.55, 0.54), (0.6, 0.85, -0.05), 0.12
    else:
        parts += [ball((0, 0.9, 0), (0.52, 0.9, 0.48), "first", 0.1),
                  ball((0, 1.75, 0.05), 0.38, "first", 0.15),
                  cone((0, 1.72, 0.38), (0, 1.66, 0.72), 0.09, 0.03, "second")]
        shape.paints.append(ball((0, 0.8, 0.45), (0.38, 0.72, 0.3), "third"))
        eyes, wing, head = (0.18, 1.84, 0.33), (0.52, 1.0, 0.0), 0.07
    for side in (-1, 1):
        parts.append(ball((side * eyes[0], eyes[1], eyes[2]), head, "dark"))
        parts.append(ball((side * wing[0], wing[1], wing[2]), (0.1, 0.4, 0.3), "first", 0.04,
                          turn_z(side * 12)))
        parts.append(ball((side * 0.22, 0.05, 0.25), (0.18, 0.07, 0.26), "second"))
    return shape


def turtle(source: Source) -> Shape:
    shape = _shape(source, dark=(0.05, 0.05, 0.05))
    shape.parts += [ball((0, 0.45, 0), (0.85, 0.6, 1.0), "first", 0.05),
                    cone((0, 0.4, 0.8), (0, 0.7, 1.2), 0.2, 0.18, "second", 0.1),
                    ball((0, 0.78, 1.3), (0.26, 0.24, 0.32), "second", 0.1)]
    shape.paints += [ring((0, 0.62, 0), 0.5, 0.06, "third"), ring((0, 0.4, 0), 0.86, 0.07, "third")]
    for x in (-1, 1):
        shape.parts.append(ball((x * 0.18, 0.87, 1.5), 0.06, "dark"))
        for z in (-0.6, 0.65):
            shape.parts.append(cone((x * 0.6, 0.3, z), (x * 0.95, 0.1, z * 1.2), 0.2, 0.16,
                                    "second", 0.08))
    return shape


def frog(source: Source) -> Shape:
    shape = _shape(source, dark=(0.05, 0.05, 0.05))
    shape.parts += [ball((0, 0.5, 0), (0.65, 0.48, 0.75), "first", 0.1),
                    ball((0, 0.8, 0.5), (0.6, 0.38, 0.45), "first", 0.2)]
    shape.paints.append(ring((0, 0.72, 0.5), 0.56, 0.035, "dark"))
    for x in (-1, 1):
        shape.parts += [ball((x * 0.35, 1.15, 0.55), 0.2, "first", 0.08),
                        ball((x * 0.37, 1.19, 0.68), 0.12, "second"),
                        ball((x * 0.38, 1.2, 0.77), 0.06, "dark"),
                        ball((x * 0.72, 0.35, -0.3), (0.24, 0.34, 0.5), "first", 0.1),
                        cone((x * 0.5, 0.4, 0.6), (x * 0.6, 0.08, 0.85), 0.13, 0.12, "first", 0.05),
                        ball((x * 0.9, 0.07, 0.15), (0.2, 0.07, 0.35), "first", 0.05)]
    return shape


def fish(source: Source) -> Shape:
    shape = _shape(source, dark=(0.05, 0.05, 0.05), white=(0.9, 0.9, 0.88))
    shape.parts += [ball((0, 0.9, 0.1), (0.3, source.between(0.45, 0.7), 0.95), "first", 0.1),
                    cone((0, 0.9, -0.75), (0, 1.3, -1.25), 0.14, 0.2, "second", 0.1, 3, (1, 0, 0)),
                    cone((0, 0.9, -0.75), (0, 0.5, -1.25), 0.14, 0.2, "second", 0.1, 3, (1, 0, 0)),
                    cone((0, 1.35, 0.2), (0, 1.7, -0.3), 0.3, 0.1, "second", 0.1, 4, (1, 0, 0))]
    for x in (-1, 1):
        shape.parts += [ball((x * 0.2, 1.05, 0.72), 0.12, "white"),
                        ball((x * 0.29, 1.06, 0.76), 0.06, "dark")]
    for z in (-0.35, 0.05):
        shape.paints.append(ring((0, 0.9, z), 0.55, 0.1, "third", frame((0, 0, 1), (0, 1, 0))))
    return shape


THINGS: dict[str, Callable[[Source], Shape]] = {
    "duck": lambda source: bird(source, "duck"), "owl": lambda source: bird(source, "owl"),
    "penguin": lambda source: bird(source, "penguin"), "turtle": turtle, "frog": frog,
    "fish": fish, "car": car, "mug": mug, "chair": chair, "teapot": teapot,
}
