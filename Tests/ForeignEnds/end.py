"""What the foreign ends of the tests have in common: the exchange of SDP with the test, and measuring sound.

An end that offers prints `OFFER <json string>` and reads one line with the answer as a JSON string; with `--url` it does
the exchange itself, as WHIP and WHEP do. At last it prints `RESULT <json object>`.
"""
import argparse
import array
import asyncio
import json
import math
import sys
import urllib.request


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["publish", "watch", "page"])
    parser.add_argument("--audio", default="opus")
    parser.add_argument("--video", default="VP8")
    parser.add_argument("--tone", type=float, default=440)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--url")
    parser.add_argument("--token")
    return parser.parse_args()


def say(word, value):
    print(word, json.dumps(value), flush=True)


async def listen():
    line = await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    return json.loads(line)


async def exchange(options, offer):
    """The offer to the relay, its answer back; with the session's address when it was HTTP."""
    if not options.url:
        say("OFFER", offer)
        return await listen(), None
    request = urllib.request.Request(
        options.url, offer.encode(), method="POST",
        headers={"Content-Type": "application/sdp", "Authorization": "Bearer " + options.token})

    def post():
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 201, answer.status
            assert answer.headers["Content-Type"].startswith("application/sdp"), answer.headers
            return answer.read().decode(), answer.headers["Location"]

    return await asyncio.get_running_loop().run_in_executor(None, post)


def delete(options, location):
    """Ends the session (RFC 9725 §4.2)."""
    base = "/".join(options.url.split("/")[:3])
    request = urllib.request.Request(
        location if location.startswith("http") else base + location, method="DELETE",
        headers={"Authorization": "Bearer " + options.token})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.status


class Sound:
    """The pitch of a tone, by the zeros it crosses, and how loud it is; over its last second."""

    def __init__(self):
        self.samples = array.array("h")
        self.rate = 48000

    def add(self, data, rate, channels=1):
        new = array.array("h", data)
        self.samples.extend(new[::channels])
        self.rate = rate
        if len(self.samples) > 2 * rate:
            del self.samples[: len(self.samples) - 2 * rate]

    def measure(self):
        part = self.samples[-self.rate:]
        if len(part) < self.rate:
            return {"tone": 0, "level": 0}
        level = math.sqrt(sum(one * one for one in part) / len(part))
        # Only real crossings: noise around zero is none.
        crossings, sign = 0, 0
        for one in part:
            if abs(one) < level / 4:
                continue
            if sign and (one > 0) != (sign > 0):
                crossings += 1
            sign = one
        return {"tone": crossings / 2 * self.rate / len(part), "level": level}
