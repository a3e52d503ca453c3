"""Bodies: a head on a neck on a trunk with legs and a tail, sitting, standing or lying.

Every four-legged animal is built here from its `Species`. Front is +z, up is +y, and the
animal stands on y = 0.
"""

from __future__ import annotations

from .coats import Fur
from .heads import build_head
from .shapes import Matrix, Part, Shape, Vector, add, ball, chain, cone, frame, ring, times, unit
from .source import Source, cosine, sine
from .species import Species, pick_shape


def _materials(fur: Fur) -> dict:
    dark = (0.07, 0.06, 0.06)
    return {
        "light": (fur.light, 0.06), "nose": (fur.nose, 0.7), "eye": (fur.eye, 0.8),
        "inner": (fur.ear, 0.05), "dark": (dark, 0.5), "pupil": ((0.03, 0.03, 0.04), 0.9),
        "line": ((0.13, 0.09, 0.09), 0.1), "glint": ((1.6, 1.6, 1.6), 0.0),
        "horn": ((0.72, 0.64, 0.50), 0.3), "hoof": ((0.22, 0.18, 0.16), 0.3),
        "second": (fur.second, 0.06),
    }


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
    parts = chain(points, first, last, 0.08)
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
        parts.extend(chain(points, first, last, 0.14, "coat", "leg"))
        x, y, z = points[-1]
        size = last * grow
        parts.append(ball((x, max(y, size * 0.55), z + size * 0.35),
                          (size, size * 0.7, size * 1.3), foot, 0.05, group="leg"))

    if pose == "stand":
        front = (0.0, leg + chest * 0.6, length * 0.42)
        back = (0.0, leg + hip * 0.62, -length * 0.45)
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
                limb([(x, front[1] - 0.2, front[2] + 0.1),
                      (x * 1.2, front[1] - 0.5, front[2] + 0.4),
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
    v = pick_shape(species, source)
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
