package import Wire

/// Everything the offer of one leg states.
package struct SessionOffer: Hashable, Sendable {
    /// One of our addresses; `priority` orders providers for a browser that asks us to choose (RFC 8445 §5.1.2).
    package struct Candidate: Hashable, Sendable {
        package var link: LinkID
        package var address: PeerAddress
        package init(link: LinkID, address: PeerAddress) {
            self.link = link
            self.address = address
        }
    }

    /// `o=` session id: decimal, below 2^63 (RFC 8866 §5.2).
    package var identifier: UInt64
    /// `o=` session version: rises by one with each offer of the session (RFC 3264 §8).
    package var version: UInt64 = 1
    package var credentials: ICECredentials
    /// SHA-256 of our DTLS certificate, 32 bytes.
    package var fingerprint: [UInt8]
    package var candidates: [Candidate]
    package var plan: SlotPlan

    package init(
        identifier: UInt64, credentials: ICECredentials, fingerprint: [UInt8], candidates: [Candidate],
        plan: SlotPlan
    ) {
        self.identifier = identifier
        self.credentials = credentials
        self.fingerprint = fingerprint
        self.candidates = candidates
        self.plan = plan
    }
}
