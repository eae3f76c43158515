#!/usr/bin/env python3
"""Verifies a Huizhen recording without Huizhen.

Follows recording-format.md and shares no code with the recorder. Checks headers, chain, signatures and the order of
segments; with the installation's key it opens every chunk and counts what is inside. Reads only.

    verify_recording.py DIRECTORY [--key recording.key] [--trusted evidence-signing.pub] [--root 1=HEX] [--json]

Ends with 0 when the recording is sealed and fits, 3 when it fits but is not sealed, 1 when it is broken, 2 when it
cannot be looked at. Needs Python 3.9 and the package `cryptography`.
"""

import argparse
import hashlib
import json
import os
import re
import struct
import sys

try:
    from cryptography.exceptions import InvalidSignature, InvalidTag
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
except ImportError:
    sys.stderr.write("the Python package `cryptography` is missing: apt-get install python3-cryptography\n")
    sys.exit(2)

MAGIC = b"\x89HZR\r\n\x1a\n"
VERSION = 1
HEADER_FIXED = 208
HEADER_LIMIT = 4096
SIGNATURE = 64
FRAME_HEADER = 40
CHUNK_LIMIT = 65536
CHECKPOINT = 128
DATA, CHECKPOINT_KIND, SEAL = 1, 2, 3
RTP, RTCP, GAP, RECOVERY = 3, 4, 8, 10
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}")
KEY_CONTEXT = b"huizhen recording key id v1"
WRAP_CONTEXT = b"huizhen recording key wrap v1\0"
SEGMENT_CONTEXT = b"huizhen evidence segment v1\0"
HEADER_CONTEXT = b"huizhen evidence header v1\0"
CHECKPOINT_CONTEXT = b"huizhen evidence checkpoint v1\0"


class Malformed(Exception):
    """The bytes do not follow the format."""


class Unusable(Exception):
    """The recording cannot be looked at."""


def sha256(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def signed_by(key, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return True
    except (InvalidSignature, ValueError):
        return False


class Header:
    """The head of a segment file, format §3."""

    def __init__(self, data):
        if len(data) < 16:
            raise Malformed("truncatedHeader")
        if data[:8] != MAGIC:
            raise Malformed("badMagic")
        version, self.flags, length = struct.unpack(">HHI", data[8:16])
        if version != VERSION:
            raise Malformed("unsupportedVersion")
        if self.flags & ~3 or not HEADER_FIXED + 4 + SIGNATURE <= length <= HEADER_LIMIT:
            raise Malformed("badHeader")
        if len(data) < length:
            raise Malformed("truncatedHeader")
        self.bytes = data[:length]
        self.segment, self.wall, self.monotonic = struct.unpack(">IqQ", data[16:36])
        self.previous = data[36:68]
        self.salt = data[68:100]
        self.signing_key = data[100:132]
        self.key_id = data[132:148]
        self.wrapped = data[148:208]
        names = data[HEADER_FIXED : length - SIGNATURE]
        texts = []
        for limit in (128, 256):
            if len(names) < 2:
                raise Malformed("badHeader")
            size = struct.unpack(">H", names[:2])[0]
            if size > limit or len(names) < 2 + size:
                raise Malformed("badHeader")
            try:
                texts.append(names[2 : 2 + size].decode("utf-8"))
            except UnicodeDecodeError as error:
                raise Malformed("badHeader") from error
            names = names[2 + size :]
        self.recording, self.producer = texts
        if names or not NAME.fullmatch(self.recording) or not 1 <= self.segment <= 9999:
            raise Malformed("badHeader")
        if not signed_by(
            self.signing_key, self.bytes[-SIGNATURE:], HEADER_CONTEXT + self.bytes[:-SIGNATURE]
        ):
            raise Malformed("headerSignature")
        self.hash = sha256(self.bytes)

    def cipher(self, key):
        """The cipher of this segment's chunks, format §5."""
        if sha256(KEY_CONTEXT, key)[:16] != self.key_id:
            raise Unusable("this is not the key the recording was sealed with")
        try:
            recording_key = AESGCM(key).decrypt(
                self.wrapped[:12], self.wrapped[12:], WRAP_CONTEXT + self.recording.encode()
            )
        except InvalidTag as error:
            raise Unusable("the recording's key cannot be unwrapped") from error
        info = SEGMENT_CONTEXT + struct.pack(">I", self.segment)
        derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=self.salt, info=info).derive(recording_key)
        return AESGCM(derived)


class Segment:
    """One segment file, walked frame by frame, format §4."""

    def __init__(self, path, number):
        self.path = path
        self.number = number
        self.file_bytes = os.path.getsize(path)
        self.header = None
        self.state = "unreadable"
        self.frames = self.chunks = self.checkpoints = 0
        self.packets = self.rtcp = self.gaps = self.dropped = 0
        self.told_packets = 0
        self.valid_bytes = 0
        self.broken_at = None
        self.last_hash = bytes(32)
        self.recovery = None
        self.findings = []

    def find(self, offset, reason):
        self.findings.append({"segment": self.number, "offset": offset, "reason": reason})

    def read(self, key, streams):
        with open(self.path, "rb") as file:
            data = file.read(HEADER_LIMIT)
            try:
                self.header = Header(data)
            except Malformed as error:
                self.broken_at = 0
                self.find(0, str(error))
                return
            cipher = self.header.cipher(key) if key else None
            file.seek(len(self.header.bytes))
            self.valid_bytes = len(self.header.bytes)
            self.last_hash = self.header.hash
            try:
                self.state = self.walk(file, cipher, streams)
            except Malformed as error:
                self.state = "broken"
                self.broken_at = self.valid_bytes
                self.find(self.valid_bytes, str(error))

    def walk(self, file, cipher, streams):
        while True:
            head = file.read(FRAME_HEADER)
            if not head:
                return "unsealed"
            if len(head) < FRAME_HEADER:
                return "torn"
            if sha256(self.last_hash, head[:32])[:8] != head[32:]:
                raise Malformed("frameHeaderCheck")
            kind, zero, records, length, number, _, _ = struct.unpack(">BBHIQQq", head[:32])
            fits = 16 < length <= CHUNK_LIMIT + 16 if kind == DATA else length == CHECKPOINT
            if kind not in (DATA, CHECKPOINT_KIND, SEAL) or zero or not fits:
                raise Malformed("badFrameHeader")
            if number != self.frames:
                raise Malformed("frameOrder")
            body = file.read(length)
            told = file.read(32)
            if len(body) < length or len(told) < 32:
                return "torn"
            chained = sha256(self.last_hash, head, body)
            if chained != told:
                raise Malformed("chainHash")
            if kind == DATA:
                if cipher:
                    self.open(cipher, head, body, number, records, streams)
                self.chunks += 1
            else:
                self.check(head, body, cipher is not None)
            self.frames += 1
            self.last_hash = chained
            self.valid_bytes += FRAME_HEADER + length + 32
            if kind == SEAL:
                if file.read(1):
                    raise Malformed("afterSeal")
                return "sealed"

    def check(self, head, body, is_open):
        """A checkpoint or seal: counts, chain, signature, format §4.2."""
        message = CHECKPOINT_CONTEXT + self.header.hash + head + body[:-SIGNATURE]
        if not signed_by(self.header.signing_key, body[-SIGNATURE:], message):
            raise Malformed("checkpointSignature")
        if body[32:64] != self.last_hash:
            raise Malformed("checkpoint")
        packets, gaps, dropped, chunks = struct.unpack(">QQQQ", body[:32])
        self.checkpoints += 1
        self.told_packets = packets
        counted = (self.packets, self.gaps, self.dropped)
        if chunks != self.chunks or (is_open and (packets, gaps, dropped) != counted):
            self.find(self.valid_bytes, "checkpoint")

    def open(self, cipher, head, body, number, records, streams):
        """A chunk: decrypt, then walk its records, format §6."""
        nonce = struct.pack(">IQ", 0, number)
        try:
            plain = cipher.decrypt(nonce, body, self.header.hash + self.last_hash + head)
        except InvalidTag as error:
            raise Malformed("authentication") from error
        offset = seen = 0
        while offset < len(plain):
            if len(plain) - offset < 4:
                raise Malformed("badRecord")
            kind, zero, size = struct.unpack(">BBH", plain[offset : offset + 4])
            content = plain[offset + 4 : offset + 4 + size]
            if zero or not 1 <= kind <= 11 or len(content) < size:
                raise Malformed("badRecord")
            self.take(kind, content, self.chunks == 0 and seen == 0, streams)
            offset += 4 + size
            seen += 1
        if seen != records:
            raise Malformed("badRecord")

    def take(self, kind, content, is_first, streams):
        if kind in (RTP, RTCP):
            if len(content) < 17:
                raise Malformed("badRecord")
            participant, packet = struct.unpack(">Q", content[:8])[0], content[17:]
            if kind == RTCP:
                self.rtcp += 1
            elif len(packet) >= 12:
                self.packets += 1
                sequence = struct.unpack(">H", packet[2:4])[0]
                ssrc = struct.unpack(">I", packet[8:12])[0]
                streams.setdefault((participant, ssrc), Stream()).count(sequence, len(packet))
        elif kind == GAP:
            if len(content) != 37:
                raise Malformed("badRecord")
            self.gaps += 1
            self.dropped += struct.unpack(">Q", content[12:20])[0]
        elif kind == RECOVERY:
            if len(content) != 60:
                raise Malformed("badRecord")
            if is_first:
                self.recovery = content[28:60]


class Stream:
    """Counts of one SSRC of one participant."""

    def __init__(self):
        self.packets = self.bytes = 0
        self.first = self.highest = None

    def count(self, sequence, size):
        self.packets += 1
        self.bytes += size
        if self.highest is None:
            self.first = self.highest = 65536 + sequence
            return
        # The candidate nearest to the highest one seen (RFC 3550 §A.1).
        step = (sequence - self.highest) & 0xFFFF
        extended = self.highest + (step if step <= 0x8000 else step - 0x10000)
        self.first = min(self.first, extended)
        self.highest = max(self.highest, extended)

    @property
    def lost(self):
        return max(0, self.highest - self.first + 1 - self.packets)


def verify(directory, key, trusted, roots):
    recording = os.path.basename(os.path.abspath(directory))
    names = os.listdir(directory)
    numbers = sorted(int(m[1]) for m in (re.fullmatch(r"segment-(\d{4})\.hzr", name) for name in names) if m)
    if not numbers:
        raise Unusable("there is no segment in this directory")
    streams, segments, findings = {}, [], []
    previous, is_clean, first_key = bytes(32), True, None
    for position, number in enumerate(numbers):
        expected = numbers[position - 1] + 1 if position else 1
        segment = Segment(os.path.join(directory, f"segment-{number:04}.hzr"), number)
        segment.read(key, streams)
        segments.append(segment)
        header = segment.header
        elsewhere = header is not None and bool(header.flags & 2)
        if number != expected and not elsewhere:
            findings.append({"segment": number, "offset": 0, "reason": "missingSegment"})
        if header is None:
            is_clean = False
        else:
            if header.previous != previous:
                segment.find(36, "previousHash")
            is_resumed = bool(header.flags & 1)
            if is_resumed == is_clean:
                segment.find(10, "badHeader")
            if key and segment.chunks and (
                is_resumed != (segment.recovery is not None) or segment.recovery not in (None, previous)
            ):
                segment.find(segment.valid_bytes, "badRecord")
            if header.segment != number:
                segment.find(16, "wrongSegmentNumber")
            if header.recording != recording:
                segment.find(208, "wrongRecording")
            if trusted and header.signing_key not in trusted:
                segment.find(100, "untrustedSigningKey")
            if not trusted and first_key not in (None, header.signing_key):
                segment.find(100, "signingKeyChanged")
            first_key = first_key or header.signing_key
            previous, is_clean = segment.last_hash, segment.state == "sealed"
        findings += segment.findings
    for number, root in sorted(roots.items()):
        match = [s for s in segments if s.number == number]
        if not match:
            findings.append({"segment": number, "offset": 0, "reason": "missingSegment"})
        elif match[0].last_hash.hex() != root.lower():
            findings.append({"segment": number, "offset": match[0].valid_bytes, "reason": "rootMismatch"})
    is_sealed = segments[-1].state == "sealed"
    return {
        "recording": recording,
        "verdict": "broken" if findings else "sealed" if is_sealed else "unsealed",
        "isDecrypted": key is not None,
        "isSigningKeyTrusted": (
            not any(f["reason"] == "untrustedSigningKey" for f in findings) if trusted else None
        ),
        "packets": sum(s.packets if key else s.told_packets for s in segments),
        "rtcpPackets": sum(s.rtcp for s in segments),
        "gapCount": sum(s.gaps for s in segments),
        "droppedPackets": sum(s.dropped for s in segments),
        "segments": [
            {
                "segment": s.number,
                "state": s.state,
                "frames": s.frames,
                "chunks": s.chunks,
                "checkpoints": s.checkpoints,
                "validBytes": s.valid_bytes,
                "fileBytes": s.file_bytes,
                "firstBrokenOffset": s.broken_at,
                "rootHash": s.last_hash.hex() if s.header else "",
            }
            for s in segments
        ],
        "streams": [
            {
                "participant": participant,
                "ssrc": ssrc,
                "packets": stream.packets,
                "bytes": stream.bytes,
                "lostOnWire": stream.lost,
            }
            for (participant, ssrc), stream in streams.items()
        ],
        "findings": findings,
    }


def raw_public_key(path):
    with open(path, "rb") as file:
        loaded = serialization.load_pem_public_key(file.read())
    return loaded.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def render(result):
    lines = [f"{result['recording']}: {result['verdict']}"]
    for s in result["segments"]:
        lines.append(
            f"  segment {s['segment']}: {s['state']}, {s['chunks']} chunks, {s['checkpoints']} signed checkpoints, "
            f"{s['validBytes']} of {s['fileBytes']} bytes valid, root {s['rootHash']}"
        )
    if result["isDecrypted"]:
        lines.append(
            f"  {result['packets']} RTP packets, {result['rtcpPackets']} RTCP packets, "
            f"{result['droppedPackets']} dropped by the relay"
        )
        for stream in result["streams"]:
            lines.append(
                f"    participant {stream['participant']} ssrc {stream['ssrc']:08x}: {stream['packets']} packets, "
                f"{stream['lostOnWire']} lost before the relay"
            )
    if result["isSigningKeyTrusted"] is None:
        lines.append("  no trusted key given: the signatures show one signer, not which")
    for finding in result["findings"]:
        lines.append(f"  segment {finding['segment']} byte {finding['offset']}: {finding['reason']}")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description="Verifies a Huizhen recording without Huizhen.")
    parser.add_argument("directory", help="the recording's folder, which holds segment-0001.hzr")
    parser.add_argument("--key", help="the installation's recording.key: opens the chunks")
    parser.add_argument("--trusted", action="append", default=[], help="a public key (PEM) that may have signed")
    parser.add_argument("--root", action="append", default=[], metavar="N=HEX", help="root of segment N by the journal")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    try:
        key = None
        if options.key:
            with open(options.key, "rb") as file:
                key = file.read()
            if len(key) != 32:
                raise Unusable("a recording key has 32 bytes")
        roots = {}
        for root in options.root:
            number, _, value = root.partition("=")
            roots[int(number)] = value
        result = verify(options.directory, key, [raw_public_key(path) for path in options.trusted], roots)
    except (Unusable, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    print(json.dumps(result, indent=2) if options.json else render(result))
    return {"sealed": 0, "unsealed": 3, "broken": 1}[result["verdict"]]


if __name__ == "__main__":
    sys.exit(main())
