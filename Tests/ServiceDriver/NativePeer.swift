import BrowserDriver
import CLinuxNet
import Foundation
import MediaEngine
import MediaRelay
import Synchronization
import Wire

/// A participant without a browser: joins a room through the API, speaks ICE, DTLS and SRTP like one, and sends Opus
/// and VP8 from files. One thread owns its socket and its ciphers.
package final class NativePeer: Sendable {
    package struct Counts: Sendable {
        package var sentAudio = 0
        package var sentVideo = 0
        package var receivedAudio = 0
        package var receivedVideo = 0
        package var refused = 0
        package var isConnected = false
    }

    package let session: String
    private let client: APIClient
    private let room: String
    private let counts = Mutex(Counts())
    private let stopping = Atomic(false)
    private let loudness = Mutex<UInt8?>(nil)

    package var statistics: Counts { counts.withLock { $0 } }

    /// Asks for a seat, answers the offer and starts sending. Throws with the problem when the service refuses.
    package init(joining consultation: String, as client: APIClient, sending media: MediaFiles) async throws {
        self.client = client
        room = "/consultations/\(consultation)/room/sessions"
        let seat = try await client.post(room)
        guard seat.status == 201, let session = seat.body["sessionId"].string,
            let offer = seat.body["offer"].string
        else {
            throw ServiceFault.unexpected(
                "join: \(seat.status) \(String(decoding: seat.bytes, as: UTF8.self))")
        }
        self.session = session
        let identity = try RelayIdentity()
        let socket = try UDPEndpoint()
        let fragment = String(UInt64.random(in: 1 << 40...UInt64.max), radix: 36)
        let password = String(UInt64.random(in: 1 << 60...UInt64.max), radix: 36) + "0123456789ab"
        let salt = UInt32.random(in: 0..<0xFFFF) << 8
        let answer = try PeerAnswer(
            offer: offer, fragment: fragment, password: password, port: socket.port,
            fingerprint: identity.fingerprint, salt: salt)
        let fingerprint = answer.relayFingerprint
        let audioLevel = answer.audioLevel
        let thread = Thread { [self] in
            var loop = PeerLoop(
                socket: socket, identity: identity, password: password, relayFingerprint: fingerprint,
                media: media, audioLevel: audioLevel, salt: salt)
            loop.run(
                until: { self.stopping.load(ordering: .relaxed) },
                level: { self.loudness.withLock { $0 } },
                report: { next in
                    self.counts.withLock { $0 = next }
                })
        }
        thread.name = "native-peer"
        thread.start()
        let taken = try await client.put("\(room)/\(session)/answer", ["sdp": .string(answer.sdp)])
        guard (200..<300).contains(taken.status) else {
            throw ServiceFault.unexpected(
                "answer: \(taken.status) \(String(decoding: taken.bytes, as: UTF8.self))")
        }
    }

    /// Waits until the relay's media path is up.
    package func connected(within limit: Duration = .seconds(10)) async throws {
        let end = ContinuousClock.now.advanced(by: limit)
        while !statistics.isConnected {
            guard ContinuousClock.now < end else { throw ServiceFault.unexpected("the peer did not connect") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// From now on the sound is told to be a voice, or silence.
    package func speak(_ aloud: Bool) { loudness.withLock { $0 = aloud ? 20 : 127 } }

    package func leave() async throws {
        stopping.store(true, ordering: .relaxed)
        _ = try await client.delete("\(room)/\(session)")
    }

    /// Stops sending without a word, as a lost computer would.
    package func vanish() { stopping.store(true, ordering: .relaxed) }

    deinit { stopping.store(true, ordering: .relaxed) }
}
