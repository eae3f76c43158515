import Foundation

/// The page of a laboratory browser.
enum LabPage {
    /// What the call page itself does to its camera and to its answer, so that the same is measured that is shipped.
    private static var shipped: String {
        let file = "Sources/Web/Public/js/call/encodings.js"
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return text.replacingOccurrences(of: "\nexport ", with: "\n")
    }

    static var html: String {
        page.replacingOccurrences(of: "/* shipped */", with: shipped)
    }

    private static let page = """
        <!doctype html><meta charset="utf-8"><title>laboratory</title><div id="tracks"></div><script>
        /* shipped */
        const workerText = `
          let log = [];
          onrtctransform = ({transformer}) => {
            const slot = transformer.options.slot;
            transformer.readable.pipeThrough(new TransformStream({
              transform(frame, controller) {
                log.push([slot, frame.getMetadata().sequenceNumber, performance.timeOrigin + performance.now()]);
                controller.enqueue(frame);
              }})).pipeTo(transformer.writable);
          };
          onmessage = () => { postMessage(log); log = []; };`;
        const worker = new Worker(URL.createObjectURL(new Blob([workerText], {type: 'text/javascript'})));
        window.drawn = [];
        async function join(offer, sendsVideo) {
          window.pc = new RTCPeerConnection();
          pc.ontrack = ({track, receiver, transceiver}) => {
            const element = document.createElement(track.kind);
            if (track.kind === 'audio') {
              receiver.transform = new RTCRtpScriptTransform(worker, {slot: transceiver.mid});
            } else {
              const mid = transceiver.mid;
              const note = (now, frame) => {
                drawn.push([mid, now, frame.width, frame.height]);
                element.requestVideoFrameCallback(note);
              };
              element.requestVideoFrameCallback(note);
            }
            element.srcObject = new MediaStream([track]);
            element.autoplay = true;
            document.getElementById('tracks').append(element);
          };
          const wanted = {audio: {echoCancellation: false, noiseSuppression: false, autoGainControl: false}};
          if (sendsVideo) wanted.video = {width: 1280, height: 720, frameRate: 15};
          const media = await navigator.mediaDevices.getUserMedia(wanted);
          await pc.setRemoteDescription({type: 'offer', sdp: offer});
          const lines = pc.getTransceivers();
          for (const [line, track] of [[0, media.getAudioTracks()[0]], [1, media.getVideoTracks()[0]]]) {
            if (!track) continue;
            lines[line].direction = 'sendonly';
            await lines[line].sender.replaceTrack(track);
          }
          if (sendsVideo && typeof setCameraEncodings === 'function') await setCameraEncodings(lines[1].sender);
          const own = await pc.createAnswer();
          const better = typeof withSoundRepair === 'function' ? withSoundRepair(own, offer) : own;
          await pc.setLocalDescription(better).catch(() => pc.setLocalDescription(own));
          while (pc.iceGatheringState !== 'complete') await new Promise(r => setTimeout(r, 5));
          return pc.localDescription.sdp;
        }
        function frames() {
          return new Promise(done => { worker.onmessage = e => done(e.data); worker.postMessage(0); });
        }
        async function stats() {
          const seen = {audio: [], video: [], sent: [], pair: null, transport: null};
          for (const s of (await pc.getStats()).values()) {
            if (s.type === 'inbound-rtp') {
              if (s.kind === 'audio' && s.packetsReceived) seen.audio.push(s);
              if (s.kind === 'video' && s.packetsReceived) seen.video.push(s);
            }
            if (s.type === 'outbound-rtp' && s.kind === 'video') {
              seen.sent.push({rid: s.rid, active: s.active, width: s.frameWidth, fps: s.framesPerSecond,
                limited: s.qualityLimitationReason, target: s.targetBitrate});
            }
            if (s.type === 'candidate-pair' && s.nominated !== undefined && s.availableOutgoingBitrate) {
              seen.pair = s;
            }
            if (s.type === 'transport') seen.transport = s;
          }
          return JSON.parse(JSON.stringify(seen));
        }
        </script>
        """
}
