/// Answer to a fixed session: where to send, and what comes in which stream.
package struct FixedSessionOpened: Codable, Hashable, Sendable {
    package struct Address: Codable, Hashable, Sendable {
        package var link: String
        package var address: String
        package var port: UInt16

        package init(link: String, address: String, port: UInt16) {
            self.link = link
            self.address = address
            self.port = port
        }
    }

    package struct Slot: Codable, Hashable, Sendable {
        package var kind: MediaKindName
        package var mid: String
        package var ssrc: UInt32
        package var repairSsrc: UInt32?
        package var payloadType: UInt8

        package init(
            kind: MediaKindName, mid: String, ssrc: UInt32, repairSsrc: UInt32?, payloadType: UInt8
        ) {
            self.kind = kind
            self.mid = mid
            self.ssrc = ssrc
            self.repairSsrc = repairSsrc
            self.payloadType = payloadType
        }
    }

    package var addresses: [Address]
    package var slots: [Slot]

    package init(addresses: [Address], slots: [Slot]) {
        self.addresses = addresses
        self.slots = slots
    }
}
