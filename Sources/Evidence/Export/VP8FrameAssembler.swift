/// Puts VP8 frames together from packets in sequence order. A frame that misses a packet is dropped, and every frame
/// after it until the next keyframe, because it may lean on what is missing.
struct VP8FrameAssembler {
    struct Frame: Equatable {
        var bytes: [UInt8]
        var nanoseconds: Int64
    }

    private(set) var droppedFrames: UInt64 = 0
    private var needsKeyframe = true
    private var partial: [UInt8] = []
    private var partialTimestamp: UInt32?
    private var partialTime: Int64 = 0
    private var isPartialBroken = false
    /// A frame is far below this; more would be a sender that never marks an end.
    private static let frameLimit = 16 << 20

    /// Takes the next packet; returns a frame when this packet ends one.
    mutating func take(_ packet: OrderedPacket) -> Frame? {
        if packet.lostBefore > 0 { breakOff() }
        let payload = packet.bytes[packet.fields.payload]
        // Padding probes carry no payload; they only use up a sequence number.
        guard !payload.isEmpty else { return nil }
        guard let descriptor = VP8Descriptor(payload) else {
            breakOff()
            return nil
        }
        if partialTimestamp != packet.fields.timestampTicks {
            if partialTimestamp != nil { breakOff() }
            partialTimestamp = packet.fields.timestampTicks
            partialTime = packet.nanoseconds
            isPartialBroken = !descriptor.isFrameStart
        }
        if partial.count + descriptor.data.count > Self.frameLimit { isPartialBroken = true }
        if !isPartialBroken { partial += packet.bytes[descriptor.data] }
        return packet.fields.isMarked ? complete() : nil
    }

    /// What is being put together is lost, and with it all that leans on it.
    private mutating func breakOff() {
        if partialTimestamp != nil { droppedFrames &+= 1 }
        partialTimestamp = nil
        partial.removeAll(keepingCapacity: true)
        isPartialBroken = false
        needsKeyframe = true
    }

    private mutating func complete() -> Frame? {
        let bytes = partial
        let isKeyframe = VP8Frame.isKeyframe(bytes)
        guard !isPartialBroken, !bytes.isEmpty, isKeyframe || !needsKeyframe else {
            droppedFrames &+= 1
            if isPartialBroken { needsKeyframe = true }
            partialTimestamp = nil
            partial.removeAll(keepingCapacity: true)
            return nil
        }
        needsKeyframe = false
        partialTimestamp = nil
        partial.removeAll(keepingCapacity: true)
        return Frame(bytes: bytes, nanoseconds: partialTime)
    }
}
