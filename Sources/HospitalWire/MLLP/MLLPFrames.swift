/// Frames of the minimal lower layer protocol (HL7 v2.5 appendix C): VT, the message, FS CR. Fed with pieces as they
/// come; never holds more than one message's limit.
package struct MLLPFrames: Sendable {
    package static let start: UInt8 = 0x0B
    package static let end: UInt8 = 0x1C
    package static let tail: UInt8 = 0x0D

    package enum Fault: Error, Sendable, Equatable {
        /// Bytes where a frame had to begin, or no CR after the end.
        case outOfFrame
        case tooLong
    }

    private enum Place { case between, inside, ended }

    private let limit: Int
    private var place = Place.between
    private var message: [UInt8] = []

    package init(limit: Int = HL7Limits.messageBytes) { self.limit = limit }

    /// Whether a message has begun and not ended.
    package var isInside: Bool { place != .between }

    package static func framed(_ message: [UInt8]) -> [UInt8] { [start] + message + [end, tail] }

    /// Takes more bytes and returns the messages that are whole with them. After a fault the connection is of no use.
    package mutating func take(_ bytes: some Sequence<UInt8>) throws(Fault) -> [[UInt8]] {
        var whole: [[UInt8]] = []
        for byte in bytes {
            switch place {
            case .between:
                // Line ends between frames are a habit of some senders.
                if byte == Self.tail || byte == 0x0A { continue }
                guard byte == Self.start else { throw .outOfFrame }
                place = .inside
            case .inside:
                if byte == Self.end {
                    place = .ended
                } else {
                    guard message.count < limit else { throw .tooLong }
                    message.append(byte)
                }
            case .ended:
                guard byte == Self.tail else { throw .outOfFrame }
                whole.append(message)
                message = []
                place = .between
            }
        }
        return whole
    }
}
