/// Writes packets of one Opus stream into an Ogg file (RFC 3533, RFC 7845). Pre-skip is zero: the stream is cut out of
/// a running call, so sample 0 of the file is the first moment of the participant's presence.
struct OggOpusWriter {
    private let output: OutputFile
    private let serial: UInt32
    private var sequence: UInt32 = 0
    private(set) var samples: Int64 = 0
    private var lacing: [UInt8] = []
    private var content: [UInt8] = []
    private var pageStartSamples: Int64 = 0

    init(file: String, channels: UInt8, serial: UInt32) throws(EvidenceError) {
        output = try OutputFile(file)
        self.serial = serial
        var head = Array("OpusHead".utf8) + [1, channels]
        head.appendLittleEndian(UInt16(0))
        head.appendLittleEndian(UInt32(48_000))
        head += [0, 0, 0]
        var tags = Array("OpusTags".utf8)
        let vendor = Array("huizhen evidence".utf8)
        tags.appendLittleEndian(UInt32(vendor.count))
        tags += vendor
        tags.appendLittleEndian(UInt32(0))
        add(head)
        try writePage(flags: 2)
        add(tags)
        try writePage(flags: 0)
    }

    mutating func append(_ packet: ArraySlice<UInt8>, samples duration: Int64) throws(EvidenceError) {
        // 255 lacing values a page (RFC 3533 §6); a page a second keeps seeking quick.
        if lacing.count + packet.count / 255 + 1 > 255 || samples - pageStartSamples >= 48_000 {
            try writePage(flags: 0)
        }
        add(packet)
        samples += duration
    }

    mutating func finish() throws(EvidenceError) { try writePage(flags: 4) }

    private mutating func add(_ packet: some Collection<UInt8>) {
        lacing += [UInt8](repeating: 255, count: packet.count / 255)
        lacing.append(UInt8(packet.count % 255))
        content += packet
    }

    private mutating func writePage(flags: UInt8) throws(EvidenceError) {
        var page = Array("OggS".utf8) + [0, flags]
        page.appendLittleEndian(UInt64(bitPattern: samples))
        page.appendLittleEndian(serial)
        page.appendLittleEndian(sequence)
        page.appendLittleEndian(UInt32(0))
        page.append(UInt8(lacing.count))
        page += lacing
        page += content
        let checksum = OggChecksum.of(page)
        for index in 0..<4 { page[22 + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index)) }
        try output.write(page)
        sequence &+= 1
        lacing.removeAll(keepingCapacity: true)
        content.removeAll(keepingCapacity: true)
        pageStartSamples = samples
    }
}

/// CRC-32 with polynomial 0x04C11DB7, not reflected, start 0 (RFC 3533 §6).
enum OggChecksum {
    private static let table: [UInt32] = (0..<256 as Range<UInt32>).map { byte in
        (0..<8).reduce(byte << 24) { value, _ in
            value & 0x8000_0000 != 0 ? value << 1 ^ 0x04C1_1DB7 : value << 1
        }
    }

    static func of(_ bytes: [UInt8]) -> UInt32 {
        bytes.reduce(0) { $0 << 8 ^ table[Int(UInt8(truncatingIfNeeded: $0 >> 24) ^ $1)] }
    }
}

extension Array where Element == UInt8 {
    mutating func appendLittleEndian<Value: FixedWidthInteger>(_ value: Value) {
        for shift in stride(from: 0, to: Value.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: value >> Value(truncatingIfNeeded: shift)))
        }
    }
}
