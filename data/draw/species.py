"""What makes a cat a cat: the ranges from which each animal's shape is drawn.

A cat and a dog differ in these numbers and in nothing else. Lengths of the body are in
units of about half a standing animal's body; those of the head's own parts are in units of
the head's radius.
"""

from __future__ import annotations

from dataclasses import dataclass

from .source import Source

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


def pick_shape(species: Species, source: Source) -> dict[str, float]:
    """One value out of each range: the shape of one animal."""
    ranges = {name: value for name, value in vars(species).items()
              if isinstance(value, tuple) and value and isinstance(value[0], float)}
    return {name: source.between(*value) for name, value in ranges.items()}
