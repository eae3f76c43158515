"""GStreamer's webrtcbin as a WHIP publisher or a WHEP watcher. Runs in the system's Python, which has its bindings."""
import asyncio
import os
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstWebRTC", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("Nice", "0.1")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC, Nice  # noqa: E402

import end  # noqa: E402

VIDEO = {
    "VP8": "vp8enc deadline=1 keyframe-max-dist=30 target-bitrate=300000 ! rtpvp8pay pt=96 picture-id-mode=15-bit",
}
AUDIO = {
    "opus": "opusenc ! rtpopuspay pt=111 ! application/x-rtp,media=audio,encoding-name=OPUS,payload=111",
    "PCMA": "audioconvert ! audioresample ! audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay ! "
            "application/x-rtp,media=audio,encoding-name=PCMA,payload=8",
}


def main():
    options = end.arguments()
    Gst.init(None)
    threading.Thread(target=GLib.MainLoop().run, daemon=True).start()
    if options.role == "publish":
        pipeline = Gst.parse_launch(
            "webrtcbin name=w bundle-policy=max-bundle "
            f"audiotestsrc is-live=true wave=sine freq={options.tone} volume=0.3 ! {AUDIO[options.audio]} ! w. "
            "videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=15/1 ! "
            f"{VIDEO[options.video]} ! application/x-rtp,media=video,encoding-name={options.video},payload=96 ! w.")
    else:
        pipeline = Gst.Pipeline()
        pipeline.add(Gst.parse_launch("webrtcbin name=w bundle-policy=max-bundle latency=100"))
    w = pipeline.get_by_name("w")
    # By itself libnice leaves out the loopback, where the test's relay is.
    ice = w.get_property("ice-agent")  # the binding owns it: it must outlive the rest
    agent = ice.get_property("agent")
    here = Nice.Address.new()
    here.set_from_string("127.0.0.1")
    agent.add_local_address(here)
    sound, seen = end.Sound(), {"frames": 0}

    def take(sink, kind):
        sample = sink.emit("pull-sample")
        if kind == "video":
            seen["frames"] += 1
            seen["width"] = sample.get_caps().get_structure(0).get_int("width")[1]
        else:
            ok, data = sample.get_buffer().map(Gst.MapFlags.READ)
            sound.add(bytes(data.data), 48000)
            sample.get_buffer().unmap(data)
        return Gst.FlowReturn.OK

    def decoded(_, pad):
        kind = pad.get_current_caps().get_structure(0).get_name().split("/")[0]
        chain = "videoconvert ! appsink" if kind == "video" else \
            "audioconvert ! audioresample ! audio/x-raw,format=S16LE,rate=48000,channels=1 ! appsink"
        part = Gst.parse_bin_from_description(chain + " name=s emit-signals=true sync=false", True)
        part.get_by_name("s").connect("new-sample", take, kind)
        pipeline.add(part)
        part.sync_state_with_parent()
        pad.link(part.get_static_pad("sink"))

    def added(_, pad):
        if pad.direction == Gst.PadDirection.SRC:
            decoder = Gst.ElementFactory.make("decodebin")
            decoder.connect("pad-added", decoded)
            pipeline.add(decoder)
            decoder.sync_state_with_parent()
            pad.link(decoder.get_static_pad("sink"))

    w.connect("pad-added", added)
    pipeline.set_state(Gst.State.READY)
    if options.role == "watch":
        for caps in ("application/x-rtp,media=audio,encoding-name=OPUS,payload=111,clock-rate=48000",
                     "application/x-rtp,media=video,encoding-name=VP8,payload=96,clock-rate=90000"):
            w.emit("add-transceiver", GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY, Gst.Caps.from_string(caps))
    pipeline.set_state(Gst.State.PLAYING)
    if options.role == "publish":
        pipeline.get_state(2 * Gst.SECOND)
        for index in range(2):
            w.emit("get-transceiver", index).set_property(
                "direction", GstWebRTC.WebRTCRTPTransceiverDirection.SENDONLY)

    kept = []  # what a reply holds lives no longer than the reply, and the reply no longer than its promise

    def ask(signal, *values):
        promise = Gst.Promise.new()
        w.emit(signal, *values, promise)
        promise.wait()
        reply = promise.get_reply()
        kept.extend([promise, reply])
        return reply

    gathered = threading.Event()
    w.connect("notify::ice-gathering-state", lambda *_: w.get_property("ice-gathering-state")
              == GstWebRTC.WebRTCICEGatheringState.COMPLETE and gathered.set())
    ask("set-local-description", ask("create-offer", None).get_value("offer"))
    gathered.wait(5)
    description = w.get_property("local-description")
    offer = description.sdp.as_text()
    answer, location = asyncio.run(end.exchange(options, offer))
    _, message = GstSdp.SDPMessage.new_from_text(answer)
    description = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, message)
    ask("set-remote-description", description)
    threading.Event().wait(options.seconds)
    state = w.get_property("connection-state").value_nick
    result = {"state": state, **seen, **sound.measure()}
    if location:
        result["deleted"] = end.delete(options, location)
    end.say("RESULT", result)
    pipeline.set_state(Gst.State.NULL)
    os._exit(0)  # the bindings free the agent twice


main()
