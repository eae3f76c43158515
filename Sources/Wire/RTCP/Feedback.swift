/// Feedback messages share a head of sender and media SSRC (RFC 4585 §6.1).
package struct FeedbackHead: Hashable, Sendable {
    package static let bytes = 12

    package enum Format: Hashable, Sendable {
        case nack, pictureLoss, fullIntra, transportWide, bitrate
        case other
    }

    package var format: Format
    package var sender: UInt32
    package var media: UInt32
    /// The feedback control information.
    package var control: Range<Int>

    package init?(_ packet: Span<UInt8>, _ part: RTCPWalker.Part) {
        guard part.range.count >= Self.bytes else { return nil }
        let start = part.range.lowerBound
        switch (part.kind, part.count) {
        case (RTCPWalker.Kind.transportFeedback, 1): format = .nack
        case (RTCPWalker.Kind.transportFeedback, 15): format = .transportWide
        case (RTCPWalker.Kind.payloadFeedback, 1): format = .pictureLoss
        case (RTCPWalker.Kind.payloadFeedback, 4): format = .fullIntra
        case (RTCPWalker.Kind.payloadFeedback, 15): format = .bitrate
        case (RTCPWalker.Kind.transportFeedback, _), (RTCPWalker.Kind.payloadFeedback, _): format = .other
        default: return nil
        }
        sender = packet.u32(start &+ 4)
        media = packet.u32(start &+ 8)
        control = start &+ Self.bytes..<part.range.upperBound
    }

    fileprivate static func write(
        kind: UInt8, format: Int, sender: UInt32, media: UInt32, bytes: Int, at offset: Int,
        into packet: inout MutableSpan<UInt8>
    ) -> Bool {
        guard offset >= 0, offset &+ bytes <= packet.count else { return false }
        RTCPWalker.writeHead(kind: kind, count: format, bytes: bytes, at: offset, into: &packet)
        packet.store(sender, at: offset &+ 4)
        packet.store(media, at: offset &+ 8)
        return true
    }
}

/// Generic NACK (RFC 4585 §6.2.1): pairs of a lost sequence number and a bit mask of the sixteen behind it.
package enum GenericNACK {
    /// The `index`-th pair.
    package static func entry(
        _ packet: Span<UInt8>, _ head: FeedbackHead, index: Int
    ) -> (first: UInt16, following: UInt16)? {
        let start = head.control.lowerBound &+ index &* 4
        guard head.format == .nack, index >= 0, start &+ 4 <= head.control.upperBound else { return nil }
        return (packet.u16(start), packet.u16(start &+ 2))
    }

    /// Packs ascending sequence numbers (in wrap order) and writes the message; gives its length.
    package static func write(
        sender: UInt32, media: UInt32, lost: [UInt16], at offset: Int, into packet: inout MutableSpan<UInt8>
    ) -> Int? {
        guard !lost.isEmpty else { return nil }
        var entries: [(UInt16, UInt16)] = []
        for sequence in lost {
            if let last = entries.last {
                let distance = sequence &- last.0
                if distance >= 1, distance <= 16 {
                    entries[entries.count - 1].1 |= 1 << (distance &- 1)
                    continue
                }
                if distance == 0 { continue }
            }
            entries.append((sequence, 0))
        }
        let length = FeedbackHead.bytes &+ entries.count &* 4
        guard
            FeedbackHead.write(
                kind: RTCPWalker.Kind.transportFeedback, format: 1, sender: sender, media: media,
                bytes: length,
                at: offset, into: &packet)
        else { return nil }
        var next = offset &+ FeedbackHead.bytes
        for (first, following) in entries {
            packet.store(first, at: next)
            packet.store(following, at: next &+ 2)
            next &+= 4
        }
        return length
    }
}

/// PLI (RFC 4585 §6.3.1) and FIR (RFC 5104 §4.3.1).
package enum KeyframeRequest {
    package static func writePictureLoss(
        sender: UInt32, media: UInt32, at offset: Int, into packet: inout MutableSpan<UInt8>
    ) -> Int? {
        let fits = FeedbackHead.write(
            kind: RTCPWalker.Kind.payloadFeedback, format: 1, sender: sender, media: media,
            bytes: FeedbackHead.bytes, at: offset, into: &packet)
        return fits ? FeedbackHead.bytes : nil
    }

    package static func writeFullIntra(
        sender: UInt32, media: UInt32, number: UInt8, at offset: Int, into packet: inout MutableSpan<UInt8>
    ) -> Int? {
        guard
            FeedbackHead.write(
                kind: RTCPWalker.Kind.payloadFeedback, format: 4, sender: sender, media: 0, bytes: 20,
                at: offset,
                into: &packet)
        else { return nil }
        packet.store(media, at: offset &+ 12)
        packet.store(UInt32(number) << 24, at: offset &+ 16)
        return 20
    }

    /// Target of the `index`-th FIR entry.
    package static func fullIntraTarget(
        _ packet: Span<UInt8>, _ head: FeedbackHead, index: Int
    ) -> (ssrc: UInt32, number: UInt8)? {
        let start = head.control.lowerBound &+ index &* 8
        guard head.format == .fullIntra, index >= 0, start &+ 8 <= head.control.upperBound else { return nil }
        return (packet.u32(start), packet[start &+ 4])
    }
}

/// Receiver estimated maximum bitrate (draft-alvestrand-rmcat-remb-03 §2.2); old but still sent by some ends.
package enum EstimatedBitrate {
    package static func bitsPerSecond(_ packet: Span<UInt8>, _ head: FeedbackHead) -> UInt64? {
        let start = head.control.lowerBound
        guard
            head.format == .bitrate, head.control.count >= 8, packet.u32(start) == 0x5245_4D42  // "REMB"
        else { return nil }
        let exponent = UInt64(packet[start &+ 5] >> 2)
        let mantissa = UInt64(packet[start &+ 5] & 0x03) << 16 | UInt64(packet.u16(start &+ 6))
        return exponent <= 45 ? mantissa << exponent : nil
    }

    package static func write(
        sender: UInt32, bitsPerSecond: UInt64, media: [UInt32], at offset: Int,
        into packet: inout MutableSpan<UInt8>
    ) -> Int? {
        let length = 20 &+ media.count &* 4
        guard
            media.count <= 255,
            FeedbackHead.write(
                kind: RTCPWalker.Kind.payloadFeedback, format: 15, sender: sender, media: 0, bytes: length,
                at: offset, into: &packet)
        else { return nil }
        var exponent: UInt8 = 0
        var mantissa = bitsPerSecond
        while mantissa > 0x3FFFF {
            mantissa >>= 1
            exponent &+= 1
        }
        packet.store(UInt32(0x5245_4D42), at: offset &+ 12)
        packet[offset &+ 16] = UInt8(truncatingIfNeeded: media.count)
        packet[offset &+ 17] = exponent << 2 | UInt8(truncatingIfNeeded: mantissa >> 16)
        packet.store(UInt16(truncatingIfNeeded: mantissa), at: offset &+ 18)
        for (index, ssrc) in media.enumerated() { packet.store(ssrc, at: offset &+ 20 &+ index &* 4) }
        return length
    }
}
