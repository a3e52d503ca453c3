"""Heads: skull, muzzle, nose, mouth, eyes, ears, whiskers, and what else some animals wear.

A head is built in units of its own radius, looking along +z with y up.
"""

from __future__ import annotations

import math

from .shapes import Part, Shape, Vector, add, ball, chain, cone, frame, times, turn_z, unit
from .source import Source, cosine, sine
from .species import Species


def _ear(kind: str, side: float, v: dict[str, float], drop: float
         ) -> tuple[list[Part], list[Part]]:
    """One ear of the given kind, side -1 or 1, in head units: its parts and paints."""
    length, width, spread = v["ear_length"], v["ear_width"], v["ear_spread"] + drop
    w, h = v["skull_width"], v["skull_height"]
    up = (side * sine(spread), cosine(spread), -0.08)
    root = (side * w * sine(spread + 8) * 0.78, h * cosine(spread + 8) * 0.78, -0.08)
    front = unit((side * 0.35, 0.0, 1.0))

    def leaf(start: Vector, way: Vector, size: float, first: float, last: float, flat: float,
             facing: Vector) -> tuple[Part, Part]:
        end = add(start, times(unit(way), size))
        solid = cone(start, end, first, last, "coat", 0.12, flat, facing, "ear")
        low, high = times(unit(facing), first / flat), times(unit(facing), last / flat + 0.02)
        inside = cone(add(add(start, times(unit(way), size * 0.2)), low),
                      add(add(start, times(unit(way), size * 0.8)), high),
                      first * 0.6, last * 0.7, "inner", 0.0, flat * 0.8, facing, "ear")
        return solid, inside

    if kind in ("point", "tuft", "long"):
        tip = 0.05 if kind != "long" else width * 0.55
        middle = width if kind != "long" else width * 0.8
        solid, inside = leaf(root, up, length, middle, tip, 2.4, front)
        parts, paints = [solid], [inside]
        if kind == "tuft":
            end = add(root, times(unit(up), length))
            parts.append(cone(end, add(end, (0.0, 0.28, -0.05)), 0.07, 0.02, "coat", 0.05,
                              group="ear"))
        return parts, paints
    if kind == "flop":
        bend = add(root, (side * 0.46, 0.10, 0.06))
        end = add(bend, times(unit((side * 0.30, -1.0, 0.12)), length * 0.72))
        facing = unit((side * 0.8, 0.1, 0.6))
        return [cone(root, bend, width * 0.6, width * 0.6, "coat", 0.1, 1.8, front, "ear"),
                cone(bend, end, width * 0.6, width * 0.95, "coat", 0.04, 2.6, facing, "ear")], []
    if kind == "hang":
        start = (side * w * 0.86, h * 0.30, -0.05)
        end = add(start, (side * 0.38, -length * 0.95, 0.1))
        facing = unit((side * 1.0, 0.1, 0.5))
        return [cone(start, end, width * 0.6, width * 1.05, "coat", 0.06, 2.4, facing, "ear")], []
    if kind == "fold":
        bend = add(root, times(unit(add(up, (side * 0.25, 0.0, 0.0))), length * 0.55))
        tip = add(bend, (side * length * 0.42, -length * 0.34, 0.22))
        return [cone(root, bend, width, width * 0.75, "coat", 0.1, 2.2, front, "ear"),
                cone(bend, tip, width * 0.8, 0.1, "coat", 0.03, 2.2, (side * 0.2, 0.6, 0.8),
                     "ear")], []
    if kind in ("leaf", "side"):
        if kind == "side":
            center = (side * w * 1.08, 0.02, -0.1)
            solid = ball(center, (length * 0.8, length, 0.14), "coat", 0.05, group="ear")
            inside = ball(add(center, (0.0, 0.0, 0.13)), (length * 0.5, length * 0.65, 0.1),
                          "inner")
            return [solid], [inside]
        way = (side * sine(spread), cosine(spread), 0.0)
        solid, inside = leaf(root, way, length, width * 0.75, width * 0.3, 2.2,
                             unit((side * 0.3, 0.2, 1.0)))
        return [solid], [inside]
    if kind == "sail":
        center = (side * (w * 0.75 + width * 0.75), -0.1, -0.2)
        return [ball(center, (width, length, 0.1), "coat", 0.1,
                     frame((0.0, 1.0, 0.0), unit((side * 0.45, 0.0, 1.0))), "ear")], []
    size = length * (1.0 if kind == "round" else 1.05)
    center = (side * w * sine(spread) * 0.98, h * cosine(spread) * 1.02, -0.1)
    solid = ball(center, (size, size, size * 0.38), "coat", 0.08, group="ear")
    inside = ball(add(center, (0.0, -0.02, size * 0.38)), (size * 0.6, size * 0.6, size * 0.3),
                  "light" if kind == "fluffy" else "inner")
    return [solid], [inside]


def build_head(species: Species, v: dict[str, float], source: Source, mouth_open: bool) -> Shape:
    """A head in head units, looking along +z."""
    shape = Shape()
    w, h, d = v["skull_width"], v["skull_height"], v["skull_depth"]
    shape.parts.append(ball((0.0, 0.0, 0.0), (w, h, d), "coat", 0.25, group="head"))
    cheek = v["cheek"]
    for side in (-1.0, 1.0):
        shape.parts.append(ball((side * w * 0.52, -h * 0.36, d * 0.22), cheek + 0.15, "coat", 0.3,
                                group="head"))
    base, tip, height = v["muzzle_base"], v["muzzle_tip"], v["muzzle_height"]
    start = (0.0, height, d * 0.42)
    end = (0.0, height - v["muzzle_drop"], d * 0.82 + v["muzzle"])
    shape.parts.append(cone(start, end, base, tip, "light", 0.3, group="head"))
    if v["muzzle"] < 0.3:
        for side in (-1.0, 1.0):
            shape.parts.append(ball(add(end, (side * 0.22, -0.05, -0.02)), (0.31, 0.26, 0.25),
                                    "light", 0.1, group="head"))
        chin = add(end, (0.0, -0.26, -0.06))
        shape.parts.append(ball(chin, 0.22, "light", 0.12, group="head"))
    else:
        jaw = add(end, (0.0, -tip * 0.75, -v["muzzle"] * 0.35))
        shape.parts.append(cone((0.0, height - base * 0.5, d * 0.4), jaw, base * 0.6, tip * 0.62,
                                "light", 0.12, group="head"))

    nose = v["nose"]
    peak = add(end, (0.0, tip * 0.42, tip * 0.82))
    if v["muzzle"] < 0.3:
        peak = add(end, (0.0, 0.12, max(tip * 0.82, 0.2)))
    kind = species.nose_kind
    if kind == "button":
        shape.parts.append(ball(peak, (nose * 1.15, nose * 0.82, nose * 0.75), "nose", 0.0,
                                group="head"))
    elif kind in ("small", "ball"):
        flat = 0.72 if kind == "small" else 1.0
        shape.parts.append(ball(peak, (nose * 1.25, nose * flat * 1.1, nose * 0.8), "nose", 0.0,
                                group="head"))
    elif kind == "tall":
        shape.parts.append(ball(add(peak, (0.0, 0.1, 0.0)), (nose * 0.85, nose * 1.5, nose * 0.7),
                                "nose", 0.0, group="head"))
    elif kind == "disc":
        front = add(end, (0.0, 0.04, tip * 0.72))
        shape.parts.append(ball(front, (nose, nose * 0.82, 0.13), "inner", 0.06, group="head"))
        for side in (-1.0, 1.0):
            shape.paints.append(ball(add(front, (side * nose * 0.42, 0.02, 0.12)),
                                     (0.06, 0.1, 0.12), "line"))
    elif kind == "holes":
        for side in (-1.0, 1.0):
            shape.paints.append(ball(add(end, (side * tip * 0.45, tip * 0.3, tip * 0.8)),
                                     (nose * 0.8, nose, 0.15), "line"))
    if kind in ("button", "small", "ball", "tall"):
        low = add(peak, (0.0, -nose * 0.7 - 0.13, 0.0))
        shape.paints.append(cone(add(peak, (0.0, -nose * 0.5, 0.0)), low, 0.035, 0.035, "line"))
        for side in (-1.0, 1.0):
            corner = add(low, (side * 0.24, -0.04 if mouth_open else 0.0, -0.12))
            middle = add(low, (side * 0.13, -0.07, -0.02))
            shape.paints += [cone(low, middle, 0.04, 0.04, "line"),
                             cone(middle, corner, 0.04, 0.03, "line")]

    eye, tilt = v["eye"], v["eye_tilt"]
    for side in (-1.0, 1.0):
        ex, ey = side * v["eye_side"], v["eye_height"]
        ez = math.sqrt(max(1.0 - ex * ex - ey * ey, 0.05))
        spot = (ex * w, ey * h, ez * d)
        out = unit((ex / w, ey / h, ez / d))
        gaze = unit(add(times(out, 0.75), (0.0, 0.0, 0.45)))
        axes = frame((0.0, 1.0, 0.0), gaze)
        lean = turn_z(side * tilt)
        axes = tuple(add(add(times(axes[0], row[0]), times(axes[1], row[1])),
                         times(axes[2], row[2])) for row in lean)
        center = add(spot, times(out, -eye * 0.35))
        tall = 0.86 if species.pupil == "slit" else 1.0
        shape.paints.append(ball(add(spot, times(out, -0.02)),
                                 (eye * 1.12 + 0.03, eye * tall + 0.045, eye * 0.9), "line", 0.0,
                                 axes))
        shape.parts.append(ball(center, (eye * 1.1, eye * tall, eye), "eye", 0.0, axes, "head"))
        front = add(center, times(gaze, eye))
        shape.paints.append(ball(center, (eye * 1.12, eye * tall * 1.02, eye * 1.02), "eye", 0.0,
                                 axes))
        across, high = {"slit": (0.26, 0.74), "round": (0.55, 0.55), "big": (0.74, 0.74),
                        "bar": (0.7, 0.3)}[species.pupil]
        if species.pupil == "slit":
            across = v["slit"]
        shape.paints.append(ball(front, (eye * across, eye * high, eye * 0.8), "pupil", 0.0, axes))
        gleam = add(front, (-eye * 0.28, eye * 0.34, 0.0))
        shape.paints.append(ball(gleam, 0.048, "glint"))
    kind = source.choose(species.ears)
    for side in (-1.0, 1.0):
        parts, paints = _ear(kind, side, v, source.between(-5.0, 5.0))
        shape.parts += parts
        shape.paints = paints + shape.paints
    for extra in species.extras:
        _add_extra(shape, extra, v, end, tip)
    if source.chance(species.whiskers):
        shade = source.between(0.15, 0.9)
        hair = (shade, shade, shade * 0.97)
        for side in (-1.0, 1.0):
            for tilt in (-14.0, 2.0, 16.0):
                root = add(end, (side * 0.3, -0.04 - tilt * 0.002, 0.1))
                reach = source.between(0.75, 0.95)
                shape.lines.append((root, add(root, (side * reach * cosine(tilt),
                                                     -reach * sine(tilt) + 0.05, -0.1)),
                                    hair))
    return shape


def _add_extra(shape: Shape, extra: str, v: dict[str, float], end: Vector, tip: float) -> None:
    """What only some animals wear on their heads: horns, a trunk, a beard."""
    w, h, d = v["skull_width"], v["skull_height"], v["skull_depth"]
    if extra == "face":
        shape.paints.insert(0, ball((0.0, -0.05, d * 0.9), (w * 0.72, h * 0.75, 0.5), "inner"))
        return
    if extra == "trunk":
        points = [(0.0, -0.15, d * 0.6), (0.0, -0.55, d * 1.15), (0.0, -1.15, d * 1.25),
                  (0.0, -1.65, d * 1.3), (0.0, -1.85, d * 1.6)]
        shape.parts += chain(points, 0.36, 0.14, 0.15, "coat", "head")
        for side in (-1.0, 1.0):
            shape.parts.append(cone((side * 0.42, -0.5, d * 0.7), (side * 0.5, -0.85, d * 1.35),
                                    0.1, 0.04, "horn", group="head"))
        return
    if extra == "beard":
        shape.parts.append(cone(add(end, (0.0, -tip * 0.9, -0.1)), add(end, (0.0, -0.95, -0.15)),
                                0.14, 0.03, "light", 0.1, group="head"))
        return
    if extra == "mane":
        shape.parts.append(ball((0.0, h * 0.95, 0.1), (0.16, 0.3, 0.5), "second", 0.1,
                                group="head"))
        return
    for side in (-1.0, 1.0):
        root = (side * w * 0.42, h * 0.78, 0.0)
        if extra == "horns":
            points = [root, add(root, (side * 0.45, 0.12, 0.0)), add(root, (side * 0.6, 0.5, 0.1))]
            shape.parts += chain(points, 0.14, 0.04, 0.0, "horn", "ear")
        elif extra == "back horns":
            points = [root, add(root, (side * 0.1, 0.45, -0.1)), add(root, (side * 0.3, 0.8, -0.5))]
            shape.parts += chain(points, 0.15, 0.05, 0.0, "horn", "ear")
        elif extra == "stalks":
            top = add(root, (side * 0.08, 0.5, -0.05))
            shape.parts += [cone(root, top, 0.09, 0.08, "coat", group="ear"),
                            ball(top, 0.15, "dark", group="ear")]
        elif extra == "antlers":
            a = add(root, (side * 0.3, 0.45, -0.1))
            b = add(root, (side * 0.75, 0.9, 0.0))
            shape.parts += chain([root, a, b], 0.09, 0.04, 0.0, "horn", "ear")
            shape.parts += [cone(a, add(a, (-side * 0.05, 0.45, 0.15)), 0.06, 0.03, "horn",
                                 group="ear"),
                            cone(add(a, (side * 0.22, 0.22, 0.05)),
                                 add(a, (side * 0.15, 0.75, 0.1)), 0.05, 0.03, "horn",
                                 group="ear")]
