import MediaEngine
package import MediaRelay
import Wire

extension FixedLegRequest {
    /// - Throws: when a codec is unknown or a key does not fit its suite.
    package init(_ request: FixedSessionRequest) throws(RelayProblem) {
        let profile = ProtectionProfile(request.suite)
        self.init(
            suite: profile, sendingKey: try Self.key(Array(request.sendingKey), profile, "sendingKey"),
            receivingKey: try Self.key(Array(request.receivingKey), profile, "receivingKey"),
            remotes: request.remotes, duplicates: request.duplicates, learns: request.learns,
            publishes: try request.publishes.map { published throws(RelayProblem) in
                Published(
                    source: SourceKind(published.source), codec: try Codec(named: published.codec),
                    payloadType: published.payloadType, clockRate: published.clockRate,
                    repairPayloadType: published.repairPayloadType, ssrc: published.ssrc,
                    repairSSRC: published.repairSsrc)
            },
            receives: try request.receives.map { received throws(RelayProblem) in
                Received(
                    kind: received.kind == .audio ? .audio : .video,
                    codec: try Codec(named: received.codec), payloadType: received.payloadType,
                    repairPayloadType: received.repairPayloadType)
            },
            extensions: ExtensionIDs(
                mid: request.extensions?.mid, transportSequence: request.extensions?.transportSequence,
                audioLevel: request.extensions?.audioLevel,
                absoluteSendTime: request.extensions?.absoluteSendTime))
    }

    /// Key and salt stand one behind the other, as in `a=crypto` (RFC 4568 §6.1).
    private static func key(
        _ bytes: [UInt8], _ profile: ProtectionProfile, _ what: String
    ) throws(RelayProblem) -> MasterKey {
        let length = profile.masterKeyBytes
        guard bytes.count == length + profile.masterSaltBytes,
            let key = MasterKey(
                key: Array(bytes[..<length]), salt: Array(bytes[length...]), for: profile)
        else {
            throw .malformed(
                "/\(what) must be base64 of \(length) bytes of key and \(profile.masterSaltBytes) of salt.")
        }
        return key
    }
}

extension ProtectionProfile {
    init(_ suite: SuiteName) {
        switch suite {
        case .aeadAES128GCM: self = .aeadAES128GCM
        case .aeadAES256GCM: self = .aeadAES256GCM
        case .aes128CMHMACSHA1_80: self = .aes128CMHMACSHA1_80
        }
    }
}

extension SourceKind {
    init(_ source: MediaSourceName) {
        switch source {
        case .microphone: self = .microphone
        case .camera: self = .camera
        case .screen: self = .screen
        }
    }
}

extension Codec {
    /// By the lower-case names of the engine's codecs.
    init(named name: String) throws(RelayProblem) {
        var raw: UInt8 = 0
        while let codec = Codec(rawValue: raw) {
            if "\(codec)" == name {
                self = codec
                return
            }
            raw += 1
        }
        throw .malformed("'\(name.prefix(16))' is no codec this relay forwards.")
    }
}

extension FixedSessionOpened {
    init(_ leg: FixedLeg) {
        self.init(
            addresses: leg.addresses.map {
                Address(link: $0.link, address: $0.address.literal, port: $0.address.port)
            },
            slots: leg.slots.map {
                Slot(
                    kind: $0.kind == .audio ? .audio : .video, mid: $0.mid, ssrc: $0.ssrc,
                    repairSsrc: $0.repairSSRC, payloadType: $0.payloadType)
            })
    }
}
