#!/usr/bin/env python3
"""Repeats the draw of a record sample (Protocols/record-sample.md) from what the service publishes.

usage: verify_sample.py DRAW.json     one draw as GET /api/v1/public/record-samples gives it
Prints the numbers in the order of the draw; exit status 1 when they or the digest differ from the published ones.
"""
import hashlib
import json
import sys


def draw(seed, population, rate, minimum):
    size = min(len(population), max(-(-len(population) * rate // 100), minimum))
    ticket = lambda number: hashlib.sha256(f"huizhen.sample.1|{seed}|{number}".encode()).hexdigest()
    return sorted(population, key=lambda number: (ticket(number), number))[:size]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        published = json.load(file)
    population = sorted(published["population"])
    digest = hashlib.sha256("".join(f"{number}\n" for number in population).encode()).hexdigest()
    sample = draw(published["seed"], population, published["ratePercent"], published["minimum"])
    print("\n".join(sample))
    if digest != published["populationDigest"] or sample != published["sample"]:
        print("differs from the published draw", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
