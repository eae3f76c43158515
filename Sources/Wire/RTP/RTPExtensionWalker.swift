/// Walks the elements of a header extension in its one-byte or two-byte form (RFC 8285 §4). Stops at the first
/// malformed element; gives offsets, so that elements can also be rewritten in place.
package struct RTPExtensionWalker: Sendable {
    package struct Element: Hashable, Sendable {
        package var id: UInt8
        package var range: Range<Int>

        package init(id: UInt8, range: Range<Int>) {
            self.id = id
            self.range = range
        }
    }

    package static let oneByteProfile: UInt16 = 0xBEDE
    private enum Form { case none, oneByte, twoByte }

    private let form: Form
    private var offset: Int
    private let end: Int

    package init(_ header: RTPHeader) {
        offset = header.extensionRange.lowerBound
        end = header.extensionRange.upperBound
        switch header.extensionProfile {
        case .some(Self.oneByteProfile): form = .oneByte
        case .some(let profile) where profile & 0xFFF0 == 0x1000: form = .twoByte
        default: form = .none
        }
    }

    /// The next element, or nil at the end. `packet` is the packet the header was read from.
    package mutating func next(in packet: Span<UInt8>) -> Element? {
        guard form != .none, end <= packet.count else { return nil }
        while offset < end {
            let head = packet[offset]
            if head == 0 {  // padding
                offset &+= 1
                continue
            }
            let id: UInt8
            let start: Int
            let length: Int
            if form == .oneByte {
                id = head >> 4
                // 15 is reserved: processing stops (RFC 8285 §4.2). A zero id with a length is malformed.
                guard id != 0, id != 15 else { return nil }
                length = Int(head & 0x0F) &+ 1
                start = offset &+ 1
            } else {
                guard offset &+ 1 < end else { return nil }
                id = head
                length = Int(packet[offset &+ 1])
                start = offset &+ 2
            }
            guard start &+ length <= end else {
                offset = end
                return nil
            }
            offset = start &+ length
            return Element(id: id, range: start..<start &+ length)
        }
        return nil
    }
}
