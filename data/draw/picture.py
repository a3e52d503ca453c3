"""One picture from a class name and an index."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from .animals import build_animal
from .coats import Fur, choose_fur, coat_painter
from .render import ground_shadow, pixel_grid, render
from .scenes import Scene, choose_scene, paint_scene, soften
from .shapes import STRAIGHT, Matrix, Shape, Vector, apply, combine, turn_x, turn_y, turn_z
from .source import Source, grain
from .species import ANIMALS, CAT, DOG, POSES
from .things import CLUTTER, PALETTE, THINGS

SIZE = 160
SAMPLE_CLASSES = {"cat": CAT, "dog": DOG}
BACKBONE_CLASSES = tuple(sorted((*ANIMALS, *THINGS)))
QUALITY = 74
Grid = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Look:
    """All that a picture is apart from the shape of the animal in it.

    The look of number 17 is chosen from the number 17 alone: cat 17 and dog 17 share
    scene, light, coat, collar, pose, view, place, size, clutter and grain.
    """

    scene: Scene
    fur: Fur
    pose: str
    yaw: float
    head_yaw: float
    head_pitch: float
    head_roll: float
    close: bool
    span: float
    place: tuple[float, float]
    collar: tuple | None
    behind: int
    before: bool
    blur: int
    grain: float
    seed: int


def choose_look(source: Source) -> Look:
    """Everything but the shape."""
    close = source.chance(0.38)
    widest = 38.0 if close or source.chance(0.5) else 85.0
    yaw = source.between(-widest, widest)
    return Look(
        scene=choose_scene(source),
        fur=choose_fur(source),
        pose=source.choose(POSES),
        yaw=yaw,
        head_yaw=-yaw * source.between(0.25, 0.85) + source.between(-16.0, 16.0),
        head_pitch=source.between(-10.0, 16.0),
        head_roll=source.between(-14.0, 14.0),
        close=close,
        span=source.between(0.62, 0.98) if close else source.between(1.35, 1.85),
        place=(source.between(-0.22, 0.22), source.between(-0.12, 0.12)),
        collar=source.choose(PALETTE) if source.chance(0.3) else None,
        behind=source.integer(0, 2),
        before=source.chance(0.3),
        blur=source.integer(0, 3),
        grain=source.between(0.0, 0.075),
        seed=source.integer(0, 2**30),
    )


def _camera(yaw: float, tilt: float) -> Matrix:
    """The rotation from the animal's own axes to the picture's."""
    c = (1.0 - tilt * tilt) ** 0.5
    return combine(turn_y(yaw), ((1.0, 0.0, 0.0), (0.0, c, -tilt), (0.0, tilt, c)))


def _clutter(source: Source, camera_tilt: float, x: float, floor: float, size: float) -> Shape:
    """Something of the clutter, standing on the floor line at x."""
    thing = source.choose(CLUTTER)(source)
    matrix = _camera(source.between(-60.0, 60.0), camera_tilt)
    return thing.moved(matrix, size, (x, floor, 0.0))


def _stand(canvas, grid, shape: Shape, coat, look: Look, floor: float, seed: int) -> None:
    """Draw a shape's shadow and then the shape."""
    dark = ground_shadow(grid, shape, look.scene.light, floor, look.scene.tilt)
    below = np.clip((look.scene.horizon - grid[1]) * 20.0, 0.0, 1.0)
    for channel in canvas:
        channel *= 1.0 - 0.62 * dark * below
    render(canvas, grid, shape, coat, look.scene.light, seed)


def _no_coat(x, y, z, up):
    return [np.full(x.shape, 0.5, np.float32) for _ in range(3)]


def _subject(name: str, look: Look, source: Source) -> tuple[Shape, Vector, float]:
    """The animal or thing itself, with the middle and radius of its head."""
    if name in THINGS:
        shape = THINGS[name](source)
        return shape, (0.0, 1.0, 0.0), 0.9
    species = SAMPLE_CLASSES.get(name) or ANIMALS[name]
    pose = look.pose if look.pose in species.poses else source.choose(species.poses)
    turn = combine(combine(turn_z(look.head_roll), turn_x(look.head_pitch)), turn_y(look.head_yaw))
    return build_animal(species, look.fur, pose, turn, source, look.collar)


def draw(name: str, look: Look, shape_source: Source, grid: Grid) -> np.ndarray:
    """One picture of a cat, a dog or a class of the backbone.

    look: everything but the shape.  shape_source: choices of the shape.
    grid: the pixels to draw, from `pixel_grid`.
    Returns uint8 of the grid's shape and three colors.
    """
    extra = Source(look.seed, 3)
    canvas = paint_scene(look.scene, grid)
    tilt, horizon = look.scene.tilt, look.scene.horizon
    for number in range(look.behind):
        side = 1.0 if (number + look.seed) % 2 else -1.0
        floor = horizon - extra.between(0.05, 0.3)
        thing = _clutter(extra, tilt, side * extra.between(0.35, 0.95), floor,
                         extra.between(0.16, 0.3))
        _stand(canvas, grid, thing, _no_coat, look, floor, look.seed + number)
    canvas = soften(canvas, look.blur)

    shape, head, radius = _subject(name, look, shape_source)
    camera = _camera(look.yaw, tilt)
    turned = shape.moved(camera, 1.0, (0.0, 0.0, 0.0))
    if look.close and name not in THINGS:
        scale = look.span / (2.0 * radius) * 1.05
        middle = apply(camera, head)
        goal = (look.place[0], look.place[1] + 0.05)
    else:
        low, high = turned.bounds(("body", "head", "neck", "leg"))
        extent = max(high[0] - low[0], high[1] - low[1])
        span = max(look.span, 1.2)
        scale = span / extent
        middle = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
        goal = look.place
    offset = (goal[0] - middle[0] * scale, goal[1] - middle[1] * scale, 0.0)
    placed = turned.moved(STRAIGHT, scale, offset)
    back = tuple(tuple(camera[j][i] for j in range(3)) for i in range(3))
    coat = coat_painter(look.fur, back, scale, offset)
    _stand(canvas, grid, placed, coat, look, offset[1], look.seed + 10)

    if look.before:
        side = extra.choose((-1.0, 1.0))
        floor = -1.0 - extra.between(0.0, 0.15)
        thing = _clutter(extra, tilt, side * extra.between(0.4, 0.85), floor,
                         extra.between(0.26, 0.4))
        _stand(canvas, grid, thing, _no_coat, look, floor, look.seed + 20)

    x, y = grid
    step = SIZE / 2.0
    speck = grain(look.seed + 30, x * step + step, y * step + step) - 0.5
    rim = 1.0 - 0.10 * (x * x + y * y) * 0.5
    pixels = [np.clip((channel * rim + speck * look.grain) * 255.0 + 0.5, 0.0, 255.0)
              for channel in canvas]
    return np.stack(pixels, -1).astype(np.uint8)


def sample_picture(seed: int, name: str, number: int) -> np.ndarray:
    """Picture `number` of the sample. Cat and dog of one number share their look."""
    look = choose_look(Source(seed, 1, number))
    return draw(name, look, Source(seed, 2, number, sorted(SAMPLE_CLASSES).index(name)),
                pixel_grid(SIZE))


def backbone_picture(seed: int, name: str, number: int, window: int = SIZE) -> np.ndarray:
    """Picture `number` of a class for the backbone.

    window: side in pixels. Less than 160 draws only a part of the picture, at a place
    that depends on the number.
    """
    key = BACKBONE_CLASSES.index(name)
    look = choose_look(Source(seed, 3, key, number))
    middle = (0.0, 0.0)
    if window < SIZE:
        place = Source(seed, 5, key, number)
        middle = (look.place[0] + place.between(-0.2, 0.2),
                  look.place[1] + place.between(-0.2, 0.3))
    grid = pixel_grid(window, 2.0 * window / SIZE, middle)
    return draw(name, look, Source(seed, 4, key, number), grid)


def as_jpeg(pixels: np.ndarray) -> bytes:
    """The picture as the bytes of a JPEG file."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=QUALITY, subsampling=2)
    return buffer.getvalue()
