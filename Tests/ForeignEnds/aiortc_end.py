"""aiortc as a WHIP publisher or a WHEP watcher."""
import array
import asyncio
import fractions
import math
import time

import av
from aiortc import (MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCRtpReceiver, RTCRtpSender,
                    RTCSessionDescription)
from aiortc.mediastreams import MediaStreamError

import end


class Paced(MediaStreamTrack):
    """Frames at their time."""

    def __init__(self, rate, step):
        super().__init__()
        self.rate, self.step, self.count, self.started = rate, step, 0, None

    async def recv(self):
        self.started = self.started or time.time()
        await asyncio.sleep(max(0, self.started + self.count * self.step / self.rate - time.time()))
        frame = self.frame()
        frame.pts = self.count * self.step
        frame.time_base = fractions.Fraction(1, self.rate)
        self.count += 1
        return frame


class Tone(Paced):
    kind = "audio"

    def __init__(self, pitch):
        super().__init__(48000, 960)
        self.pitch = pitch

    def frame(self):
        start = self.count * self.step
        samples = array.array("h", (
            int(8000 * math.sin(2 * math.pi * self.pitch * (start + i) / self.rate)) for i in range(self.step)))
        frame = av.AudioFrame(format="s16", layout="mono", samples=self.step)
        frame.planes[0].update(samples.tobytes())
        frame.sample_rate = self.rate
        return frame


class Picture(Paced):
    kind = "video"

    def __init__(self):
        super().__init__(90000, 6000)

    def frame(self):
        frame = av.VideoFrame(320, 240, "yuv420p")
        for number, plane in enumerate(frame.planes):
            value = (self.count * 5) % 200 + 20 if number == 0 else 128
            plane.update(bytes([value]) * plane.buffer_size)
        return frame


def prefer(transceiver, kind, name):
    """Only one codec, and its retransmissions."""
    codecs = RTCRtpSender.getCapabilities(kind).codecs
    wanted = [c for c in codecs if c.mimeType.lower() in (f"{kind}/{name}".lower(), "video/rtx")]
    transceiver.setCodecPreferences(wanted)


async def main():
    options = end.arguments()
    pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    sound, seen, tasks = end.Sound(), {"frames": 0}, []

    async def hear(track):
        try:
            while True:
                frame = await track.recv()
                if track.kind == "video":
                    seen["frames"] += 1
                    seen["width"] = frame.width
                else:
                    channels = len(frame.layout.channels)
                    sound.add(bytes(frame.planes[0])[: frame.samples * 2 * channels], frame.sample_rate, channels)
        except MediaStreamError:
            pass

    pc.on("track", lambda track: tasks.append(asyncio.ensure_future(hear(track))))
    if options.role == "publish":
        prefer(pc.addTransceiver(Tone(options.tone), "sendonly"), "audio", options.audio)
        prefer(pc.addTransceiver(Picture(), "sendonly"), "video", options.video)
    else:
        pc.addTransceiver("audio", "recvonly")
        pc.addTransceiver("video", "recvonly")
    await pc.setLocalDescription(await pc.createOffer())
    answer, location = await end.exchange(options, pc.localDescription.sdp)
    await pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    await asyncio.sleep(options.seconds)
    result = {"state": pc.connectionState, **seen, **sound.measure()}
    for sender in pc.getSenders():
        for one in (await sender.getStats()).values():
            if one.type == "outbound-rtp":
                result["sent_" + one.kind] = one.packetsSent
    if location:
        result["deleted"] = end.delete(options, location)
    end.say("RESULT", result)
    await pc.close()


asyncio.run(main())
