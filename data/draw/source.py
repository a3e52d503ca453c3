"""Seeded choices, and noise that needs no random state."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")


class Source:
    """Random choices that depend on the key alone.

    `Source(7, 1, 2000)` gives the same choices on every machine and in every run.
    Only whole numbers and 53-bit fractions are taken from the generator; the
    arithmetic on them is Python's own.
    """

    def __init__(self, *key: int) -> None:
        self._generator = np.random.Generator(np.random.PCG64(list(key)))

    def between(self, low: float, high: float) -> float:
        """A number from low to high, all equally likely."""
        return low + (high - low) * float(self._generator.random())

    def integer(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return int(self._generator.integers(low, high + 1))

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return float(self._generator.random()) < probability

    def choose(self, items: Sequence[Item]) -> Item:
        """One of the items, all equally likely."""
        return items[self.integer(0, len(items) - 1)]


def sine(degrees: float) -> float:
    """Sine of an angle in degrees, rounded so that every machine agrees."""
    return round(math.sin(math.radians(degrees)), 9)


def cosine(degrees: float) -> float:
    """Cosine of an angle in degrees, rounded so that every machine agrees."""
    return round(math.cos(math.radians(degrees)), 9)


def _hash(seed: int, *cells: np.ndarray) -> np.ndarray:
    """A fraction in [0, 1) for each lattice cell, from 32-bit whole numbers."""
    value = np.uint32((seed * 2654435761 + 97) & 0xFFFFFFFF)
    for cell, factor in zip(cells, (374761393, 668265263, 2246822519)):
        value = cell * np.uint32(factor) + value
        value = (value ^ (value >> np.uint32(13))) * np.uint32(1274126177)
    value = value ^ (value >> np.uint32(16))
    return (value & np.uint32(0xFFFF)).astype(np.float32) * np.float32(1 / 65536)


def _cells(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lattice cell and smoothed place inside the cell of each value."""
    floor = np.floor(values)
    part = values - floor
    return floor.astype(np.int32).astype(np.uint32), part * part * (3.0 - 2.0 * part)


def noise(seed: int, *axes: np.ndarray) -> np.ndarray:
    """Smooth noise in [0, 1) over two or three axes; one bump per unit of length."""
    cells, parts = zip(*(_cells(axis) for axis in axes))
    one = np.uint32(1)

    def corner(axis: int, chosen: tuple[np.ndarray, ...]) -> np.ndarray:
        if axis == len(axes):
            return _hash(seed, *chosen)
        low = corner(axis + 1, (*chosen, cells[axis]))
        high = corner(axis + 1, (*chosen, cells[axis] + one))
        return low + (high - low) * parts[axis]

    return corner(0, ())


def grain(seed: int, *axes: np.ndarray) -> np.ndarray:
    """Noise in [0, 1) without smoothing: one value per lattice cell."""
    return _hash(seed, *(np.floor(axis).astype(np.int32).astype(np.uint32) for axis in axes))


def ramp(values: np.ndarray, start: float, end: float) -> np.ndarray:
    """0 before start, 1 after end, a smooth step between."""
    part = np.clip((values - start) / (end - start), 0.0, 1.0)
    return part * part * (3.0 - 2.0 * part)


def wave(values: np.ndarray) -> np.ndarray:
    """A zigzag between 0 and 1 with period 1."""
    part = values - np.floor(values)
    return np.abs(2.0 * part - 1.0)
