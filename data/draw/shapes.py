"""Solid shapes as signed distances.

A signed distance says how far a point is from a surface: negative inside, positive
outside. A shape is a list of parts; neighboring parts melt into each other where
their `blend` is not zero. Formulas: Inigo Quilez, "Distance functions" and
"Smooth minimum" (iquilezles.org).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from .source import cosine, sine

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]
Color = tuple[float, float, float]
STRAIGHT: Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def add(a: Vector, b: Vector) -> Vector:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


def minus(a: Vector, b: Vector) -> Vector:
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def times(a: Vector, factor: float) -> Vector:
    return a[0] * factor, a[1] * factor, a[2] * factor


def inner(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def outer(a: Vector, b: Vector) -> Vector:
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def unit(a: Vector) -> Vector:
    return times(a, 1.0 / max(math.sqrt(inner(a, a)), 1e-9))


def apply(matrix: Matrix, a: Vector) -> Vector:
    return inner(matrix[0], a), inner(matrix[1], a), inner(matrix[2], a)


def combine(first: Matrix, then: Matrix) -> Matrix:
    """The rotation that does `first` and after it `then`."""
    columns = [apply(then, tuple(row[i] for row in first)) for i in range(3)]
    return tuple(tuple(columns[j][i] for j in range(3)) for i in range(3))


def turn_x(degrees: float) -> Matrix:
    """Nod: positive angles turn the front (z) downwards."""
    c, s = cosine(degrees), sine(degrees)
    return (1.0, 0.0, 0.0), (0.0, c, -s), (0.0, s, c)


def turn_y(degrees: float) -> Matrix:
    """Turn round the upright axis: positive angles turn the front (z) to the right (x)."""
    c, s = cosine(degrees), sine(degrees)
    return (c, 0.0, s), (0.0, 1.0, 0.0), (-s, 0.0, c)


def turn_z(degrees: float) -> Matrix:
    """Tilt sideways in the picture plane."""
    c, s = cosine(degrees), sine(degrees)
    return (c, -s, 0.0), (s, c, 0.0), (0.0, 0.0, 1.0)


def frame(up: Vector, front: Vector) -> Matrix:
    """Rows x, y, z of a frame whose y is `up` and whose z is as near `front` as can be."""
    y = unit(up)
    if abs(inner(y, unit(front))) > 0.98:
        front = (front[2] + 0.3, front[0], front[1] + 0.2)
    x = unit(outer(y, front))
    return x, y, outer(x, y)


@dataclass(frozen=True)
class Part:
    """One solid: a ball (ellipsoid), cone, box, tube (cylinder) or ring (torus).

    center: the middle; for a cone the middle of its thick end.
    axes:   rows x, y, z of the part's own frame, seen from outside. Cones, tubes and
            rings stand along y.
    size:   ball: three radii; cone: (radius, length, radius at the tip);
            box: half widths; tube: (radius, half height, radius at the top);
            ring: (radius, thickness, unused).
    flat:   how many times thinner a cone is along z than along x.
    """

    kind: str
    center: Vector
    size: Vector
    axes: Matrix = STRAIGHT
    material: str = "coat"
    blend: float = 0.0
    flat: float = 1.0
    round: float = 0.0
    group: str = "body"

    def reach(self) -> tuple[Vector, float]:
        """Middle and radius of a sphere that holds the part."""
        a, b, c = self.size
        if self.kind == "cone":
            middle = add(self.center, times(self.axes[1], b / 2))
            return middle, b / 2 + max(a, c)
        if self.kind == "ball":
            return self.center, max(a, b, c)
        if self.kind == "ring":
            return self.center, a + b
        if self.kind == "tube":
            return self.center, math.sqrt(max(a, c) ** 2 + b * b) + self.round
        return self.center, math.sqrt(a * a + b * b + c * c) + self.round

    def moved(self, matrix: Matrix, scale: float, offset: Vector) -> Part:
        """The part turned by the matrix, scaled, and shifted."""
        return replace(
            self,
            center=add(times(apply(matrix, self.center), scale), offset),
            axes=tuple(apply(matrix, row) for row in self.axes),
            size=times(self.size, scale),
            blend=self.blend * scale,
            round=self.round * scale,
        )


@dataclass
class Shape:
    """Parts, what is painted on them, and what they are made of.

    paints:    parts that add no solid: where the surface lies inside one, it takes
               that material's color. Later paints lie over earlier ones.
    materials: color and gloss by name. "coat" and "light" come from the coat.
    lines:     thin strokes such as whiskers: (start, end, color).
    """

    parts: list[Part] = field(default_factory=list)
    paints: list[Part] = field(default_factory=list)
    materials: dict[str, tuple[Color, float]] = field(default_factory=dict)
    lines: list[tuple[Vector, Vector, Color]] = field(default_factory=list)
    fur: float = 0.0

    def moved(self, matrix: Matrix, scale: float, offset: Vector) -> Shape:
        def place(point: Vector) -> Vector:
            return add(times(apply(matrix, point), scale), offset)

        return Shape(
            [part.moved(matrix, scale, offset) for part in self.parts],
            [part.moved(matrix, scale, offset) for part in self.paints],
            self.materials,
            [(place(a), place(b), color) for a, b, color in self.lines],
            self.fur * scale,
        )

    def join(self, other: Shape) -> None:
        """Take over everything in the other shape."""
        self.parts += other.parts
        self.paints += other.paints
        self.lines += other.lines
        self.materials.update(other.materials)

    def bounds(self, groups: tuple[str, ...] = ()) -> tuple[Vector, Vector]:
        """Lowest and highest corner of a box that holds the parts of these groups."""
        spheres = [p.reach() for p in self.parts if not groups or p.group in groups]
        low = tuple(min(c[i] - r for c, r in spheres) for i in range(3))
        high = tuple(max(c[i] + r for c, r in spheres) for i in range(3))
        return low, high


def ball(center: Vector, size: Vector | float, material: str = "coat", blend: float = 0.0,
         axes: Matrix = STRAIGHT, group: str = "body") -> Part:
    if not isinstance(size, tuple):
        size = (size, size, size)
    return Part("ball", center, size, axes, material, blend, group=group)


def cone(start: Vector, end: Vector, first: float, last: float, material: str = "coat",
         blend: float = 0.0, flat: float = 1.0, front: Vector = (0.0, 0.0, 1.0),
         group: str = "body") -> Part:
    """A rod from start to end with round ends, `first` thick there and `last` here."""
    way = minus(end, start)
    length = math.sqrt(inner(way, way))
    return Part("cone", start, (first, length, last), frame(way, front), material, blend, flat,
                group=group)


def chain(points: list[Vector], first: float, last: float, blend: float, material: str = "coat",
           group: str = "tail") -> list[Part]:
    """Cones through the points, from thick to thin."""
    count = len(points) - 1
    return [
        cone(points[i], points[i + 1], first + (last - first) * i / count,
             first + (last - first) * (i + 1) / count, material, blend, group=group)
        for i in range(count)
    ]


def box(center: Vector, size: Vector, material: str, blend: float = 0.0, round: float = 0.02,
        axes: Matrix = STRAIGHT) -> Part:
    return Part("box", center, size, axes, material, blend, round=round)


def tube(center: Vector, radius: float, half: float, material: str, top: float | None = None,
         round: float = 0.02, axes: Matrix = STRAIGHT) -> Part:
    size = (radius, half, radius if top is None else top)
    return Part("tube", center, size, axes, material, round=round)


def ring(center: Vector, radius: float, thickness: float, material: str,
         axes: Matrix = STRAIGHT) -> Part:
    return Part("ring", center, (radius, thickness, 0.0), axes, material)


def part_distance(part: Part, x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Signed distance of each point to one part."""
    dx, dy, dz = x - part.center[0], y - part.center[1], z - part.center[2]
    a, b, c = part.size
    if part.kind == "ball" and a == b == c:
        return np.sqrt(dx * dx + dy * dy + dz * dz) - a
    rows = part.axes
    u = dx * rows[0][0] + dy * rows[0][1] + dz * rows[0][2]
    v = dx * rows[1][0] + dy * rows[1][1] + dz * rows[1][2]
    w = dx * rows[2][0] + dy * rows[2][1] + dz * rows[2][2]
    if part.kind == "ball":
        u, v, w = u * (1 / a), v * (1 / b), w * (1 / c)
        near = np.sqrt(u * u + v * v + w * w)
        u, v, w = u * (1 / a), v * (1 / b), w * (1 / c)
        return near * (near - 1.0) / (np.sqrt(u * u + v * v + w * w) + 1e-5)
    if part.kind == "cone":
        along = np.clip(v, 0.0, b)
        v = v - along
        radius = along * ((c - a) / max(b, 1e-6)) + a
        if part.flat == 1.0:
            return np.sqrt(u * u + v * v + w * w) - radius
        w = w * part.flat
        plane = u * u + v * v
        w2 = w * w
        near = np.sqrt(plane + w2)
        return (near - radius) * near / (np.sqrt(plane + w2 * (part.flat * part.flat)) + 1e-5)
    if part.kind == "ring":
        u = np.sqrt(u * u + w * w) - a
        return np.sqrt(u * u + v * v) - b
    if part.kind == "tube":
        share = np.clip(v * (0.5 / b) + 0.5, 0.0, 1.0)
        u = np.sqrt(u * u + w * w) - (share * (c - a) + (a - part.round))
        v = np.abs(v) - (b - part.round)
        w = np.maximum(u, v)
        u, v = np.maximum(u, 0.0), np.maximum(v, 0.0)
        return np.sqrt(u * u + v * v) + np.minimum(w, 0.0) - part.round
    u = np.abs(u) - (a - part.round)
    v = np.abs(v) - (b - part.round)
    w = np.abs(w) - (c - part.round)
    deepest = np.minimum(np.maximum(u, np.maximum(v, w)), 0.0)
    u, v, w = np.maximum(u, 0.0), np.maximum(v, 0.0), np.maximum(w, 0.0)
    return np.sqrt(u * u + v * v + w * w) + deepest - part.round


def distance(parts: list[Part], x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Signed distance of each point to the union of the parts."""
    total = None
    for part in parts:
        new = part_distance(part, x, y, z)
        if total is None:
            total = new
        elif part.blend > 0.0:
            share = np.maximum(part.blend - np.abs(total - new), 0.0)
            total = np.minimum(total, new) - share * share * (0.25 / part.blend)
        else:
            total = np.minimum(total, new)
    return total


def nearest(parts: list[Part], x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Position in the list of the part that each point is nearest to."""
    best = np.full(x.shape, np.inf, np.float32)
    which = np.zeros(x.shape, np.int32)
    for position, part in enumerate(parts):
        new = part_distance(part, x, y, z)
        closer = new < best
        best = np.where(closer, new, best)
        which = np.where(closer, np.int32(position), which)
    return which
