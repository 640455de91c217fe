# GEOS's answer for accuracy.ts: one village a line on stdin, its covered area at two finenesses a line on stdout.
# Footprints are apex, radii, where the arc begins and how far it runs (metres, radians), in the plane of the engine.
import json
import math
import sys

import numpy
from shapely.geometry import Polygon
from shapely.ops import unary_union


def polygon(f, segments):
    n = math.ceil(segments * f["width"] / (2 * math.pi) - 1e-9)
    # the fine polygon must have a whole number of segments for each of the coarse one: see `main`
    a = f["from"] + f["width"] * numpy.arange(n if f["full"] else n + 1) / n
    arc = numpy.column_stack((numpy.cos(a), numpy.sin(a)))
    outer = arc * f["reachM"] + (f["x"], f["y"])
    if f["full"]:
        return Polygon(outer)
    if f["nearM"] > 0:
        return Polygon(numpy.concatenate((outer, arc[::-1] * f["nearM"] + (f["x"], f["y"]))))
    return Polygon(numpy.concatenate((outer, [(f["x"], f["y"])])))


def area(village, footprints, segments):
    return unary_union([polygon(f, segments(f)) for f in footprints]).intersection(village).area


def main():
    coarse, fine = int(sys.argv[1]), int(sys.argv[2])
    times = fine // coarse
    for line in sys.stdin:
        v = json.loads(line)
        village = Polygon(numpy.asarray(v["ring"]).reshape(-1, 2))

        # segments of the whole circle such that this arc gets `times` as many as in the coarse polygon
        def exact(factor):
            def segments(f):
                n = math.ceil(coarse * f["width"] / (2 * math.pi) - 1e-9)
                return n * factor * 2 * math.pi / f["width"]

            return segments

        answer = {
            "coarse": area(village, v["footprints"], exact(1)),
            "fine": area(village, v["footprints"], exact(times)),
        }
        print(json.dumps(answer), flush=True)


main()
