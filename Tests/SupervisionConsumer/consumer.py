#!/usr/bin/env python3
"""A province's program, written from Protocols/supervision-feed.md alone.

    consumer.py URL PROVINCE PRIVATE_KEY_HEX SERVICE_PUBLIC_KEY_HEX DAY [--lose CLASS] [--at MILLISECONDS]

Reads every class page by page, checks the signature of each answer, keeps things by class, key and institution,
compares its counts of DAY with the service's and reports them. Prints one JSON object; exits 1 when anything is wrong.
--lose drops the last thing of a class before counting, to see the difference found; --at is the time to sign with.
"""
import hashlib
import json
import sys
import time
import urllib.error
import urllib.request

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

CLASSES = {
    line.split("|")[1].strip(): {one.strip() for one in line.split("|")[3].split(",")}
    for line in open(__file__.rsplit("/Tests/", 1)[0] + "/Protocols/supervision-feed.md", encoding="utf-8")
    if line.startswith("| ") and line.count("|") == 4 and line.split("|")[1].strip() not in ("class", "")
    and "`" not in line.split("|")[1]
}


class Consumer:
    def __init__(self, url, province, private, public):
        self.url, self.province = url.rstrip("/"), province
        self.key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private))
        self.service = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        self.verified = 0
        self.at = int(sys.argv[sys.argv.index("--at") + 1]) if "--at" in sys.argv else None

    def ask(self, method, target, body=b"", at=None):
        moment = str(at or self.at or int(time.time() * 1000))
        digest = hashlib.sha256(body).hexdigest()
        text = "\n".join(["huizhen.feed.1", self.province, method, target, moment, digest])
        request = urllib.request.Request(self.url + target, data=body or None, method=method, headers={
            "x-huizhen-province": self.province, "x-huizhen-time": moment,
            "x-huizhen-signature": self.key.sign(text.encode()).hex()})
        if body:
            request.add_header("content-type", "application/json")
        with urllib.request.urlopen(request, timeout=20) as answer:
            content = answer.read()
            signature = bytes.fromhex(answer.headers["x-huizhen-signature"])
        signed = "\n".join(["huizhen.feed.1", "answer", target, moment, hashlib.sha256(content).hexdigest()])
        self.service.verify(signature, signed.encode())
        self.verified += 1
        return json.loads(content)

    def read(self, name, limit=7):
        """Everything of a class, in small pages so that there are several."""
        things, after, pages = {}, 0, 0
        while True:
            page = self.ask("GET", f"/api/v1/supervision/feed/{name}?after={after}&limit={limit}")
            assert page["format"] == 1 and page["class"] == name and page["count"] == len(page["items"])
            if not page["items"]:
                return things, pages
            pages += 1
            for item in page["items"]:
                assert item["seq"] > after, "in order"
                things[(item["key"], item["institution"]["code"])] = item
                content = item["content"]
                for part in content if isinstance(content, list) else [content] if content else []:
                    unknown = set(part) - CLASSES[name]
                    assert not unknown, f"{name}: {unknown} is not in the table"
                after = item["seq"]
            assert page["next"] == after


def main():
    url, province, private, public, day = sys.argv[1:6]
    lose = sys.argv[sys.argv.index("--lose") + 1] if "--lose" in sys.argv else None
    consumer = Consumer(url, province, private, public)
    everything, pages = {}, 0
    for name in CLASSES:
        everything[name], found = consumer.read(name)
        pages += found
    if lose:
        everything[lose].popitem()
    counts = {name: sum(1 for item in things.values() if item["day"] == day) for name, things in everything.items()}
    theirs = consumer.ask("GET", f"/api/v1/supervision/feed-counts?day={day}")["counts"]
    result = {"classes": len(CLASSES), "pages": pages, "counts": counts, "service": theirs,
              "agree": counts == theirs}
    try:
        body = json.dumps({"day": day, "counts": counts}).encode()
        result["differences"] = consumer.ask("POST", "/api/v1/supervision/reconciliations", body)["differences"]
    except urllib.error.HTTPError as error:
        result["reconciliation"] = json.loads(error.read()).get("code")
    try:
        consumer.ask("GET", "/api/v1/supervision/feed/encounters", at=1)
        result["old"] = 200
    except urllib.error.HTTPError as error:
        result["old"] = error.code
    result["verified"] = consumer.verified
    result["dialogues"] = [item["content"]["text"] for item in everything["dialogues"].values()]
    result["chains"] = [[step["event"] for step in item["content"]["chain"]]
                        for item in everything["prescriptions"].values()]
    result["text"] = json.dumps([list(things.values()) for things in everything.values()], ensure_ascii=False)
    print(json.dumps(result, ensure_ascii=False))


main()
