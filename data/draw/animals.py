"""Bodies: how a cat, a dog and the other animals are built from balls and cones.

Every four-legged animal is built by the same functions from a `Species`: ranges for
its head, muzzle, eyes, ears, tail and body. A cat and a dog differ in those ranges and
in nothing else. Lengths are in units of about half a standing animal's body; the
head's own parts are in units of the head's radius. Front is +z, up is +y.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from .coats import Fur
from .shapes import (Matrix, Part, Shape, Vector, add, apply, ball, combine, cone, frame, ring,
                     times, turn_x, turn_y, turn_z, unit)
from .source import Source, cosine, sine

Range = tuple[float, float]


@dataclass(frozen=True)
class Species:
    """Ranges from which one animal is drawn; each animal is a little different."""

    head: Range = (0.46, 0.52)
    skull_width: Range = (1.0, 1.08)
    skull_height: Range = (0.9, 0.98)
    skull_depth: Range = (0.88, 0.98)
    cheek: Range = (0.3, 0.45)
    muzzle: Range = (0.35, 0.6)
    muzzle_base: Range = (0.46, 0.54)
    muzzle_tip: Range = (0.26, 0.34)
    muzzle_height: Range = (-0.34, -0.24)
    muzzle_drop: Range = (0.05, 0.15)
    nose: Range = (0.13, 0.17)
    nose_kind: str = "button"
    eye: Range = (0.16, 0.2)
    eye_side: Range = (0.42, 0.5)
    eye_height: Range = (0.1, 0.2)
    eye_tilt: Range = (0.0, 8.0)
    pupil: str = "round"
    ears: tuple[str, ...] = ("round",)
    ear_length: Range = (0.45, 0.6)
    ear_width: Range = (0.26, 0.34)
    ear_spread: Range = (30.0, 45.0)
    whiskers: float = 0.0
    neck: Range = (0.12, 0.22)
    neck_thick: Range = (0.24, 0.28)
    body: Range = (1.0, 1.2)
    chest: Range = (0.36, 0.42)
    hip: Range = (0.32, 0.38)
    leg: Range = (0.5, 0.62)
    leg_thick: Range = (0.1, 0.13)
    paw: str = "paw"
    tails: tuple[str, ...] = ("thin",)
    tail: Range = (0.7, 0.9)
    tail_thick: Range = (0.06, 0.08)
    poses: tuple[str, ...] = ("sit", "stand", "lie")
    extras: tuple[str, ...] = ()


CAT = Species(
    head=(0.45, 0.52), skull_width=(1.06, 1.18), skull_height=(0.88, 0.96), cheek=(0.40, 0.55),
    muzzle=(0.02, 0.12), muzzle_base=(0.40, 0.46), muzzle_tip=(0.24, 0.29),
    muzzle_height=(-0.36, -0.30), muzzle_drop=(0.0, 0.04), nose=(0.085, 0.11),
    nose_kind="small", eye=(0.20, 0.24), eye_side=(0.40, 0.47), eye_height=(0.06, 0.16),
    eye_tilt=(10.0, 22.0), pupil="slit", ears=("point",), ear_length=(0.6, 0.9),
    ear_width=(0.38, 0.48), ear_spread=(20.0, 36.0), whiskers=0.9, neck=(0.08, 0.16),
    neck_thick=(0.24, 0.28), body=(1.05, 1.25), chest=(0.31, 0.36), hip=(0.31, 0.38),
    leg=(0.42, 0.55), leg_thick=(0.085, 0.105), tails=("thin", "up", "wrap", "plume"),
    tail=(1.0, 1.35), tail_thick=(0.065, 0.085),
)
DOG = Species(
    head=(0.43, 0.50), skull_width=(0.92, 1.04), skull_height=(0.88, 0.98), cheek=(0.2, 0.36),
    muzzle=(0.45, 0.9), muzzle_base=(0.46, 0.56), muzzle_tip=(0.31, 0.42),
    muzzle_height=(-0.34, -0.22), muzzle_drop=(0.04, 0.14), nose=(0.17, 0.22),
    eye=(0.165, 0.20), eye_side=(0.40, 0.48), eye_height=(0.18, 0.28), eye_tilt=(-8.0, 2.0),
    pupil="big", ears=("flop", "flop", "hang", "hang", "fold"), ear_length=(0.8, 1.2),
    ear_width=(0.32, 0.44), ear_spread=(26.0, 44.0), neck=(0.18, 0.32),
    neck_thick=(0.25, 0.31), body=(0.95, 1.2), chest=(0.37, 0.45), hip=(0.29, 0.36),
    leg=(0.52, 0.72), leg_thick=(0.10, 0.14), tails=("wag", "curl", "stub", "saber"),
    tail=(0.5, 0.8), tail_thick=(0.07, 0.1),
)

# Animals for the backbone. None of them is a cat or a dog, or of their families.
ANIMALS: dict[str, Species] = {
    "rabbit": Species(
        cheek=(0.4, 0.5), muzzle=(0.1, 0.2), muzzle_tip=(0.26, 0.3), nose=(0.08, 0.1),
        nose_kind="small", eye=(0.18, 0.22), eye_side=(0.55, 0.65), pupil="big",
        ears=("long", "long", "hang"), ear_length=(1.3, 1.8), ear_width=(0.2, 0.27),
        ear_spread=(5.0, 22.0), leg=(0.3, 0.4), body=(0.8, 1.0), hip=(0.4, 0.48),
        tails=("stub",), tail=(0.15, 0.2), tail_thick=(0.13, 0.17), whiskers=0.5),
    "bear": Species(
        skull_width=(1.02, 1.12), muzzle=(0.35, 0.55), muzzle_tip=(0.3, 0.36), eye=(0.11, 0.14),
        nose=(0.17, 0.22), ears=("round",), ear_length=(0.3, 0.38), chest=(0.46, 0.54),
        hip=(0.46, 0.54), neck_thick=(0.36, 0.42), leg_thick=(0.16, 0.2), leg=(0.45, 0.55),
        tails=("stub",), tail=(0.1, 0.15), tail_thick=(0.1, 0.12)),
    "mouse": Species(
        head=(0.48, 0.56), muzzle=(0.45, 0.65), muzzle_base=(0.5, 0.58), muzzle_tip=(0.1, 0.15),
        nose=(0.1, 0.13), nose_kind="ball", eye=(0.15, 0.2), pupil="big", ears=("round",),
        ear_length=(0.55, 0.75), ear_spread=(35.0, 55.0), body=(0.7, 0.9), leg=(0.22, 0.3),
        leg_thick=(0.07, 0.09), tails=("thin", "up"), tail=(1.1, 1.5), tail_thick=(0.03, 0.04),
        whiskers=0.8),
    "squirrel": Species(
        muzzle=(0.2, 0.35), muzzle_tip=(0.16, 0.22), nose=(0.09, 0.12), eye=(0.18, 0.22),
        pupil="big", eye_side=(0.5, 0.6), ears=("point", "tuft"), ear_length=(0.35, 0.55),
        ear_width=(0.17, 0.22), body=(0.7, 0.9), leg=(0.3, 0.4), tails=("brush",),
        tail=(1.2, 1.5), tail_thick=(0.22, 0.3), whiskers=0.5),
    "raccoon": Species(
        skull_width=(1.1, 1.25), cheek=(0.5, 0.6), muzzle=(0.4, 0.6), muzzle_base=(0.38, 0.44),
        muzzle_tip=(0.15, 0.2), nose=(0.12, 0.15), eye=(0.13, 0.17), ears=("round", "point"),
        ear_length=(0.32, 0.42), ear_width=(0.22, 0.28), ear_spread=(38.0, 50.0),
        leg=(0.35, 0.45), hip=(0.42, 0.48), tails=("plume",), tail=(0.7, 0.9),
        tail_thick=(0.14, 0.18), whiskers=0.4),
    "badger": Species(
        skull_width=(0.9, 1.0), skull_height=(0.72, 0.8), muzzle=(0.65, 0.9),
        muzzle_base=(0.42, 0.5), muzzle_tip=(0.18, 0.24), nose=(0.14, 0.17), eye=(0.09, 0.12),
        ears=("round",), ear_length=(0.2, 0.27), ear_spread=(48.0, 60.0), body=(1.1, 1.3),
        leg=(0.25, 0.32), leg_thick=(0.13, 0.16), hip=(0.42, 0.48), tails=("stub",),
        tail=(0.3, 0.4)),
    "otter": Species(
        skull_width=(1.1, 1.2), skull_height=(0.78, 0.86), cheek=(0.5, 0.65),
        muzzle=(0.12, 0.25), muzzle_base=(0.5, 0.56), muzzle_tip=(0.36, 0.42), nose=(0.14, 0.18),
        eye=(0.11, 0.14), ears=("round",), ear_length=(0.15, 0.22), ear_spread=(60.0, 72.0),
        body=(1.3, 1.5), leg=(0.2, 0.28), tails=("saber", "thin"), tail=(0.9, 1.1),
        tail_thick=(0.13, 0.16), whiskers=0.8),
    "pig": Species(
        muzzle=(0.35, 0.5), muzzle_base=(0.44, 0.5), muzzle_tip=(0.32, 0.38), nose_kind="disc",
        nose=(0.3, 0.36), eye=(0.1, 0.13), ears=("leaf", "fold"), ear_length=(0.5, 0.7),
        ear_width=(0.24, 0.3), ear_spread=(35.0, 60.0), chest=(0.46, 0.52), hip=(0.46, 0.52),
        neck_thick=(0.34, 0.4), leg=(0.28, 0.36), paw="hoof", tails=("curl",),
        tail=(0.35, 0.45), tail_thick=(0.04, 0.05)),
    "cow": Species(
        skull_width=(0.84, 0.92), muzzle=(0.7, 0.9), muzzle_base=(0.46, 0.52),
        muzzle_tip=(0.38, 0.44), nose_kind="disc", nose=(0.36, 0.42), eye=(0.13, 0.16),
        eye_side=(0.6, 0.7), pupil="bar", ears=("leaf",), ear_length=(0.55, 0.75),
        ear_spread=(75.0, 95.0), extras=("horns",), neck=(0.3, 0.4), neck_thick=(0.3, 0.36),
        chest=(0.48, 0.55), hip=(0.44, 0.5), body=(1.3, 1.5), leg=(0.6, 0.75), paw="hoof",
        tails=("tassel",), tail=(0.8, 0.95), tail_thick=(0.035, 0.045),
        poses=("stand", "stand", "lie")),
    "horse": Species(
        skull_width=(0.72, 0.8), muzzle=(1.1, 1.35), muzzle_base=(0.42, 0.48),
        muzzle_tip=(0.28, 0.33), muzzle_drop=(0.3, 0.5), nose_kind="holes", nose=(0.08, 0.1),
        eye=(0.13, 0.16), eye_side=(0.65, 0.75), ears=("point",), ear_length=(0.4, 0.55),
        ear_width=(0.15, 0.2), ear_spread=(10.0, 20.0), extras=("mane",), neck=(0.7, 0.9),
        neck_thick=(0.24, 0.3), chest=(0.42, 0.48), body=(1.2, 1.4), leg=(0.9, 1.05),
        paw="hoof", tails=("hair",), tail=(0.8, 0.95), tail_thick=(0.1, 0.13),
        poses=("stand",)),
    "donkey": Species(
        skull_width=(0.78, 0.86), muzzle=(0.9, 1.1), muzzle_base=(0.44, 0.5),
        muzzle_tip=(0.33, 0.38), muzzle_drop=(0.2, 0.4), nose_kind="holes", nose=(0.08, 0.1),
        eye=(0.13, 0.16), eye_side=(0.6, 0.7), ears=("long",), ear_length=(1.0, 1.3),
        ear_width=(0.18, 0.24), ear_spread=(14.0, 30.0), extras=("mane",), neck=(0.4, 0.55),
        chest=(0.42, 0.48), leg=(0.65, 0.75), paw="hoof", tails=("tassel",), tail=(0.7, 0.8),
        tail_thick=(0.035, 0.045), poses=("stand",)),
    "sheep": Species(
        head=(0.38, 0.44), skull_width=(0.82, 0.9), muzzle=(0.45, 0.6), muzzle_tip=(0.28, 0.34),
        nose_kind="small", nose=(0.11, 0.13), eye=(0.13, 0.16), eye_side=(0.6, 0.7),
        pupil="bar", ears=("leaf",), ear_length=(0.55, 0.7), ear_spread=(85.0, 110.0),
        extras=("wool",), chest=(0.46, 0.52), hip=(0.46, 0.52), leg=(0.4, 0.5), paw="hoof",
        tails=("stub",), poses=("stand", "stand", "lie")),
    "goat": Species(
        head=(0.4, 0.45), skull_width=(0.8, 0.88), muzzle=(0.6, 0.8), muzzle_tip=(0.24, 0.3),
        nose_kind="small", nose=(0.11, 0.13), eye=(0.13, 0.16), eye_side=(0.6, 0.7),
        pupil="bar", ears=("leaf", "hang"), ear_length=(0.6, 0.9), ear_spread=(70.0, 110.0),
        extras=("back horns", "beard"), neck=(0.35, 0.45), leg=(0.55, 0.7), paw="hoof",
        tails=("stub",), poses=("stand", "stand", "lie")),
    "deer": Species(
        head=(0.38, 0.43), skull_width=(0.78, 0.86), muzzle=(0.7, 0.9), muzzle_base=(0.42, 0.48),
        muzzle_tip=(0.2, 0.26), nose=(0.14, 0.17), eye=(0.17, 0.2), eye_side=(0.6, 0.7),
        pupil="big", ears=("leaf",), ear_length=(0.7, 0.9), ear_width=(0.2, 0.26),
        ear_spread=(55.0, 75.0), extras=("antlers",), neck=(0.55, 0.7), neck_thick=(0.17, 0.22),
        chest=(0.36, 0.42), leg=(0.85, 1.0), leg_thick=(0.07, 0.09), paw="hoof",
        tails=("stub",), tail=(0.2, 0.25), poses=("stand", "stand", "lie")),
    "elephant": Species(
        head=(0.52, 0.58), muzzle=(0.0, 0.1), nose_kind="none", eye=(0.09, 0.12),
        eye_side=(0.55, 0.62), ears=("sail",), ear_length=(0.8, 1.0), ear_width=(0.6, 0.75),
        extras=("trunk",), chest=(0.54, 0.6), hip=(0.5, 0.56), neck_thick=(0.4, 0.46),
        leg=(0.5, 0.6), leg_thick=(0.18, 0.22), tails=("tassel",), tail=(0.6, 0.7),
        tail_thick=(0.03, 0.04), poses=("stand", "stand", "sit")),
    "giraffe": Species(
        head=(0.32, 0.37), skull_width=(0.8, 0.88), muzzle=(0.8, 1.0), muzzle_tip=(0.28, 0.34),
        nose_kind="holes", nose=(0.07, 0.09), eye=(0.16, 0.2), eye_side=(0.62, 0.7),
        pupil="big", ears=("leaf",), ear_length=(0.6, 0.75), ear_spread=(70.0, 90.0),
        extras=("stalks",), neck=(1.5, 1.8), neck_thick=(0.15, 0.19), body=(0.9, 1.05),
        leg=(1.0, 1.15), leg_thick=(0.08, 0.1), paw="hoof", tails=("tassel",), tail=(0.7, 0.8),
        tail_thick=(0.03, 0.04), poses=("stand",)),
    "koala": Species(
        head=(0.5, 0.56), skull_width=(1.1, 1.2), muzzle=(0.05, 0.15), muzzle_base=(0.4, 0.46),
        nose_kind="tall", nose=(0.2, 0.25), eye=(0.1, 0.13), ears=("fluffy",),
        ear_length=(0.5, 0.65), ear_spread=(52.0, 66.0), leg=(0.3, 0.4), leg_thick=(0.12, 0.15),
        hip=(0.42, 0.48), tails=("none",), poses=("sit",)),
    "monkey": Species(
        skull_width=(0.95, 1.02), muzzle=(0.12, 0.25), muzzle_base=(0.5, 0.56),
        muzzle_tip=(0.42, 0.48), nose_kind="holes", nose=(0.05, 0.07), eye=(0.14, 0.17),
        eye_side=(0.3, 0.36), ears=("side",), ear_length=(0.36, 0.44), ear_spread=(84.0, 96.0),
        extras=("face",), body=(0.85, 1.0), leg=(0.55, 0.65), tails=("up", "curl", "thin"),
        tail=(1.2, 1.5), tail_thick=(0.05, 0.06)),
    "hedgehog": Species(
        head=(0.42, 0.48), muzzle=(0.5, 0.65), muzzle_tip=(0.1, 0.14), nose=(0.12, 0.15),
        nose_kind="ball", eye=(0.11, 0.14), ears=("round",), ear_length=(0.22, 0.3),
        ear_spread=(50.0, 60.0), extras=("spines",), body=(0.7, 0.85), hip=(0.5, 0.56),
        chest=(0.46, 0.52), leg=(0.16, 0.22), tails=("none",), poses=("stand",)),
    "kangaroo": Species(
        head=(0.36, 0.42), muzzle=(0.6, 0.8), muzzle_tip=(0.22, 0.28), nose=(0.13, 0.16),
        eye=(0.14, 0.17), eye_side=(0.55, 0.62), ears=("long",), ear_length=(0.8, 1.0),
        ear_width=(0.22, 0.28), ear_spread=(18.0, 34.0), neck=(0.25, 0.35), chest=(0.28, 0.33),
        hip=(0.46, 0.52), body=(1.2, 1.4), leg=(0.5, 0.6), tails=("saber",), tail=(1.2, 1.4),
        tail_thick=(0.12, 0.15), poses=("upright",)),
}
POSES = ("sit", "sit", "stand", "lie")


def _pick(species: Species, source: Source) -> dict[str, float]:
    """One value out of each range."""
    return {
        name: source.between(*value)
        for name, value in vars(species).items()
        if isinstance(value, tuple) and value and isinstance(value[0], float)
    }


def _chain(points: list[Vector], first: float, last: float, blend: float, material: str = "coat",
           group: str = "tail") -> list[Part]:
    """Cones through the points, from thick to thin."""
    count = len(points) - 1
    return [
        cone(points[i], points[i + 1], first + (last - first) * i / count,
             first + (last - first) * (i + 1) / count, material, blend, group=group)
        for i in range(count)
    ]


def _materials(fur: Fur) -> dict:
    dark = (0.07, 0.06, 0.06)
    return {
        "light": (fur.light, 0.06), "nose": (fur.nose, 0.7), "eye": (fur.eye, 0.8),
        "inner": (fur.ear, 0.05), "dark": (dark, 0.5), "pupil": ((0.03, 0.03, 0.04), 0.9),
        "line": ((0.13, 0.09, 0.09), 0.1), "glint": ((1.6, 1.6, 1.6), 0.0),
        "horn": ((0.72, 0.64, 0.50), 0.3), "hoof": ((0.22, 0.18, 0.16), 0.3),
        "second": (fur.second, 0.06),
    }


def _ear(kind: str, side: float, v: dict[str, float], drop: float
         ) -> tuple[list[Part], list[Part]]:
    """One ear of the given kind, side -1 or 1, in head units: its parts and paints."""
    length, width, spread = v["ear_length"], v["ear_width"], v["ear_spread"] + drop
    w, h = v["skull_width"], v["skull_height"]
    up = (side * sine(spread), cosine(spread), -0.08)
    root = (side * w * sine(spread + 8) * 0.78, h * cosine(spread + 8) * 0.78, -0.08)
    front = unit((side * 0.35, 0.0, 1.0))
    shift = 0.16 * width

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
            shape.parts.append(ball(add(end, (side * 0.17, -0.06, 0.0)), (0.24, 0.2, 0.24),
                                    "light", 0.1, group="head"))
        chin = add(end, (0.0, -0.26, -0.06))
        shape.parts.append(ball(chin, 0.18, "light", 0.12, group="head"))
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
                                 (eye * 1.12 + 0.03, eye * tall + 0.045, eye * 0.9), "line", 0.0, axes))
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
        shape.parts += _chain(points, 0.36, 0.14, 0.15, "coat", "head")
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
            shape.parts += _chain(points, 0.14, 0.04, 0.0, "horn", "ear")
        elif extra == "back horns":
            points = [root, add(root, (side * 0.1, 0.45, -0.1)), add(root, (side * 0.3, 0.8, -0.5))]
            shape.parts += _chain(points, 0.15, 0.05, 0.0, "horn", "ear")
        elif extra == "stalks":
            top = add(root, (side * 0.08, 0.5, -0.05))
            shape.parts += [cone(root, top, 0.09, 0.08, "coat", group="ear"),
                            ball(top, 0.15, "dark", group="ear")]
        elif extra == "antlers":
            a = add(root, (side * 0.3, 0.45, -0.1))
            b = add(root, (side * 0.75, 0.9, 0.0))
            shape.parts += _chain([root, a, b], 0.09, 0.04, 0.0, "horn", "ear")
            shape.parts += [cone(a, add(a, (-side * 0.05, 0.45, 0.15)), 0.06, 0.03, "horn",
                                 group="ear"),
                            cone(add(a, (side * 0.22, 0.22, 0.05)),
                                 add(a, (side * 0.15, 0.75, 0.1)), 0.05, 0.03, "horn",
                                 group="ear")]


def _tail(kind: str, v: dict[str, float], root: Vector, sitting: bool, side: float) -> list[Part]:
    """A tail that starts at root and leaves the body backwards."""
    size, thick = v["tail"], v["tail_thick"]
    if kind == "none":
        return []
    if kind == "stub":
        return [ball(add(root, (0.0, 0.05, -size * 0.3)), thick * 1.5, "coat", 0.08, group="tail")]
    curves = {
        "thin": [(0, -0.05, -0.3), (0.08, -0.15, -0.6), (0.2, 0.0, -0.85), (0.3, 0.18, -1.0)],
        "up": [(0, 0.12, -0.25), (0.06, 0.45, -0.38), (0.12, 0.8, -0.36), (0.24, 1.02, -0.26)],
        "plume": [(0, 0.02, -0.3), (0.15, 0.12, -0.6), (0.3, 0.35, -0.78), (0.35, 0.6, -0.8)],
        "wag": [(0.05, 0.2, -0.22), (0.2, 0.52, -0.38), (0.42, 0.85, -0.42)],
        "saber": [(0, -0.15, -0.25), (0.05, -0.25, -0.6), (0.1, -0.15, -0.95)],
        "curl": [(0, 0.25, -0.2), (0.08, 0.55, -0.12), (0.2, 0.62, 0.12), (0.3, 0.42, 0.22)],
        "brush": [(0, 0.1, -0.3), (0.08, 0.5, -0.42), (0.12, 0.85, -0.28), (0.2, 1.0, 0.0)],
        "tassel": [(0, -0.1, -0.15), (0.06, -0.5, -0.24), (0.1, -0.9, -0.22)],
        "hair": [(0, -0.05, -0.18), (0.05, -0.5, -0.28), (0.08, -1.0, -0.26)],
        "wrap": [(0.35, -0.02, -0.12), (0.62, -0.04, 0.2), (0.62, -0.05, 0.55),
                 (0.4, -0.06, 0.8)],
    }
    points = [root] + [add(root, (x * side * size, y * size, z * size)) for x, y, z in curves[kind]]
    if sitting or kind == "wrap":
        points = [(x, max(y, thick * 1.1), z) for x, y, z in points]
    first, last = thick * 1.15, thick * 0.75
    if kind in ("plume", "brush"):
        first, last = thick * 1.0, thick * 1.5
    elif kind in ("wag", "saber", "curl"):
        first, last = thick * 1.3, thick * 0.5
    parts = _chain(points, first, last, 0.08)
    if kind == "tassel":
        parts.append(ball(points[-1], (0.08, 0.14, 0.08), "second", 0.05, group="tail"))
    return parts


def build_body(species: Species, v: dict[str, float], pose: str, source: Source
               ) -> tuple[Shape, Vector, Vector]:
    """Trunk, legs and tail on the ground y = 0; where the neck starts, and its way."""
    shape = Shape()
    length, chest, hip = v["body"], v["chest"], v["hip"]
    leg, thick = v["leg"], v["leg_thick"]
    parts = shape.parts
    foot = "hoof" if species.paw == "hoof" else "light"

    def limb(points: list[Vector], first: float, last: float, grow: float = 1.35) -> None:
        parts.extend(_chain(points, first, last, 0.14, "coat", "leg"))
        x, y, z = points[-1]
        size = last * grow
        parts.append(ball((x, max(y, size * 0.55), z + size * 0.35),
                          (size, size * 0.7, size * 1.3), foot, 0.05, group="leg"))

    if pose == "stand":
        front, back = (0.0, leg + chest * 0.6, length * 0.42), (0.0, leg + hip * 0.62, -length * 0.45)
        neck_way = unit((0.0, 0.9, 0.62))
        step = source.between(-0.22, 0.22)
        for side in (-1.0, 1.0):
            stride = step * side
            x = side * chest * 0.58
            limb([(x, front[1] - chest * 0.3, front[2]), (x, leg * 0.5, front[2] + stride * 0.5),
                  (x, thick * 0.6, front[2] + stride)], thick * 1.35, thick * 0.85)
            x = side * hip * 0.62
            limb([(x, back[1] - hip * 0.2, back[2]), (x, leg * 0.52, back[2] - 0.1 - stride * 0.4),
                  (x, thick * 0.6, back[2] - stride)], thick * 1.8, thick * 0.85)
    elif pose in ("sit", "upright"):
        rise = v["sit_rise"] if pose == "sit" else 1.0
        back = (0.0, hip * 0.85, -length * 0.22)
        front = (0.0, hip * 0.8 + length * 0.62 * rise, length * 0.16)
        if pose == "upright":
            back, front = (0.0, hip + 0.15, -0.1), (0.0, hip + length * 0.75, 0.12)
        neck_way = unit((0.0, 1.0, 0.3))
        for side in (-1.0, 1.0):
            x = side * chest * 0.5
            if pose == "sit":
                limb([(x * 1.1, front[1] - chest * 0.35, front[2] + chest * 0.2),
                      (x * 1.15, front[1] * 0.45, front[2] + chest * 0.5),
                      (x * 1.1, thick * 0.6, front[2] + chest * 0.62)], thick * 1.3, thick * 0.95)
            else:
                limb([(x, front[1] - 0.2, front[2] + 0.1), (x * 1.2, front[1] - 0.5, front[2] + 0.4),
                      (x, front[1] - 0.55, front[2] + 0.6)], thick, thick * 0.7)
            parts.append(ball((side * hip * 0.78, hip * 0.72, back[2] + 0.12),
                              (hip * 0.5, hip * 0.72, hip * 0.85), "coat", 0.14, group="leg"))
            limb([(side * hip * 0.98, thick * 0.9, back[2] + hip * 0.5),
                  (side * hip * 1.0, thick * 0.7, back[2] + hip * 1.25)], thick * 1.1, thick)
    else:
        back = (0.0, hip * 0.82, -length * 0.5)
        front = (0.0, chest * 0.9, length * 0.4)
        neck_way = unit((0.0, 1.0, 0.45))
        for side in (-1.0, 1.0):
            x = side * chest * 0.62
            limb([(x, chest * 0.5, front[2]), (x * 1.1, thick * 0.9, front[2] + leg * 0.35),
                  (x * 0.95, thick * 0.9, front[2] + leg * 0.85)], thick * 1.3, thick)
            parts.append(ball((side * hip * 0.8, hip * 0.62, back[2] + 0.14),
                              (hip * 0.45, hip * 0.62, hip * 0.85), "coat", 0.12, group="leg"))
            limb([(side * hip * 1.0, thick * 0.9, back[2] + hip * 0.4),
                  (side * hip * 1.05, thick * 0.8, back[2] + hip * 1.1)], thick, thick * 0.95)
    trunk = cone(back, front, hip, chest, "coat", 0.22)
    parts.insert(0, trunk)
    if "wool" in species.extras:
        for _ in range(9):
            share = source.between(0.0, 1.0)
            angle = source.between(-110.0, 110.0)
            spot = add(back, times(add(front, times(back, -1.0)), share))
            spot = add(spot, (hip * 0.75 * sine(angle), hip * 0.75 * cosine(angle), 0.0))
            parts.append(ball(spot, hip * 0.42, "coat", 0.06))
    if "spines" in species.extras:
        for _ in range(30):
            share, angle = source.between(-0.2, 1.0), source.between(-100.0, 100.0)
            spot = add(back, times(add(front, times(back, -1.0)), share))
            way = (sine(angle), cosine(angle), -0.4)
            parts.append(cone(add(spot, times(way, hip * 0.8)), add(spot, times(way, hip * 1.3)),
                              0.06, 0.01, "second", group="tail"))
    kind = source.choose(species.tails)
    side = source.choose((-1.0, 1.0))
    if pose != "sit" and kind == "wrap":
        kind = "thin"
    root = add(back, (0.0, hip * (0.5 if pose == "stand" else 0.0), -hip * 0.8))
    if pose in ("sit", "lie", "upright") and kind in ("thin", "saber", "tassel", "hair"):
        root = (0.0, v["tail_thick"] * 1.3, back[2] - hip * 0.8)
    if kind == "wrap":
        root = (side * hip * 0.5, v["tail_thick"] * 1.2, back[2] - hip * 0.6)
    parts.extend(_tail(kind, v, root, pose != "stand", side))
    return shape, add(front, (0.0, chest * 0.25, chest * 0.1)), neck_way


def build_animal(species: Species, fur: Fur, pose: str, head_turn: Matrix, source: Source,
                 collar: tuple | None = None) -> tuple[Shape, Vector, float]:
    """A whole animal. Returns the shape, the middle of its head, and the head's radius.

    head_turn: how the head is turned against the body.
    collar: a color, or None for no collar.
    """
    v = _pick(species, source)
    v["slit"] = source.between(0.2, 0.5)
    v["sit_rise"] = source.between(0.9, 1.1)
    shape, neck, way = build_body(species, v, pose, source)
    size = v["head"]
    reach = v["neck"] + size * 0.72
    head_middle = add(neck, times(way, reach))
    shape.parts.append(cone(neck, add(neck, times(way, reach * 0.85)), v["neck_thick"] * 1.1,
                            v["neck_thick"], "coat", 0.2, group="neck"))
    if "mane" in species.extras:
        crest = add(neck, (0.0, 0.0, -v["neck_thick"]))
        shape.parts.append(cone(crest, add(crest, times(way, reach)), 0.13, 0.13, "second", 0.05))
    shape.materials = _materials(fur)
    head = build_head(species, v, source, source.chance(0.5))
    shape.join(head.moved(head_turn, size, head_middle))
    shape.fur = fur.length
    if collar:
        shape.materials["collar"] = (collar, 0.3)
        shape.parts.append(ring(add(neck, times(way, v["neck"] * 0.6)), v["neck_thick"] * 1.06,
                                0.055, "collar", frame(way, (0.0, 0.0, 1.0))))
    return shape, head_middle, size
