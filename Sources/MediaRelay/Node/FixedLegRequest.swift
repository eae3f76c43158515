package import MediaEngine
package import Wire

/// What the control side says about an end without ICE and DTLS: its keys, its addresses and its streams.
package struct FixedLegRequest: Hashable, Sendable {
    /// A stream the end sends.
    package typealias Published = NegotiatedAnswer.Published

    /// A stream the end wants to receive; it gets one slot.
    package struct Received: Hashable, Sendable {
        package var kind: MediaKind
        package var codec: Codec
        package var payloadType: UInt8
        /// RFC 4588 payload type; nil for an end that never asks again.
        package var repairPayloadType: UInt8?

        package init(kind: MediaKind, codec: Codec, payloadType: UInt8, repairPayloadType: UInt8? = nil) {
            self.kind = kind
            self.codec = codec
            self.payloadType = payloadType
            self.repairPayloadType = repairPayloadType
        }
    }

    package var suite: ProtectionProfile
    /// The relay sends with it.
    package var sendingKey: MasterKey
    package var receivingKey: MasterKey
    /// Link name → address and port as text: `192.0.2.1:5000`, `[2001:db8::1]:5000`.
    package var remotes: [String: String]
    /// The identical packet on every link that has a remote.
    package var duplicates: Bool
    /// Whether the newest authenticated source address becomes the remote.
    package var learns: Bool
    package var publishes: [Published]
    package var receives: [Received]
    package var extensions: ExtensionIDs

    package init(
        suite: ProtectionProfile, sendingKey: MasterKey, receivingKey: MasterKey,
        remotes: [String: String] = [:], duplicates: Bool = false, learns: Bool = false,
        publishes: [Published], receives: [Received], extensions: ExtensionIDs = ExtensionIDs()
    ) {
        self.suite = suite
        self.sendingKey = sendingKey
        self.receivingKey = receivingKey
        self.remotes = remotes
        self.duplicates = duplicates
        self.learns = learns
        self.publishes = publishes
        self.receives = receives
        self.extensions = extensions
    }
}

/// What the end must know in return.
package struct FixedLeg: Hashable, Sendable {
    package struct Address: Hashable, Sendable {
        package var link: String
        package var address: PeerAddress
    }

    package struct Slot: Hashable, Sendable {
        package var kind: MediaKind
        package var mid: String
        package var ssrc: UInt32
        /// nil where nothing is retransmitted.
        package var repairSSRC: UInt32?
        package var payloadType: UInt8
    }

    /// Where the end sends to, one per link.
    package var addresses: [Address]
    /// In the order of `receives`.
    package var slots: [Slot]
}

extension FixedLegRequest {
    /// What no leg may have, whatever room and links it is for.
    package func check() throws(RelayNodeError) {
        for key in [sendingKey, receivingKey]
        where MasterKey(key: key.key, salt: key.salt, for: suite) == nil {
            throw .badRequest(reason: "keys that do not fit the suite")
        }
        // One key both ways would use each SRTP initialisation vector twice where SSRCs meet (RFC 3711 §9.1).
        guard sendingKey != receivingKey else {
            throw .badRequest(reason: "the same key in both directions")
        }
        let types =
            publishes.flatMap { [$0.payloadType, $0.repairPayloadType ?? $0.payloadType] }
            + receives.flatMap { [$0.payloadType, $0.repairPayloadType ?? $0.payloadType] }
        guard types.allSatisfy({ $0 < 128 && !(64...95).contains($0) }) else {
            throw .badRequest(reason: "a payload type that is none, or looks like RTCP (RFC 5761 §4)")
        }
        guard remotes.isEmpty == false || learns else {
            throw .badRequest(reason: "neither a remote address nor leave to learn one")
        }
    }
}
