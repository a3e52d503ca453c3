"""Coats: colors and patterns of fur, drawn from one distribution for every animal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .shapes import Color, Matrix, Vector
from .source import Source, grain, noise, ramp, wave

COLORS: dict[str, Color] = {
    "white": (0.93, 0.91, 0.87),
    "cream": (0.90, 0.79, 0.60),
    "sand": (0.78, 0.63, 0.44),
    "ginger": (0.83, 0.50, 0.22),
    "russet": (0.60, 0.31, 0.16),
    "brown": (0.43, 0.28, 0.18),
    "chocolate": (0.28, 0.18, 0.13),
    "slate": (0.45, 0.47, 0.52),
    "silver": (0.69, 0.69, 0.69),
    "charcoal": (0.20, 0.20, 0.22),
}
STRONG = ("white", "cream", "charcoal", "chocolate")
PINK: Color = (0.62, 0.40, 0.36)
PATTERNS = ("plain", "plain", "bib", "bib", "patched", "patched", "striped", "spotted")


@dataclass(frozen=True)
class Fur:
    """What one coat looks like. All of it is chosen without knowing the animal."""

    pattern: str
    base: Color
    second: Color
    light: Color
    length: float
    scale: float
    seed: int
    nose: Color
    eye: Color
    ear: Color


def choose_fur(source: Source) -> Fur:
    """A coat from the one distribution that all animals share."""
    names = list(COLORS)
    base = source.choose(names)
    second = source.choose([name for name in names if name != base])
    if source.chance(0.4):
        second = source.choose([name for name in STRONG if name != base])
    shift = source.between(0.9, 1.08)
    base_color = tuple(min(value * shift, 0.95) for value in COLORS[base])
    light = base_color if source.chance(0.45) else COLORS[source.choose(("white", "cream"))]
    return Fur(
        pattern=source.choose(PATTERNS),
        base=base_color,
        second=COLORS[second],
        light=light,
        length=source.choose((0.012, 0.016, 0.022, 0.032, 0.045)),
        scale=source.between(0.8, 1.3),
        seed=source.integer(0, 2**30),
        nose=source.choose(((0.12, 0.10, 0.10), (0.20, 0.13, 0.12), (0.58, 0.41, 0.36))),
        eye=source.choose(((0.80, 0.58, 0.15), (0.55, 0.68, 0.25), (0.40, 0.62, 0.75),
                           (0.50, 0.30, 0.12), (0.66, 0.40, 0.12))),
        ear=tuple(0.62 * value + 0.38 * pink for value, pink in zip(base_color, PINK)),
    )


def coat_painter(fur: Fur, turn_back: Matrix, scale: float, offset: Vector):
    """The coat as a function of points on the picture, for `render`.

    turn_back, scale and offset undo the animal's placing, so that the pattern sits on
    the animal and not on the picture.
    """

    def paint(x: np.ndarray, y: np.ndarray, z: np.ndarray, up: np.ndarray) -> list[np.ndarray]:
        x, y, z = ((x - offset[0]) * (1 / scale), (y - offset[1]) * (1 / scale),
                   (z - offset[2]) * (1 / scale))
        u, v, w = (row[0] * x + row[1] * y + row[2] * z for row in turn_back)
        seed, size = fur.seed, 1.0 / fur.scale
        mottle = noise(seed, u * 3.0, v * 3.0, w * 3.0) * 0.16 + 0.92
        if fur.pattern == "plain":
            mix = ramp(noise(seed + 1, u * 1.5, v * 1.5, w * 1.5), 0.35, 0.9) * 0.25
        elif fur.pattern == "bib":
            bend = noise(seed + 1, u * 3.0, v * 3.0, w * 3.0)
            mix = ramp(bend * 0.7 - up, 0.45, 0.75)
        elif fur.pattern == "patched":
            mix = ramp(noise(seed + 1, u * 1.5 * size, v * 1.5 * size, w * 1.5 * size), 0.50, 0.56)
        elif fur.pattern == "striped":
            bend = noise(seed + 1, u * 2.2, v * 2.2, w * 2.2)
            bands = wave((w * 2.6 + v * 1.3) * size + bend * 0.9)
            mix = ramp(bands, 0.52, 0.72) * ramp(up, -0.7, 0.1)
        else:
            u, v, w = u * 4.0 * size, v * 4.0 * size, w * 4.0 * size
            shift = [grain(seed + k, u, v, w) * 0.3 - 0.15 for k in (1, 2, 3)]
            du, dv, dw = ((axis - np.floor(axis)) - 0.5 - s for axis, s in zip((u, v, w), shift))
            gap = np.sqrt(du * du + dv * dv + dw * dw)
            mix = 1.0 - ramp(gap - grain(seed + 4, u, v, w) * 0.16, 0.2, 0.28)
        return [
            (base + (second - base) * mix) * mottle for base, second in zip(fur.base, fur.second)
        ]

    return paint
