import MediaEngine

/// Handshake bytes waiting to be sent, given out in datagrams cut at record borders.
///
///     DTLS record: type 1 · version 2 · epoch 2 · sequence 6 · length 2 · fragment      (RFC 6347 §4.1)
struct FlightQueue {
    private static let recordHeaderBytes = 13
    /// A whole flight with certificate has about 1.5 kB; more than this waiting means nobody sends.
    static let capacity = 64 * 1024

    private var bytes: [UInt8] = []
    private var start = 0

    var isEmpty: Bool { start >= bytes.count }

    /// False when the queue is full: the flight is dropped and comes again by its timer.
    mutating func append(_ flight: some Collection<UInt8>) -> Bool {
        if isEmpty {
            bytes.removeAll(keepingCapacity: true)
            start = 0
        }
        guard bytes.count + flight.count <= Self.capacity else { return false }
        bytes.append(contentsOf: flight)
        return true
    }

    /// As many whole records as fit; a single record longer than the buffer is skipped.
    mutating func next(into buffer: inout MutableSpan<UInt8>) -> Int? {
        let room = min(buffer.count, ProtectionLimit.handshakeDatagramBytes)
        var length = 0
        while let record = recordBytes(at: start + length) {
            if length + record > room {
                if length > 0 { break }
                start += record
                continue
            }
            length += record
        }
        guard length > 0 else {
            start = bytes.count
            return nil
        }
        for position in 0..<length { buffer[position] = bytes[start + position] }
        start += length
        return length
    }

    private func recordBytes(at offset: Int) -> Int? {
        guard offset + Self.recordHeaderBytes <= bytes.count else { return nil }
        let fragment = Int(bytes[offset + 11]) << 8 | Int(bytes[offset + 12])
        let total = Self.recordHeaderBytes + fragment
        return offset + total <= bytes.count ? total : nil
    }
}
