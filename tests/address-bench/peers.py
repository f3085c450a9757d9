"""Other converters of Vietnamese addresses on the cases of `cargo run --example address_cases`, for `cargo xtask bench --address`:
how many answers are right, asked, guessed, wrong or missing, and how many conversions a second. Writes peers.json into its folder.

vietnamadminunits asks a geocoder on the network (ArcGIS) about addresses of divided units; here it gets no answer, as from a
network that is down. No request leaves this machine.
"""

import csv
import json
import socket
import sys
import time
import unicodedata
from pathlib import Path

SITE = Path(sys.argv[1])


def no_network(*_args, **_more):
    raise OSError("no network in a benchmark")


socket.socket.connect = no_network


def plain(text):
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in text if c.isalnum())


with open("data/units_new.csv", encoding="utf-8") as file:
    COMMUNES = {(plain(r["full_name"]), plain(r["province_name"])): r["code"] for r in csv.DictReader(file)}


def code(name, province):
    """The official code of a commune of today by its full name and its province's."""
    province = plain(province or "")
    for kind in ("thanhpho", "tinh"):
        province = province.removeprefix(kind)
    return COMMUNES.get((plain(name or ""), province))


def vietnamadminunits():
    from vietnamadminunits import ParseMode, convert_address, parse_address
    from vietnamadminunits.converter import converter_2025

    converter_2025.get_geo_location = lambda _address: None

    def convert(text):
        found = convert_address(text).ward_code
        # An address of today is read by another function.
        found = found or parse_address(text, mode=ParseMode.FROM_2025, level=2).ward_code
        return [found] if found else []

    return convert


def vietnam_address_converter():
    from vietnam_address_converter import create_converter

    converter = create_converter()

    def convert(text):
        answer = converter.auto_convert_address(text)
        found = [c.get("new") or c for c in (answer.get("conversion") or {}).get("candidates") or []]
        found = found or ([answer["converted_new"]] if answer.get("converted_new") else [])
        name = lambda part: (part or {}).get("name_with_type")
        codes = {code(name(new.get("ward")), name(new.get("province"))) for new in found}
        return sorted(c for c in codes if c)

    return convert


def vn_address_converter():
    from vn_address_converter import convert_to_new_address

    def convert(text):
        new = convert_to_new_address(text)
        found = code(new.ward, new.province)
        return [found] if found else []

    return convert


def verdict(case, found):
    wanted = [c for c in case["codes"].split("|") if c]
    sure = case["status"] in ("certain", "already_new")
    if not found:
        return "nothing" if wanted else "right"
    if len(found) > 1:
        return "right" if case["status"] in ("candidates", "asked") and set(found) == set(wanted) else "asked"
    if sure:
        return "right" if found == wanted else "wrong"
    return "guessed" if found[0] in wanted and len(wanted) > 1 else "right" if found == wanted else "wrong"


def run(name, make, cases):
    convert = make()
    counts = {"table": {}, "own": {}}
    spent, done = 0.0, 0
    for case in cases:
        start = time.perf_counter()
        try:
            found = convert(case["text"])
        except Exception:  # they say "I cannot" in many ways
            found = []
        spent += time.perf_counter() - start
        done += 1
        group = counts["table" if case["by"] == "address_cases.csv" else "own"]
        answer = verdict(case, found)
        group[answer] = group.get(answer, 0) + 1
    return {"name": name, "verdicts": counts, "perSecond": done / spent}


def main():
    with open(SITE / "cases.csv", encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file))
    versions = dict(line.split("==") for line in Path("tests/address-bench/requirements.txt").read_text().split())
    makers = (vietnamadminunits, vietnam_address_converter, vn_address_converter)
    results = []
    for make in makers:
        name = make.__name__ if make is vietnamadminunits else make.__name__.replace("_", "-")
        results.append(run(f"{name} {versions[name]}", make, cases))
    (SITE / "peers.json").write_text(json.dumps(results))


main()
