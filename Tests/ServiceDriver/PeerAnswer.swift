import Foundation
import MediaRelay
import Wire

/// What a peer needs from the relay's offer, and the answer it gives: every published line accepted, every
/// slot received.
struct PeerAnswer {
    let sdp: String
    /// Credentials of the relay's side; checks arrive signed with our own password.
    let relayFingerprint: [UInt8]
    /// Number of the audio level in header extensions, as the relay offers it (RFC 6464).
    let audioLevel: UInt8?

    static let audioSSRC: UInt32 = 0x1111_0001
    static let videoSSRC: UInt32 = 0x1111_0002

    init(offer: String, fragment: String, password: String, port: UInt16, fingerprint: [UInt8], salt: UInt32)
        throws
    {
        let description = try SessionDescription(offer)
        guard let first = description.sections.first,
            let written = description.inherited("fingerprint", in: first)?.split(separator: " ").last,
            let bytes = HexFingerprint.read(written)
        else { throw ServiceFault.unexpected("the offer has no fingerprint") }
        relayFingerprint = bytes

        let level = first.all("extmap").first { $0.hasSuffix("ssrc-audio-level") }
        audioLevel = level?.split(separator: " ").first.flatMap { UInt8($0) }
        let mids = description.sections.compactMap { $0.first("mid") }
        var lines = [
            "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0",
            "a=group:BUNDLE " + mids.joined(separator: " "),
        ]
        for (index, section) in description.sections.enumerated() {
            lines += [
                "m=\(section.kind) \(port) \(section.transport) \(section.formats.joined(separator: " "))",
                "c=IN IP4 127.0.0.1", "a=ice-ufrag:\(fragment)", "a=ice-pwd:\(password)",
                "a=fingerprint:sha-256 \(HexFingerprint.write(fingerprint))", "a=setup:active",
                "a=mid:\(section.first("mid") ?? "")", "a=rtcp-mux",
            ]
            if index == 0 { lines.append("a=candidate:1 1 udp 2130706431 127.0.0.1 \(port) typ host") }
            lines += ["rtpmap", "fmtp"].flatMap { name in section.all(name).map { "a=\(name):\($0)" } }
            switch index {
            case 0:
                if let level { lines.append("a=extmap:\(level)") }
                lines += ["a=sendonly", "a=ssrc:\(Self.audioSSRC &+ salt) cname:peer"]
            case 1: lines += ["a=sendonly", "a=ssrc:\(Self.videoSSRC &+ salt) cname:peer"]
            case 2: lines.append("a=inactive")
            default: lines.append("a=recvonly")
            }
        }
        sdp = lines.joined(separator: "\r\n") + "\r\n"
    }
}
