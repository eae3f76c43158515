import Foundation
import MediaRelay
import RelayAPI
import Wire

/// The bodies of the relay's control API and of an edge's line, and what is checked behind the JSON. The first byte
/// chooses: the text as it is, or a request whose values are drawn from the bytes, so that the checks behind a whole
/// body are reached.
enum ControlFuzz {
    static func body(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return true }
        let rest = Array(bytes.dropFirst())
        if first == UInt8(ascii: "{") || first & 1 == 0 {
            return text(Data(first == UInt8(ascii: "{") ? bytes : rest))
        }
        var draw = ByteDraw(rest)
        let request = draw.fixedRequest()
        guard let data = try? JSONEncoder().encode(SessionRequest.fixed(request)) else { return false }
        guard (try? ControlJSON.decode(SessionRequest.self, from: data)) == .fixed(request) else {
            return false
        }
        return use(.fixed(request)) && text(data)
    }

    private static func text(_ data: Data) -> Bool {
        if let request = read(SessionRequest.self, data) {
            guard let again = try? JSONEncoder().encode(request), read(SessionRequest.self, again) == request
            else { return false }
            guard use(request) else { return false }
        }
        if let trunk = read(TrunkRequest.self, data) { for text in trunk.remotes.values { address(text) } }
        _ = read(RoomOpening.self, data)
        _ = read(DrainRequest.self, data)
        _ = read(PinRequest.self, data)
        _ = read(SessionAnswer.self, data)
        _ = read(EdgeCommand.self, data)
        guard let report = read(EdgeReport.self, data) else { return true }
        guard let again = try? JSONEncoder().encode(report) else { return false }
        return read(EdgeReport.self, again) == report
    }

    /// The checks of a request with given keys; one that passes must be what was asked for.
    private static func use(_ request: SessionRequest) -> Bool {
        guard case .fixed(let fixed) = request else { return true }
        for text in fixed.remotes.values { address(text) }
        guard let leg = try? FixedLegRequest(fixed) else { return true }
        guard (try? leg.check()) != nil else { return true }
        return leg.publishes.count == fixed.publishes.count && leg.receives.count == fixed.receives.count
            && leg.sendingKey != leg.receivingKey
            && Array(fixed.sendingKey) == leg.sendingKey.key + leg.sendingKey.salt
    }

    private static func address(_ text: String) { _ = PeerAddress(endpoint: text) }

    private static func read<Value: Decodable>(_ type: Value.Type, _ data: Data) -> Value? {
        try? ControlJSON.decode(type, from: data)
    }
}

/// Draws values from bytes; nothing but zeros behind their end.
private struct ByteDraw {
    private let bytes: [UInt8]
    private var at = 0
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func byte() -> UInt8 {
        defer { at += 1 }
        return at < bytes.count ? bytes[at] : 0
    }

    mutating func choose<Value>(_ values: [Value]) -> Value { values[Int(byte()) % values.count] }

    mutating func take(_ count: Int) -> [UInt8] { (0..<count).map { _ in byte() } }

    mutating func text() -> String { String(decoding: take(Int(byte() % 24)), as: UTF8.self) }

    mutating func fixedRequest() -> FixedSessionRequest {
        let suite = choose([SuiteName.aeadAES128GCM, .aeadAES256GCM, .aes128CMHMACSHA1_80])
        // Now and then a key of the wrong length.
        let length = choose([0, 0, 0, 0, 0, 0, 0, 1])
        let whole = [SuiteName.aeadAES128GCM: 28, .aeadAES256GCM: 44, .aes128CMHMACSHA1_80: 30][suite] ?? 28
        let codecs = ["opus", "vp8", "h264", "pcmu", "pcma", text()]
        var remotes: [String: String] = [:]
        for _ in 0..<(byte() % 3) {
            let host = choose(["127.0.0.1", "[::1]", "[2001:db8::7]", text()])
            remotes[choose(["one", "two", text()])] = host + ":" + choose(["9", "65535", "65536", text()])
        }
        return FixedSessionRequest(
            participant: text(), session: text(), suite: suite,
            sendingKey: Data(take(whole + length)), receivingKey: Data(take(whole)), remotes: remotes,
            duplicates: byte() & 1 == 1, learns: byte() & 1 == 1,
            publishes: (0..<(byte() % 4)).map { _ in
                .init(
                    source: choose([.microphone, .camera, .screen]), codec: choose(codecs),
                    payloadType: byte(), clockRate: choose([8_000, 48_000, 90_000, 0]),
                    ssrc: choose([nil, 1, UInt32(byte())]), repairSsrc: choose([nil, 2]),
                    repairPayloadType: choose([nil, byte()]))
            },
            receives: (0..<(byte() % 30)).map { _ in
                .init(
                    kind: choose([.audio, .video]), codec: choose(codecs), payloadType: byte(),
                    repairPayloadType: choose([nil, byte()]))
            },
            extensions: choose([
                nil, .init(mid: byte(), audioLevel: byte(), transportSequence: byte(), absoluteSendTime: nil),
            ]))
    }
}
