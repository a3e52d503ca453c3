"""Light, shadow and fur on a shape, seen straight from the front.

The eye looks along -z. x runs right and y up, both from -1 to 1 across the picture.
Each pixel sends one ray, which walks as far as the signed distance allows until it
meets the shape (sphere tracing: Hart, 1996).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .shapes import Color, Part, Shape, Vector, distance, inner, minus, nearest, part_distance
from .source import noise, ramp

STEPS = 30
CLOSE = 0.003

# Coat: points and normals of the surface in, red, green and blue out.
Coat = Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray], list[np.ndarray]]


@dataclass(frozen=True)
class Light:
    """Where light comes from and what color it has.

    toward: unit vector to the lamp or sun.  key: its color.
    sky, ground: light from above and from below.
    """

    toward: Vector
    key: Color
    sky: Color
    ground: Color


def pixel_grid(size: int, width: float = 2.0, middle: tuple[float, float] = (0.0, 0.0)
               ) -> tuple[np.ndarray, np.ndarray]:
    """x and y of each pixel's middle, as float32 arrays of shape (size, size).

    The picture is 2 wide; a smaller width gives a window of it round `middle`.
    """
    pixel = width / size
    steps = (np.arange(size, dtype=np.float32) + np.float32(0.5)) * np.float32(pixel)
    x = np.zeros((size, size), np.float32) + steps[None, :]
    y = np.zeros((size, size), np.float32) + steps[:, None]
    return x + (middle[0] - width / 2), (middle[1] + width / 2) - y


def _first_guess(parts: list[Part], x: np.ndarray, y: np.ndarray, margin: float) -> np.ndarray:
    """Where each ray enters the spheres round the parts; -inf for a ray that meets none."""
    start = np.full(x.shape, -np.inf, np.float32)
    for part in parts:
        middle, radius = part.reach()
        radius = radius + margin + part.blend * 0.5
        dx, dy = x - middle[0], y - middle[1]
        rest = radius * radius - dx * dx - dy * dy
        front = np.sqrt(np.maximum(rest, 0.0)) + middle[2]
        start = np.where(rest > 0.0, np.maximum(start, front), start)
    return start


def trace(parts: list[Part], x: np.ndarray, y: np.ndarray, margin: float
          ) -> tuple[np.ndarray, np.ndarray]:
    """Walk every ray. Returns depth z and the smallest distance met, one per ray."""
    z = _first_guess(parts, x, y, margin)
    low = min(part.reach()[0][2] - part.reach()[1] for part in parts) - margin
    best = np.full(x.shape, np.inf, np.float32)
    depth = z.copy()
    left = np.nonzero(z > low)[0]
    x, y, z = x[left], y[left], z[left]
    for _ in range(STEPS):
        if left.size == 0:
            break
        gap = distance(parts, x, y, z)
        closer = gap < best[left]
        best[left] = np.where(closer, gap, best[left])
        depth[left] = np.where(closer, z, depth[left])
        z = z - np.maximum(gap, CLOSE * 0.5)
        going = (gap > CLOSE) & (z > low)
        left, x, y, z = left[going], x[going], y[going], z[going]
    return depth, best


def _normals(parts: list[Part], x: np.ndarray, y: np.ndarray, z: np.ndarray) -> list[np.ndarray]:
    """Unit vectors that stand on the surface, from four distances round each point."""
    step = 0.006
    total = [np.zeros_like(x) for _ in range(3)]
    for sx, sy, sz in ((1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)):
        gap = distance(parts, x + sx * step, y + sy * step, z + sz * step)
        total = [total[0] + sx * gap, total[1] + sy * gap, total[2] + sz * gap]
    length = np.sqrt(total[0] * total[0] + total[1] * total[1] + total[2] * total[2]) + 1e-9
    return [axis / length for axis in total]


def _shadow(parts: list[Part], x: np.ndarray, y: np.ndarray, z: np.ndarray,
            toward: Vector) -> np.ndarray:
    """How much of the lamp each point sees, 0 to 1, with a soft border."""
    seen = np.ones_like(x)
    way = 0.05
    for _ in range(5):
        gap = distance(parts, x + toward[0] * way, y + toward[1] * way, z + toward[2] * way)
        seen = np.minimum(seen, gap * (5.0 / way) + 0.35)
        way = way * 1.75
    return np.clip(seen, 0.0, 1.0)


def _paint(shape: Shape, coat: Coat, pixel: float, x: np.ndarray, y: np.ndarray, z: np.ndarray,
           normal: list[np.ndarray]) -> tuple[list[np.ndarray], np.ndarray]:
    """Color and gloss of each point: the nearest part's material, then the paints."""
    which = nearest(shape.parts, x, y, z)
    color = coat(x, y, z, normal[1])
    gloss = np.full(x.shape, 0.06, np.float32)
    for position, part in enumerate(shape.parts):
        if part.material == "coat":
            continue
        there = which == position
        rgb, shine = shape.materials[part.material]
        color = [np.where(there, value, channel) for value, channel in zip(rgb, color)]
        gloss = np.where(there, shine, gloss)
    for part in shape.paints:
        cover = np.clip(0.5 - part_distance(part, x, y, z) * (1.0 / pixel), 0.0, 1.0)
        rgb, shine = shape.materials[part.material]
        color = [channel + (value - channel) * cover for value, channel in zip(rgb, color)]
        gloss = gloss + (shine - gloss) * cover
    return color, gloss


def _stroke(canvas: list[np.ndarray], x: np.ndarray, y: np.ndarray, pixel: float,
            start: Vector, end: Vector, color: Color) -> None:
    """Draw a thin line over the canvas."""
    way = minus(end, start)
    length = max(way[0] * way[0] + way[1] * way[1], 1e-9)
    dx, dy = x - start[0], y - start[1]
    along = np.clip((dx * way[0] + dy * way[1]) * (1.0 / length), 0.0, 1.0)
    dx, dy = dx - along * way[0], dy - along * way[1]
    gap = np.sqrt(dx * dx + dy * dy)
    cover = np.clip(1.0 - gap * (1.0 / pixel), 0.0, 1.0) * (0.55 - 0.35 * along)
    for channel, value in zip(canvas, color):
        channel += (value - channel) * cover


def render(canvas: list[np.ndarray], grid: tuple[np.ndarray, np.ndarray], shape: Shape,
           coat: Coat, light: Light, seed: int) -> None:
    """Draw the shape over the canvas (three float32 arrays, changed in place)."""
    x_all, y_all = grid
    pixel = float(x_all[0, 1] - x_all[0, 0])
    left, top = float(x_all[0, 0]), float(y_all[0, 0])
    margin = pixel + shape.fur
    low, high = shape.bounds()
    columns = slice(max(int((low[0] - margin - left) / pixel) - 2, 0),
                    max(int((high[0] + margin - left) / pixel) + 3, 0))
    rows = slice(max(int((top - high[1] - margin) / pixel) - 2, 0),
                 max(int((top - low[1] + margin) / pixel) + 3, 0))
    window = x_all[rows, columns].shape
    if 0 in window:
        return
    x, y = x_all[rows, columns].ravel(), y_all[rows, columns].ravel()
    depth, gap = trace(shape.parts, x, y, margin)

    edge = gap - CLOSE
    if shape.fur > 0.0:
        strands = noise(seed, x * (0.4 / pixel), y * (0.22 / pixel) + x * (0.12 / pixel))
        edge = (edge - strands * shape.fur) * 0.7
    cover = np.clip(1.0 - edge * (1.0 / pixel), 0.0, 1.0)
    kept = np.nonzero(cover > 0.01)[0]
    if kept.size == 0:
        return
    x, y, z, cover = x[kept], y[kept], depth[kept], cover[kept]

    normal = _normals(shape.parts, x, y, z)
    color, gloss = _paint(shape, coat, pixel, x, y, z, normal)
    if shape.fur > 0.0:
        hair = noise(seed + 1, x * (0.5 / pixel), y * (0.2 / pixel), z * (0.5 / pixel))
        tuft = noise(seed + 2, x * (0.16 / pixel), y * (0.1 / pixel), z * (0.16 / pixel))
        soft = 1.0 - np.clip(gloss * 5.0 - 0.5, 0.0, 1.0)
        depth_of_fur = min(0.22, 0.08 + shape.fur * 4.0)
        shade = 1.0 + soft * ((hair - 0.5) * depth_of_fur + (tuft - 0.5) * depth_of_fur)
        color = [channel * shade for channel in color]
        bend = (tuft - 0.5) * soft * 0.35
        normal = [normal[0] + bend, normal[1] + bend * 0.5, normal[2]]

    toward = light.toward
    facing = normal[0] * toward[0] + normal[1] * toward[1] + normal[2] * toward[2]
    wrapped = np.clip((facing + 0.25) * 0.8, 0.0, 1.0)
    lit = wrapped * (0.25 + 0.75 * _shadow(shape.parts, x, y, z, toward))
    room = np.clip(distance(shape.parts, x + normal[0] * 0.08, y + normal[1] * 0.08,
                            z + normal[2] * 0.08) * 12.5, 0.0, 1.0)
    room = 0.55 + 0.45 * room
    above = 0.5 + 0.5 * normal[1]
    half = (toward[0], toward[1], toward[2] + 1.0)
    half_length = inner(half, half) ** 0.5
    shine = np.clip((normal[0] * half[0] + normal[1] * half[1] + normal[2] * half[2])
                    * (1.0 / half_length), 0.0, 1.0)
    for _ in range(5):
        shine = shine * shine
    rim = np.clip(1.0 - normal[2], 0.0, 1.0)
    rim = rim * rim * rim * (0.25 if shape.fur > 0.0 else 0.1) * above
    for index, channel in enumerate(canvas):
        around = (light.ground[index] + (light.sky[index] - light.ground[index]) * above) * room
        value = color[index] * (lit * light.key[index] + around)
        value = value + shine * gloss * light.key[index] + rim * light.sky[index] * color[index]
        patch = channel[rows, columns]
        flat = patch.ravel()
        flat[kept] = flat[kept] + (value - flat[kept]) * cover
        channel[rows, columns] = flat.reshape(window)
    for start, end, rgb in shape.lines:
        _stroke(canvas, x_all, y_all, pixel, start, end, rgb)


def ground_shadow(grid: tuple[np.ndarray, np.ndarray], shape: Shape, light: Light, floor: float,
                  tilt: float) -> np.ndarray:
    """Darkness, 0 to 1, that the shape throws on the floor under it.

    floor: height of the ground line under the shape on the picture.
    tilt: how far the floor rises per unit of depth (sine of the camera's angle).
    Each part throws an ellipse; the ellipses melt into one.
    """
    x, y = grid
    dark = np.zeros_like(x)
    slope = max(light.toward[1], 0.35)
    for part in shape.parts:
        (px, py, pz), radius = part.reach()
        height = max(py - floor + pz * tilt, 0.0)
        cx = px - light.toward[0] * height / slope
        cy = floor - (pz - light.toward[2] * height / slope * 0.7) * tilt
        soft = radius * (1.0 + 0.25 * height) + 0.03
        dx, dy = (x - cx) * (1.0 / soft), (y - cy) * (1.0 / (soft * max(tilt, 0.12)))
        weight = 1.0 - ramp(dx * dx + dy * dy, 0.2, 1.6)
        dark = np.maximum(dark, weight * (0.75 / (1.0 + 0.6 * height)))
    return dark
