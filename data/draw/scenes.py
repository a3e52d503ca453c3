"""Rooms and gardens behind the animal, and the light in them.

A scene is chosen without knowing what will stand in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .render import Light
from .shapes import Color, unit
from .source import Source, cosine, grain, noise, ramp, sine, wave

WALLS: tuple[Color, ...] = (
    (0.80, 0.76, 0.68), (0.72, 0.78, 0.78), (0.62, 0.70, 0.66), (0.78, 0.66, 0.58),
    (0.58, 0.62, 0.70), (0.74, 0.70, 0.76), (0.50, 0.44, 0.42), (0.82, 0.74, 0.58),
    (0.44, 0.52, 0.54), (0.66, 0.52, 0.46),
)
FLOORS: tuple[Color, ...] = (
    (0.58, 0.42, 0.28), (0.68, 0.54, 0.38), (0.42, 0.30, 0.22), (0.60, 0.58, 0.55),
    (0.50, 0.36, 0.34), (0.36, 0.42, 0.44), (0.66, 0.62, 0.54), (0.46, 0.46, 0.40),
)
GRASS: tuple[Color, ...] = (
    (0.36, 0.50, 0.22), (0.46, 0.54, 0.26), (0.30, 0.44, 0.24), (0.58, 0.54, 0.32),
)
GROUND: tuple[Color, ...] = ((0.76, 0.66, 0.48), (0.86, 0.87, 0.90), (0.52, 0.42, 0.32))
SKIES: tuple[Color, ...] = (
    (0.48, 0.66, 0.86), (0.62, 0.74, 0.84), (0.72, 0.74, 0.76), (0.84, 0.68, 0.56),
    (0.56, 0.62, 0.76),
)
Canvas = list[np.ndarray]


@dataclass(frozen=True)
class Scene:
    """What surrounds the animal.

    horizon: where the floor meets what is behind it, on the picture (-1 to 1).
    tilt: how far the floor rises per unit of depth (sine of the camera's angle).
    """

    indoors: bool
    horizon: float
    tilt: float
    light: Light
    seed: int


def choose_scene(source: Source) -> Scene:
    """A place and its light."""
    side = source.between(-70.0, 70.0)
    height = source.between(25.0, 62.0)
    toward = unit((sine(side) * cosine(height), sine(height), 0.25 + 0.75 * cosine(side)))
    warmth = source.between(-1.0, 1.0)
    key = tuple(0.70 + shift * warmth for shift in (0.07, 0.01, -0.08))
    indoors = source.chance(0.5)
    sky = tuple(0.56 - shift * warmth * 0.6 for shift in (0.05, 0.0, -0.06))
    return Scene(indoors, source.between(-0.25, 0.55), sine(source.between(9.0, 24.0)),
                 Light(toward, key, sky, (0.30, 0.27, 0.24)),
                 source.integer(0, 2**30))


def _fill(canvas: Canvas, color: Color, cover: np.ndarray | float = 1.0) -> None:
    """Lay a color over the canvas."""
    for channel, value in zip(canvas, color):
        channel += (value - channel) * cover


def _shade(canvas: Canvas, factor: np.ndarray, where: np.ndarray | float = 1.0) -> None:
    """Multiply the canvas by a factor."""
    for channel in canvas:
        channel *= 1.0 + (factor - 1.0) * where


def _tint(color: Color, source: Source, spread: float = 0.12) -> Color:
    shift = source.between(1.0 - spread, 1.0 + spread)
    return tuple(min(c * shift * source.between(0.96, 1.04), 0.97) for c in color)


def _rectangle(x: np.ndarray, y: np.ndarray, left: float, right: float, low: float, high: float
               ) -> np.ndarray:
    soft = 60.0
    inside = np.minimum(np.minimum(x - left, right - x), np.minimum(y - low, high - y))
    return np.clip(inside * soft + 0.5, 0.0, 1.0)


def _floor_axes(scene: Scene, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places on the floor: across and into the depth, finer towards the horizon."""
    drop = np.maximum(scene.horizon - y, 0.0) + 0.22
    return x / drop, 1.0 / drop


def _room(canvas: Canvas, scene: Scene, x: np.ndarray, y: np.ndarray, source: Source) -> None:
    """A wall with things on it."""
    _fill(canvas, _tint(source.choose(WALLS), source))
    kind = source.choose(("plain", "stripes", "boards", "bricks", "dots", "tiles"))
    size = source.between(3.0, 7.0)
    if kind == "stripes":
        _fill(canvas, _tint(source.choose(WALLS), source), ramp(wave(x * size), 0.42, 0.55) * 0.6)
    elif kind == "boards":
        _shade(canvas, 1.0 - 0.22 * ramp(wave(x * size * 0.8), 0.86, 0.97))
        _shade(canvas, 0.94 + 0.12 * grain(scene.seed, x * size * 0.8, y * 0.0))
    elif kind in ("bricks", "tiles"):
        row = np.floor(y * size * 1.4)
        shift = row * 0.5 if kind == "bricks" else row * 0.0
        column = x * size * 0.7 + shift
        joint = np.maximum(ramp(wave(y * size * 1.4), 0.8, 0.95), ramp(wave(column), 0.88, 0.97))
        _shade(canvas, 0.88 + 0.2 * grain(scene.seed, column + 40.0, row + 40.0))
        _shade(canvas, 1.0 - 0.25 * joint)
    elif kind == "dots":
        u, v = x * size, y * size
        du, dv = u - np.floor(u) - 0.5, v - np.floor(v) - 0.5
        _fill(canvas, _tint(source.choose(WALLS), source),
              (1.0 - ramp(du * du + dv * dv, 0.04, 0.07)) * 0.7)
    _shade(canvas, 0.92 + 0.16 * noise(scene.seed + 3, x * 1.3 + 9.0, y * 1.3 + 9.0))
    for _ in range(source.integer(0, 2)):
        center, width = source.between(-1.0, 1.0), source.between(0.2, 0.45)
        low = scene.horizon + source.between(0.2, 0.5)
        high = low + source.between(0.4, 0.9)
        frame = _tint(source.choose(FLOORS + WALLS), source, 0.3)
        _fill(canvas, frame, _rectangle(x, y, center - width, center + width, low, high))
        inside = _rectangle(x, y, center - width + 0.06, center + width - 0.06, low + 0.06,
                            high - 0.06)
        if source.chance(0.5):
            _fill(canvas, source.choose(SKIES), inside)
            bar = _rectangle(x, y, center - 0.02, center + 0.02, low, high)
            _fill(canvas, frame, bar)
        else:
            _fill(canvas, _tint(source.choose(GRASS + WALLS), source), inside)
            hill = ramp(noise(scene.seed + 5, x * 4.0, y * 4.0), 0.45, 0.55)
            _fill(canvas, _tint(source.choose(SKIES + FLOORS), source), inside * hill)
    if source.chance(0.3):
        edge, way = source.between(0.5, 0.9), source.choose((-1.0, 1.0))
        cover = ramp(x * way + 0.05 * wave(y * 0.5), edge, edge + 0.03) * ramp(y, -0.9, -0.88)
        _fill(canvas, _tint(source.choose(WALLS), source, 0.3), cover)
        _shade(canvas, 0.8 + 0.3 * wave(x * 7.0), cover)
    if source.chance(0.7):
        skirting = _rectangle(x, y, -2.0, 2.0, scene.horizon, scene.horizon + 0.09)
        _fill(canvas, _tint(source.choose(WALLS), source, 0.2), skirting)


def _indoor_floor(canvas: Canvas, scene: Scene, x: np.ndarray, y: np.ndarray, source: Source
                  ) -> None:
    """Boards, tiles or carpet."""
    below = np.clip((scene.horizon - y) * 80.0, 0.0, 1.0)
    across, deep = _floor_axes(scene, x, y)
    _fill(canvas, _tint(source.choose(FLOORS), source), below)
    kind = source.choose(("boards", "planks", "tiles", "carpet"))
    size = source.between(2.0, 4.0)
    if kind in ("boards", "planks"):
        line = across if kind == "boards" else deep * 2.0
        other = deep if kind == "boards" else across
        _shade(canvas, 0.86 + 0.28 * grain(scene.seed + 7, line * size + 50.0, other * 0.6 + 50.0),
               below)
        _shade(canvas, 1.0 - 0.3 * ramp(wave(line * size + 0.5), 0.86, 0.97), below)
        _shade(canvas, 0.92 + 0.16 * noise(scene.seed + 8, line * 24.0, other * 3.0), below)
    elif kind == "tiles":
        checks = grain(scene.seed + 9, across * size * 0.7 + 50.0, deep * size * 0.9 + 50.0)
        _shade(canvas, 0.8 + 0.4 * checks, below)
    else:
        _shade(canvas, 0.86 + 0.28 * noise(scene.seed + 10, x * 45.0, y * 60.0), below)
    if source.chance(0.45):
        cx, cy = source.between(-0.4, 0.4), scene.horizon - source.between(0.5, 0.9)
        rx, ry = source.between(0.7, 1.2), source.between(0.25, 0.45)
        dx, dy = (x - cx) * (1 / rx), (y - cy) * (1 / ry)
        radius = np.sqrt(dx * dx + dy * dy)
        rug = (1.0 - ramp(radius, 0.97, 1.0)) * below
        _fill(canvas, _tint(source.choose(WALLS + FLOORS), source, 0.3), rug)
        rings = ramp(wave(radius * source.between(2.0, 4.0)), 0.5, 0.6)
        _fill(canvas, _tint(source.choose(WALLS + FLOORS), source, 0.3), rug * rings * 0.7)
        _shade(canvas, 0.9 + 0.2 * noise(scene.seed + 11, x * 50.0, y * 60.0), rug)


def _garden(canvas: Canvas, scene: Scene, x: np.ndarray, y: np.ndarray, source: Source) -> None:
    """Sky, hills, trees far away, perhaps a fence; then grass, sand or snow."""
    sky = _tint(source.choose(SKIES), source)
    _fill(canvas, sky)
    _fill(canvas, (0.93, 0.92, 0.88), (1.0 - ramp(y - scene.horizon, 0.0, 1.2)) * 0.55)
    if source.chance(0.7):
        clouds = noise(scene.seed, x * 1.5 + 7.0, y * 3.2 + 7.0) * 0.65 + \
            noise(scene.seed + 1, x * 4.0 + 7.0, y * 7.0 + 7.0) * 0.35
        _fill(canvas, (0.96, 0.96, 0.96), ramp(clouds, 0.5, 0.75) * 0.8)
    green = _tint(source.choose(GRASS), source)
    for layer in range(source.integer(0, 2)):
        top = scene.horizon + source.between(0.1, 0.45) * (1.0 - 0.4 * layer)
        ridge = noise(scene.seed + 20 + layer, x * (1.2 + layer) + 11.0, x * 0.0 + layer) * 0.3
        haze = tuple(0.5 * g + 0.5 * s for g, s in zip(green, sky))
        _fill(canvas, _tint(haze, source), ramp(top + ridge - 0.15 - y, 0.0, 0.02))
    if source.chance(0.5):
        crowns = noise(scene.seed + 30, x * 5.0 + 9.0, y * 5.0 + 9.0)
        band = scene.horizon + source.between(0.15, 0.4) + crowns * 0.25
        leaf = tuple(c * source.between(0.65, 0.9) for c in green)
        cover = ramp(band - 0.1 - y, 0.0, 0.03)
        _fill(canvas, leaf, cover)
        _shade(canvas, 0.7 + 0.6 * noise(scene.seed + 31, x * 14.0, y * 14.0), cover)
    if source.chance(0.4):
        wood = _tint(source.choose(FLOORS + WALLS[:2]), source, 0.2)
        top = scene.horizon + source.between(0.25, 0.5)
        size = source.between(3.0, 6.0)
        board = 1.0 - ramp(wave(x * size), 0.78, 0.86)
        _fill(canvas, wood, board * _rectangle(x, y, -2.0, 2.0, scene.horizon - 0.02, top))
        for rail in (0.3, 0.75):
            high = scene.horizon + (top - scene.horizon) * rail
            _fill(canvas, tuple(0.85 * c for c in wood),
                  _rectangle(x, y, -2.0, 2.0, high - 0.02, high + 0.02))
    below = np.clip((scene.horizon - y) * 60.0, 0.0, 1.0)
    across, deep = _floor_axes(scene, x, y)
    ground = green if source.chance(0.65) else _tint(source.choose(GROUND), source)
    _fill(canvas, ground, below)
    _shade(canvas, 0.78 + 0.44 * noise(scene.seed + 40, across * 5.0 + 60.0, deep * 9.0), below)
    blades = noise(scene.seed + 41, across * 26.0 + 60.0, deep * 22.0)
    _shade(canvas, 0.82 + 0.36 * blades, below)
    if source.chance(0.4):
        flower = source.choose(((0.95, 0.93, 0.85), (0.92, 0.80, 0.30), (0.82, 0.45, 0.55)))
        spots = grain(scene.seed + 42, across * 14.0 + 60.0, deep * 16.0)
        u, v = across * 14.0, deep * 16.0
        du, dv = u - np.floor(u) - 0.5, v - np.floor(v) - 0.5
        dots = (spots > 0.95) * (1.0 - ramp(du * du + dv * dv, 0.06, 0.16))
        _fill(canvas, flower, dots * below)


def paint_scene(scene: Scene, grid: tuple[np.ndarray, np.ndarray]) -> Canvas:
    """The empty scene as three float32 arrays, red, green and blue, in [0, 1]."""
    x, y = grid
    source = Source(scene.seed, 5)
    canvas = [np.zeros_like(x) for _ in range(3)]
    if scene.indoors:
        _room(canvas, scene, x, y, source)
        _indoor_floor(canvas, scene, x, y, source)
    else:
        _garden(canvas, scene, x, y, source)
    toward = scene.light.toward
    slope = 0.94 + 0.10 * (x * toward[0] + y * 0.5)
    for index, channel in enumerate(canvas):
        channel *= slope * (0.45 + 0.84 * scene.light.key[index])
    return canvas


def soften(canvas: Canvas, rounds: int) -> Canvas:
    """Blur the canvas a little, as a lens does behind what it is focused on."""
    for _ in range(rounds):
        for axis in (0, 1):
            for index, channel in enumerate(canvas):
                wide = np.concatenate([channel.take([0], axis), channel, channel.take([-1], axis)],
                                      axis)
                size = channel.shape[axis]
                before, after = wide.take(range(size), axis), wide.take(range(2, size + 2), axis)
                canvas[index] = channel * 0.5 + (before + after) * 0.25
    return canvas
