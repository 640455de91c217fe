# GEOS's answer for golden.ts: one region a line on stdin, its demand, low and high at two finenesses a line on stdout.
# Nothing of the engine's method is used: footprints are polygons, what a building hides is subtracted from them edge by edge,
# a street is the union of rectangles and discs. Coordinates are metres in the engine's plane.
import json
import math
import sys

import numpy
from shapely.geometry import Point, Polygon
from shapely.ops import unary_union
from shapely.prepared import prep

# height of what has to be seen (m); what hides for good hides this many times its own distance
TARGET, FOR_GOOD = 1.7, 1e4
# a camera nearer (m) to a wall than this stands on it, which is not told here
ON_WALL = 0.05
COARSE_STROKE, COARSE_FOOTPRINT = 128, 512


def even_odd(rings):
    shape = Polygon()
    for ring in rings:
        shape = shape.symmetric_difference(Polygon(ring).buffer(0))
    return shape


def disc(x, y, radius, segments):
    a = numpy.arange(segments) * (2 * math.pi / segments)
    return Polygon(numpy.column_stack((x + radius * numpy.cos(a), y + radius * numpy.sin(a))))


def stroke(points, radius, segments):
    parts = [disc(x, y, radius, segments) for x, y in points]
    for (ax, ay), (bx, by) in zip(points, points[1:]):
        length = math.hypot(bx - ax, by - ay)
        if length == 0:
            continue
        nx, ny = -(by - ay) / length * radius, (bx - ax) / length * radius
        parts.append(Polygon([(ax + nx, ay + ny), (ax - nx, ay - ny), (bx - nx, by - ny), (bx + nx, by + ny)]))
    return unary_union(parts)


def sector(f, times):
    n = math.ceil(COARSE_FOOTPRINT * f["width"] / (2 * math.pi) - 1e-9) * times
    a = f["from"] + f["width"] * numpy.arange(n if f["full"] else n + 1) / n
    arc = numpy.column_stack((numpy.cos(a), numpy.sin(a))) * f["reachM"] + (f["x"], f["y"])
    return Polygon(arc) if f["full"] else Polygon(numpy.concatenate((arc, [(f["x"], f["y"])])))


def times_of(lens, top):
    if lens is None or top is None or lens <= top:
        return FOR_GOOD
    return (lens - TARGET) / (lens - top) if top > TARGET else 0


def shadows(f, buildings):
    """What the buildings hide: each of them, and for every edge the ground between it and k times it."""
    apex = numpy.array((f["x"], f["y"]))
    found = []
    for b in buildings:
        k = times_of(f["heightM"], b["topM"])
        if k == 0 or b["shape"].distance(f["point"]) > f["reachM"]:
            continue
        if b["shape"].boundary.distance(f["point"]) <= ON_WALL:
            raise ValueError("a camera stands on a wall")
        if b["shape"].contains(f["point"]):
            continue
        found.append(b["shape"])
        for ring in b["rings"]:
            near = numpy.asarray(ring)
            far = (near - apex) * k + apex
            for i in range(len(near)):
                j = i - 1
                quad = Polygon([near[j], near[i], far[i], far[j]])
                if quad.area > 1e-9:
                    found.append(quad)
    return found


def answer(region, times):
    ground = even_odd(region["region"])
    demand = ground
    if region["strokes"] is not None:
        reach = prep(ground.envelope.buffer(60))
        lines = [s for s in region["strokes"] if any(reach.contains(Point(p)) for p in s["points"])]
        parts = [stroke(s["points"], s["radiusM"], COARSE_STROKE * times) for s in lines]
        demand = ground.intersection(unary_union(parts))
    taken = [b["shape"] for b in region["buildings"]] + [even_odd(z) for z in region["zones"]]
    demand = demand.difference(unary_union([t for t in taken if t.intersects(ground)]))
    low, high = [], []
    for f in region["footprints"]:
        if f["point"].distance(ground) > f["reachM"]:
            continue
        seen = sector(f, times).difference(unary_union(shadows(f, region["buildings"])))
        high.append(seen)
        if f["certain"]:
            low.append(seen)
    return [demand.area, unary_union(low).intersection(demand).area, unary_union(high).intersection(demand).area]


for line in sys.stdin:
    region = json.loads(line)
    for b in region["buildings"]:
        b["shape"] = even_odd(b["rings"])
    for f in region["footprints"]:
        f["point"] = Point(f["x"], f["y"])
    try:
        print(json.dumps({"coarse": answer(region, 1), "fine": answer(region, 8)}), flush=True)
    except ValueError as error:
        print(json.dumps({"skipped": str(error)}), flush=True)
