/// Where the engine puts a copy of every authenticated RTP and RTCP packet of a room, decrypted, as received.
/// Called on the worker's thread on the packet path: bounded, no wait, no allocation.
package protocol RecordingTap: AnyObject {
    /// Returns false when the copy could not be taken; the tap itself has counted the gap.
    @discardableResult
    func capture(
        _ packet: Span<UInt8>, kind: CapturedKind, from participant: ParticipantID, on link: LinkID,
        at arrival: MonotonicInstant
    ) -> Bool
}

package enum CapturedKind: UInt8, Hashable, Sendable { case rtp = 0, rtcp = 1 }

/// A participant of a room, given by the control side, stable over re-joins; unique per node.
package struct ParticipantID: Hashable, Sendable {
    package var value: UInt64
    package init(value: UInt64) { self.value = value }
}

/// A local network link, that is one socket set bound to one provider's address.
package struct LinkID: Hashable, Sendable {
    package var value: UInt8
    package init(value: UInt8) { self.value = value }
}
