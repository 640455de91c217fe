# Do other programs read what leaves? GDAL counts features and names systems; LibreOffice saves tables again, and no cell
# may differ. Needs ogrinfo (gdal-bin), soffice (libreoffice-calc) and openpyxl. Usage: check-exports.py FOLDER
import csv
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

import openpyxl

folder = sys.argv[1]
expected = json.load(open(os.path.join(folder, "expected.json")))
failures = 0


def say(ok, what, detail=""):
    global failures
    failures += 0 if ok else 1
    print(f"{'ok  ' if ok else 'FAIL'} {what} {detail}")


def ogr(path):
    return subprocess.run(["ogrinfo", "-al", "-so", path], capture_output=True, text=True)


for what, count in expected.items():
    for ending in ["gpkg", "kml", "zip", "geojson"]:
        path = os.path.join(folder, f"{what}.{ending}")
        seen = ogr(f"/vsizip/{path}" if ending == "zip" else path)
        text = seen.stdout
        layer = text.split("Layer name: about")[0] if ending == "gpkg" else text
        counts = sum(int(line.split(":")[1]) for line in layer.splitlines() if line.startswith("Feature Count"))
        warned = "Warning" in seen.stderr or "ERROR" in seen.stderr
        say(counts == count and not warned, f"{what}.{ending}", f"{counts} features, {count} expected {seen.stderr[:200]}")
        say("4326" in text or "WGS" in text or "World Geodetic" in text, f"{what}.{ending}", "system is WGS 84")
    style = subprocess.run(
        ["ogrinfo", "-q", os.path.join(folder, f"{what}.gpkg"), "-sql", "select useAsDefault, length(styleQML) as n from layer_styles"],
        capture_output=True, text=True).stdout
    say("useAsDefault (Integer(Boolean)) = 1" in style or "useAsDefault (Integer) = 1" in style, f"{what}.gpkg", "has a default style")


def rows_of_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.reader(file)]


def same(a, b):
    """Numbers may be written with other digits, but are the same number."""
    if a == b:
        return True
    try:
        return float(a) == float(b)
    except (TypeError, ValueError):
        return (a or "") == (b or "")


def compare(name, before, after):
    differ = [(r, c) for r, row in enumerate(before) for c, cell in enumerate(row)
              if not same(cell, after[r][c] if r < len(after) and c < len(after[r]) else None)]
    first = f": first at {differ[0]}, {before[differ[0][0]][differ[0][1]]!r}" if differ else ""
    cells = sum(len(row) for row in before)
    say(not differ, name, f"{cells} cells saved again by LibreOffice, {len(differ)} differ{first}")


with tempfile.TemporaryDirectory() as out:
    office = ["soffice", "--headless", f"-env:UserInstallation=file://{out}/profile"]
    for what in expected:
        source = os.path.join(folder, f"{what}.xlsx")
        subprocess.run([*office, "--convert-to", "xlsx", "--outdir", out, source], check=True, capture_output=True)
        sheets = [openpyxl.load_workbook(path, data_only=True) for path in (source, os.path.join(out, f"{what}.xlsx"))]
        for name in sheets[0].sheetnames:
            before, after = ([[cell.value for cell in row] for row in book[name].iter_rows()] for book in sheets)
            compare(f"{what}.xlsx {name}", before, after)
        source = os.path.join(folder, f"{what}.csv")
        # comma, quote, UTF-8, from row 1, quoted cells are text; the same on the way out, with all texts quoted
        subprocess.run([*office, "--infilter=CSV:44,34,76,1,,0,true", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false", "--outdir", out, source],
                       check=True, capture_output=True)
        compare(f"{what}.csv", rows_of_csv(source), rows_of_csv(os.path.join(out, f"{what}.csv")))
    shutil.rmtree(os.path.join(out, "profile"), ignore_errors=True)

print(f"{failures} failed" if failures else "all as it should be")
sys.exit(1 if failures else 0)
