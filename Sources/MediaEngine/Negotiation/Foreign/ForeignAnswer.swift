package import Wire

/// What we say in return to a foreign offer.
package struct ForeignAnswer: Hashable, Sendable {
    /// Our side of ICE and DTLS.
    package struct Transport: Hashable, Sendable {
        package var credentials: ICECredentials
        /// SHA-256 of our DTLS certificate, 32 bytes.
        package var fingerprint: [UInt8]
        package var candidates: [PeerAddress]

        package init(credentials: ICECredentials, fingerprint: [UInt8], candidates: [PeerAddress]) {
            self.credentials = credentials
            self.fingerprint = fingerprint
            self.candidates = candidates
        }
    }

    /// Our side of one line with given keys: where we receive, and the key we send with.
    package struct Keys: Hashable, Sendable {
        package var address: PeerAddress
        package var crypto: SDPCrypto

        package init(address: PeerAddress, crypto: SDPCrypto) {
            self.address = address
            self.crypto = crypto
        }
    }

    /// `o=` session id: decimal, below 2^63 (RFC 8866 §5.2).
    package var identifier: UInt64
    /// nil for an end with given keys.
    package var transport: Transport?
    /// By the number of the line.
    package var keys: [Int: Keys]
    /// By the number of the line: what we send on it.
    package var slots: [Int: SlotPlan.Slot]
    package var canonicalName: String

    package init(
        identifier: UInt64, transport: Transport?, keys: [Int: Keys] = [:], slots: [Int: SlotPlan.Slot],
        canonicalName: String
    ) {
        self.identifier = identifier
        self.transport = transport
        self.keys = keys
        self.slots = slots
        self.canonicalName = canonicalName
    }
}

extension ForeignOffer {
    /// The offer as the engine takes it: it makes no difference there who offered.
    package func negotiated(lines chosen: [Int]? = nil, slots: [Int: SlotPlan.Slot]) -> NegotiatedAnswer {
        var published: [NegotiatedAnswer.Published] = []
        var received: [NegotiatedAnswer.Received] = []
        for index in chosen ?? Array(lines.indices) {
            guard let use = lines[index].use else { continue }
            if let publishes = use.published { published.append(publishes) }
            if use.receives, let slot = slots[index] {
                received.append(
                    .init(
                        mediaLine: slot.mediaLine, formats: use.payloadTypes,
                        mid: lines[index].mid.map { Array($0.utf8) }))
            }
        }
        guard let peer else {
            var answer = NegotiatedAnswer.fixed(
                published: published, received: received, extensions: extensions)
            // RTP/SAVP has no feedback at all, and programs that offer SAVPF seldom send any.
            answer.asksForKeyframes = false
            answer.takesRTCP = (chosen ?? []).allSatisfy { lines[$0].use?.keys?.muxesRTCP ?? true }
            return answer
        }
        var answer = NegotiatedAnswer(
            credentials: peer.credentials, fingerprint: peer.fingerprint, role: peer.role,
            candidates: peer.candidates, published: published, received: received, extensions: extensions)
        answer.routesByPayloadType = true
        answer.asksForKeyframes = lines.allSatisfy { $0.use?.asksForKeyframes ?? true }
        return answer
    }
}
