/// How much of a message is read before it is refused.
package enum HL7Limits {
    /// Bytes of one message; a laboratory's longest report is far below.
    package static let messageBytes = 1 << 20
    package static let segments = 5_000
    /// Fields of a segment; no segment of v2.5 has more than 50.
    package static let fields = 500
}
