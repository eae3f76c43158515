import Wire

/// Size and rate of one encoding's pictures, told without decoding any.
package struct MeasuredPicture: Hashable, Sendable {
    package let participant: UInt64
    package let source: RecordedSource
    package let layer: UInt8
    /// nil until a keyframe has told it.
    package let size: PictureSize?
    package let framesPerSecond: Double
}

/// Reads from packets on their way into a recording how large and how frequent the pictures are: the size stands in
/// the head of a VP8 keyframe (RFC 6386 §9.1) or in an H.264 sequence parameter set (ITU-T H.264 §7.3.2.1.1), and each
/// picture has a timestamp of its own (RFC 7741 §4.1, RFC 6184 §5.1).
package struct PictureMeter: Sendable {
    /// Encodings followed; a room of 32 people with three encodings and a screen each has 128.
    package static let streams = 256
    /// A rate is taken over so long, in nanoseconds.
    private static let window: UInt64 = 2_000_000_000
    /// An encoding without a picture for so long is not being sent.
    private static let silence: UInt64 = 3_000_000_000

    fileprivate enum Coding { case vp8, h264 }

    fileprivate struct Track {
        let declaration: StreamDeclaration
        let coding: Coding
        var size: PictureSize?
        var timestamp: UInt32?
        var frames: UInt64 = 0
        var windowStart: UInt64 = 0
        var lastFrameAt: UInt64 = 0
        var rate: Double?
    }

    private var tracks: [Track] = []
    /// Where the packet before was accounted: packets of one picture come together.
    private var recent = 0
    /// Payload types of pictures, one bit each, so that sound is left out at once.
    private var types: (UInt64, UInt64) = (0, 0)

    package init() {}

    package mutating func declare(_ stream: StreamDeclaration) {
        guard stream.kind == .video, stream.repairs == nil, let format = stream.formats.first,
            let coding = Self.coding(format.codec)
        else { return }
        tracks.removeAll {
            $0.declaration.participant == stream.participant && $0.declaration.ssrc == stream.ssrc
        }
        recent = 0
        guard tracks.count < Self.streams else { return }
        for format in stream.formats {
            let bit: UInt64 = 1 << UInt64(format.payloadType & 63)
            if format.payloadType < 64 { types.0 |= bit } else { types.1 |= bit }
        }
        tracks.append(Track(declaration: stream, coding: coding))
    }

    private static func coding(_ name: String) -> Coding? {
        switch name.uppercased() {
        case "VP8": .vp8
        case "H264": .h264
        default: nil
        }
    }

    /// One RTP packet as received.
    package mutating func take(_ packet: Span<UInt8>, from participant: UInt64, at arrival: UInt64) {
        guard packet.count > RTPHeader.fixedBytes else { return }
        let type = packet[1] & 0x7F
        guard (type < 64 ? types.0 : types.1) & 1 << UInt64(type & 63) != 0 else { return }
        guard let place = place(of: packet.u32(8), from: participant) else { return }
        let isNewer = tracks[place].count(packet.u32(4), at: arrival, window: Self.window)
        switch tracks[place].coding {
        case .vp8: if isNewer { tracks[place].readVP8(packet) }
        case .h264: tracks[place].readH264(packet)
        }
    }

    private mutating func place(of ssrc: UInt32, from participant: UInt64) -> Int? {
        if recent < tracks.count, tracks[recent].isOf(ssrc, participant) { return recent }
        guard let place = tracks.firstIndex(where: { $0.isOf(ssrc, participant) }) else { return nil }
        recent = place
        return place
    }

    /// The encodings that are being sent at `now`.
    package func pictures(at now: UInt64) -> [MeasuredPicture] {
        tracks.compactMap { track in
            let last = track.lastFrameAt
            guard last > 0, now < last || now &- last < Self.silence else { return nil }
            let elapsed = last &- min(track.windowStart, last)
            let young = elapsed > 0 ? Double(track.frames) * 1e9 / Double(elapsed) : 0
            return MeasuredPicture(
                participant: track.declaration.participant, source: track.declaration.source,
                layer: track.declaration.layer, size: track.size, framesPerSecond: track.rate ?? young)
        }
    }
}

extension PictureMeter.Track {
    fileprivate func isOf(_ ssrc: UInt32, _ participant: UInt64) -> Bool {
        declaration.ssrc == ssrc && declaration.participant == participant
    }

    /// True for the first packet of a picture newer than all before.
    fileprivate mutating func count(_ timestamp: UInt32, at arrival: UInt64, window: UInt64) -> Bool {
        if let known = self.timestamp {
            guard Int32(bitPattern: timestamp &- known) > 0 else { return false }
            // After a pause the rate begins anew: the pause says nothing of it.
            if arrival &- min(lastFrameAt, arrival) > window {
                windowStart = arrival
                frames = 0
            } else {
                frames &+= 1
            }
        } else {
            windowStart = arrival
        }
        self.timestamp = timestamp
        lastFrameAt = arrival
        let elapsed = arrival &- min(windowStart, arrival)
        if elapsed >= window {
            rate = Double(frames) * 1e9 / Double(elapsed)
            windowStart = arrival
            frames = 0
        }
        return true
    }

    fileprivate mutating func readVP8(_ packet: Span<UInt8>) {
        guard let header = RTPHeader(packet),
            VP8Payload(packet, payload: header.payloadRange)?.isKeyframe == true
        else { return }
        let payload = Self.bytes(packet, header.payloadRange.prefix(Self.headLimit))
        guard let descriptor = VP8Descriptor(payload[...]) else { return }
        size = VP8Frame.size(Array(payload[descriptor.data])) ?? size
    }

    fileprivate mutating func readH264(_ packet: Span<UInt8>) {
        guard let header = RTPHeader(packet), let first = header.payloadRange.first else { return }
        let kind = H264Unit.kind(packet[first])
        // Alone, or first in an aggregate (STAP-A, RFC 6184 §5.7.1).
        guard kind == H264Unit.sequenceParameters || kind == 24 else { return }
        let payload = Self.bytes(packet, header.payloadRange)
        guard case .units(let units) = H264Payload(payload[...]) else { return }
        for unit in units {
            if let found = H264ParameterSets.size(in: payload[unit]) { size = found }
        }
    }

    /// The descriptor has at most 6 bytes (RFC 7741 §4.2), the frame's head 10.
    private static var headLimit: Int { 16 }

    private static func bytes(_ packet: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        range.map { packet[$0] }
    }
}
