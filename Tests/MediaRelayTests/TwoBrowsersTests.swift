import BrowserDriver
import Evidence
import Foundation
import MediaEngine
import MediaRelay
import Testing

/// Two real browsers in one room of a relay node, without the service around it.
@Suite(.serialized) struct `Two browsers through the relay` {
    @Test(arguments: [["127.0.0.1"], ["127.0.0.1", "127.0.0.2"], ["::1"]])
    func `each decodes the other's picture and hears its sound, and all of it is recorded`(
        addresses: [String]
    )
        async throws
    {
        let test = try await TestNode(addresses: addresses)
        let room = RelayRoomName("room")
        try await test.node.openRoom(id: room, recording: .init("call"))
        let file = test.directory + "/page.html"
        try Self.page.write(toFile: file, atomically: true, encoding: .utf8)
        let browsers = [try await Browser.launch(), try await Browser.launch()]
        var pages: [Page] = []
        for (number, browser) in browsers.enumerated() {
            let page = try await browser.newPage()
            try await page.navigate(to: "file://" + file)
            let session = RelaySessionName("session-\(number)")
            let offer = try await test.node.join(
                room: room, participant: .init("participant-\(number)"), session: session)
            let answer = try await page.evaluate("join(\(Self.quoted(offer)))")
            try await test.node.answer(session: session, sdp: try #require(answer.string))
            pages.append(page)
        }
        for page in pages {
            try await page.wait(for: "pc.connectionState === 'connected'", "a connection")
            try await page.wait(
                for: """
                    look().then(s => s.frames > 60 && s.energy > 0 && s.width >= 640 && s.layers >= 2)
                    """, "decoded frames, sound, and a larger encoding than the first", timeout: .seconds(30)
            )
            let seen = try await page.evaluate("look()")
            #expect(seen["srtp"].string == "SRTP_AEAD_AES_128_GCM")
            #expect(seen["role"].string == "controlled")
        }
        let numbers = try #require(await test.node.statistics().first)
        #expect(numbers.legs.count == 2)
        #expect(numbers.sendRefused == 0 && numbers.unrecorded == 0)
        for leg in numbers.legs {
            #expect(leg.connected)
            #expect(leg.drops[.authentication] == 0 && leg.drops[.protectionFailed] == 0)
        }
        let summary = try #require(try await test.node.closeRoom(id: room))
        #expect(summary.droppedPackets == 0 && summary.gapCount == 0)
        let sources = summary.declaredStreams.filter { $0.repairs == nil }.map(\.source)
        #expect(sources.count { $0 == .microphone } == 2)
        let cameras = summary.declaredStreams.filter { $0.repairs == nil && $0.source == .camera }
        #expect(cameras.count >= 4, "each camera in several encodings")
        #expect(Set(cameras.map(\.layer)).isSuperset(of: [0, 1]))
        for browser in browsers { await browser.close() }
        let found = try RecordingVerifier(key: test.keys.recording).verify(
            directory: test.directory, recording: "call")
        #expect(found.findings.isEmpty)
        await test.stop()
    }

    static func quoted(_ text: String) throws -> String {
        String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }

    /// Publishes a fake microphone and camera on the offer's first two lines and plays whatever comes.
    static let page = """
        <!doctype html><meta charset="utf-8"><title>relay test</title><div id="tracks"></div><script>
        async function join(offer) {
          window.pc = new RTCPeerConnection();
          pc.ontrack = event => {
            const e = document.createElement(event.track.kind);
            e.srcObject = new MediaStream([event.track]);
            e.autoplay = true;
            document.getElementById('tracks').append(e);
          };
          const media = await navigator.mediaDevices.getUserMedia({audio: true, video: {width: 1280, height: 720}});
          await pc.setRemoteDescription({type: 'offer', sdp: offer});
          const lines = pc.getTransceivers();
          for (const [line, track] of [[0, media.getAudioTracks()[0]], [1, media.getVideoTracks()[0]]]) {
            lines[line].direction = 'sendonly';
            await lines[line].sender.replaceTrack(track);
          }
          const camera = lines[1].sender.getParameters();
          for (const one of camera.encodings) {
            const size = {q: [4, 150000], h: [2, 500000], f: [1, 1700000]}[one.rid];
            if (size) [one.scaleResolutionDownBy, one.maxBitrate] = size;
          }
          await lines[1].sender.setParameters(camera);
          // As the call page does: NACK for sound, which a browser can and does not say by itself.
          const answer = await pc.createAnswer();
          answer.sdp = answer.sdp.replace(
            /^a=rtcp-fb:111 transport-cc\\r\\n/gm, line => line + 'a=rtcp-fb:111 nack\\r\\n');
          await pc.setLocalDescription(answer);
          while (pc.iceGatheringState !== 'complete') await new Promise(r => setTimeout(r, 5));
          return pc.localDescription.sdp;
        }
        async function look() {
          const seen = {frames: 0, energy: 0, width: 0, srtp: null, role: null, bitrate: 0, layers: 0,
            nacks: 0, soundLost: 0, soundRepeated: 0, concealed: 0};
          for (const s of (await pc.getStats()).values()) {
            if (s.type === 'inbound-rtp' && s.kind === 'video' && s.framesDecoded > seen.frames) {
              seen.frames = s.framesDecoded;
              seen.width = s.frameWidth;
            }
            if (s.type === 'inbound-rtp' && s.kind === 'audio') {
              seen.energy = Math.max(seen.energy, s.totalAudioEnergy);
            }
            if (s.type === 'outbound-rtp' && s.kind === 'video' && s.packetsSent > 0) seen.layers += 1;
            if (s.type === 'outbound-rtp' && s.kind === 'audio') seen.soundRepeated += s.retransmittedPacketsSent ?? 0;
            if (s.type === 'inbound-rtp' && s.kind === 'audio') {
              seen.nacks += s.nackCount ?? 0;
              seen.soundLost += s.packetsLost;
              seen.concealed = Math.max(seen.concealed, s.concealedSamples / s.totalSamplesReceived || 0);
            }
            if (s.type === 'candidate-pair') seen.bitrate = Math.max(seen.bitrate, s.availableOutgoingBitrate ?? 0);
            if (s.type === 'transport') { seen.srtp = s.srtpCipher; seen.role = s.iceRole; }
          }
          return seen;
        }
        </script>
        """
}
