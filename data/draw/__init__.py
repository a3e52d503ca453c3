"""Drawn pictures of animals and things, the same to the byte on every machine.

Read the modules in this order:

    source.py    seeded choices, and noise made from whole numbers
    shapes.py    solid shapes as signed distances (ball, cone, box, tube, ring)
    render.py    light, shadow and fur on a shape, seen from one side
    coats.py     colors and patterns of fur, one distribution for every animal
    species.py   what makes a cat a cat: the ranges of every animal's shape
    heads.py     skull, muzzle, eyes and ears
    animals.py   a head on a body, sitting, standing or lying
    things.py    balls, crates, plants, mugs: what stands around, and more classes
    scenes.py    rooms and gardens behind the animal, and the light in them
    picture.py   one picture from a class and an index
    sample.py    the command that draws, or checks, the whole sample

Why pictures come out the same everywhere: random numbers come from PCG64 and are
used as whole numbers or as exact fractions; arrays meet only + - * / sqrt, minimum,
maximum, floor and comparisons, which IEEE 754 fixes to the last bit; sines and
cosines are taken of single numbers and rounded to nine decimals.
"""
