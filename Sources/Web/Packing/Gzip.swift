import CZlib

/// Packs bytes as one gzip member (RFC 1952) with zlib.
package enum Gzip {
    /// zlib's own default: beyond it, time grows faster than the ratio.
    private static let level: Int32 = 6
    /// 2^15 bytes of window, the most there is; 16 more asks for the gzip wrapper (zlib.h, `deflateInit2`).
    private static let windowBits: Int32 = 15 + 16
    private static let memoryLevel: Int32 = 8

    /// Equal input gives equal output: zlib writes no name and no time stamp. `nil` when memory runs out or the
    /// input is longer than zlib can count in one go.
    package static func pack(_ bytes: [UInt8]) -> [UInt8]? {
        guard let length = UInt32(exactly: bytes.count) else { return nil }
        var stream = z_stream()
        guard
            deflateInit2_(
                &stream, level, Z_DEFLATED, windowBits, memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        let bound = Int(deflateBound(&stream, uLong(length)))
        guard let room = UInt32(exactly: bound) else { return nil }
        var isWhole = false
        var input = bytes
        let packed = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            input.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = length
                stream.next_out = output.baseAddress
                stream.avail_out = room
                isWhole = deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
            count = bound - Int(stream.avail_out)
        }
        return isWhole ? packed : nil
    }
}
