/// Puts H.264 access units together in Annex B form. One that misses a packet is dropped, and every one after it until
/// the next that a decoder can begin with: an IDR picture or a recovery point, with its parameter sets in front.
///
/// A unit ends where the timestamp changes. Offline nothing is lost by waiting for that, and a sender that marks
/// every slice instead of the last one does no harm. The marker only tells whether a loss behind it can matter.
package struct H264Assembler: FrameAssembler {
    private struct AccessUnit {
        var timestamp: UInt32
        var nanoseconds: Int64
        var bytes: [UInt8] = []
        var piece: [UInt8]?
        var isMarked = false
        var isBroken = false
        var hasPicture = false
        var isEntry = false
        var carriesSets = false
        /// Packets right in front of it are missing, which may have been its own.
        var followsLoss: Bool
    }

    package private(set) var droppedFrames: UInt64 = 0
    private var sets = H264ParameterSets()
    private var pending: AccessUnit?
    private var needsEntry = true
    /// A picture is far below this; more would be a sender whose clock stands still.
    private static let frameLimit = 16 << 20

    package init() {}

    package mutating func take(_ packet: OrderedPacket, into frames: inout [EncodedFrame]) {
        let isLossy = packet.lostBefore > 0
        if isLossy, let unit = pending, !unit.isMarked || unit.timestamp == packet.fields.timestampTicks {
            pending?.isBroken = true
        }
        if let unit = pending, unit.timestamp != packet.fields.timestampTicks { complete(into: &frames) }
        if isLossy { needsEntry = true }
        let payload = packet.bytes[packet.fields.payload]
        // Padding probes carry no payload; they only use up a sequence number.
        guard !payload.isEmpty else { return }
        var unit =
            pending
            ?? AccessUnit(
                timestamp: packet.fields.timestampTicks, nanoseconds: packet.nanoseconds, followsLoss: isLossy
            )
        // Nothing is left in the old place, so that the bytes are not copied.
        pending = nil
        take(payload, of: packet, into: &unit)
        unit.isMarked = packet.fields.isMarked
        pending = unit
    }

    package mutating func finish(into frames: inout [EncodedFrame]) { complete(into: &frames) }

    private mutating func take(
        _ payload: ArraySlice<UInt8>, of packet: OrderedPacket, into unit: inout AccessUnit
    ) {
        switch H264Payload(payload) {
        case .units(let ranges):
            if unit.piece != nil { unit.isBroken = true }
            unit.piece = nil
            for range in ranges { add(packet.bytes[range], to: &unit) }
        case .piece(let piece):
            if piece.isStart == (unit.piece != nil) { unit.isBroken = true }
            var bytes = piece.isStart ? [piece.head] : unit.piece ?? []
            unit.piece = nil
            guard piece.isStart || !bytes.isEmpty else { return }
            guard bytes.count + piece.data.count <= Self.frameLimit else {
                unit.isBroken = true
                return
            }
            bytes += packet.bytes[piece.data]
            if piece.isEnd { add(bytes[...], to: &unit) } else { unit.piece = bytes }
        case nil:
            unit.isBroken = true
        }
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>, to unit: inout AccessUnit) {
        guard let first = bytes.first else { return }
        let kind = H264Unit.kind(first)
        switch kind {
        case H264Unit.sequenceParameters, H264Unit.pictureParameters:
            sets.take(bytes)
            unit.carriesSets = true
            return
        case H264Unit.delimiter: return
        case H264Unit.information where H264Unit.hasRecoveryPoint(bytes): unit.isEntry = true
        case H264Unit.immediateRefresh: unit.isEntry = true
        default: break
        }
        if H264Unit.isPicture(kind) {
            if !unit.hasPicture, unit.followsLoss, !H264Unit.isFirstSlice(bytes) { unit.isBroken = true }
            unit.hasPicture = true
        }
        guard unit.bytes.count + bytes.count <= Self.frameLimit else {
            unit.isBroken = true
            return
        }
        unit.bytes += H264Unit.startCode
        unit.bytes += bytes
    }

    private mutating func complete(into frames: inout [EncodedFrame]) {
        guard let unit = pending else { return }
        pending = nil
        let isWhole = !unit.isBroken && unit.piece == nil
        guard unit.hasPicture || !isWhole else { return }
        let front = unit.isEntry || unit.carriesSets ? sets.inFront : nil
        guard isWhole, !needsEntry || (unit.isEntry && front != nil) else {
            droppedFrames &+= 1
            if !isWhole { needsEntry = true }
            return
        }
        needsEntry = false
        frames.append(
            EncodedFrame(
                bytes: (front?.bytes ?? []) + unit.bytes, nanoseconds: unit.nanoseconds, size: front?.size))
    }
}
