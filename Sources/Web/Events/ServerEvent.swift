import NIOCore

/// One server-sent event, already written as bytes so that fan-out costs one copy of a reference each.
struct ServerEvent: Sendable {
    let bytes: ByteBuffer

    /// `data` is one line of JSON; a line feed inside would end the field (WHATWG HTML §9.2.6).
    init(_ name: String, data: String, id: UInt64) {
        var buffer = ByteBuffer()
        buffer.writeString("id: \(id)\nevent: \(name)\n")
        for line in data.split(separator: "\n", omittingEmptySubsequences: false) {
            buffer.writeString("data: \(line)\n")
        }
        buffer.writeString("\n")
        bytes = buffer
    }

    private init(bytes: ByteBuffer) {
        self.bytes = bytes
    }

    /// Tells the browser how long to wait before it connects again.
    static let hello = ServerEvent(bytes: ByteBuffer(string: "retry: 2000\n\nevent: ping\ndata: {}\n\n"))
    static let heartbeat = ServerEvent(bytes: ByteBuffer(string: "event: ping\ndata: {}\n\n"))
}
