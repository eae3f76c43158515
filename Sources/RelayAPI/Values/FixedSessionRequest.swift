package import Foundation

/// A session whose addresses and SRTP keys both sides know already (RFC 4568 §6.1 for the keys).
package struct FixedSessionRequest: Codable, Hashable, Sendable {
    package struct Published: Codable, Hashable, Sendable {
        package var source: MediaSourceName
        package var codec: String
        package var payloadType: UInt8
        package var clockRate: UInt32
        package var ssrc: UInt32?
        package var repairSsrc: UInt32?
        package var repairPayloadType: UInt8?

        package init(
            source: MediaSourceName, codec: String, payloadType: UInt8, clockRate: UInt32,
            ssrc: UInt32? = nil, repairSsrc: UInt32? = nil, repairPayloadType: UInt8? = nil
        ) {
            self.source = source
            self.codec = codec
            self.payloadType = payloadType
            self.clockRate = clockRate
            self.ssrc = ssrc
            self.repairSsrc = repairSsrc
            self.repairPayloadType = repairPayloadType
        }
    }

    package struct Received: Codable, Hashable, Sendable {
        package var kind: MediaKindName
        package var codec: String
        package var payloadType: UInt8
        package var repairPayloadType: UInt8?

        package init(
            kind: MediaKindName, codec: String, payloadType: UInt8, repairPayloadType: UInt8? = nil
        ) {
            self.kind = kind
            self.codec = codec
            self.payloadType = payloadType
            self.repairPayloadType = repairPayloadType
        }
    }

    /// Numbers of RTP header extensions (RFC 8285), by purpose. Without `transportSequence` there is no congestion
    /// control.
    package struct Extensions: Codable, Hashable, Sendable {
        package var mid: UInt8?
        package var audioLevel: UInt8?
        package var transportSequence: UInt8?
        package var absoluteSendTime: UInt8?

        package init(
            mid: UInt8? = nil, audioLevel: UInt8? = nil, transportSequence: UInt8? = nil,
            absoluteSendTime: UInt8? = nil
        ) {
            self.mid = mid
            self.audioLevel = audioLevel
            self.transportSequence = transportSequence
            self.absoluteSendTime = absoluteSendTime
        }
    }

    package var participant: String
    package var session: String
    package var suite: SuiteName
    /// Master key and salt, one behind the other, that the relay protects with; base64 on the wire.
    package var sendingKey: Data
    /// The same for what the relay receives.
    package var receivingKey: Data
    /// Link name → "ip:port"; may be empty: learned from the first packet that authenticates.
    package var remotes: [String: String]
    /// Send the identical packet on every link that has a remote.
    package var duplicates: Bool
    /// Follow the newest authenticated source address.
    package var learns: Bool
    package var publishes: [Published]
    package var receives: [Received]
    package var extensions: Extensions?

    package init(
        participant: String, session: String, suite: SuiteName, sendingKey: Data, receivingKey: Data,
        remotes: [String: String], duplicates: Bool, learns: Bool, publishes: [Published],
        receives: [Received], extensions: Extensions? = nil
    ) {
        self.participant = participant
        self.session = session
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
