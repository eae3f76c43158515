/// Puts VP8 frames together from packets in sequence order. A frame that misses a packet is dropped, and every frame
/// after it until the next keyframe, because it may lean on what is missing.
package struct VP8FrameAssembler: FrameAssembler {
    package private(set) var droppedFrames: UInt64 = 0
    private var needsKeyframe = true
    private var partial: [UInt8] = []
    private var partialTimestamp: UInt32?
    private var partialTime: Int64 = 0
    private var isPartialBroken = false
    /// A frame is far below this; more would be a sender that never marks an end.
    private static let frameLimit = 16 << 20

    package init() {}

    package mutating func take(_ packet: OrderedPacket, into frames: inout [EncodedFrame]) {
        if let frame = take(packet) { frames.append(frame) }
    }

    /// What has no mark at its end is not whole.
    package mutating func finish(into frames: inout [EncodedFrame]) { breakOff() }

    private mutating func take(_ packet: OrderedPacket) -> EncodedFrame? {
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

    private mutating func complete() -> EncodedFrame? {
        let bytes = partial
        let size = VP8Frame.size(bytes)
        guard !isPartialBroken, !bytes.isEmpty, size != nil || !needsKeyframe else {
            droppedFrames &+= 1
            if isPartialBroken { needsKeyframe = true }
            partialTimestamp = nil
            partial.removeAll(keepingCapacity: true)
            return nil
        }
        needsKeyframe = false
        partialTimestamp = nil
        partial.removeAll(keepingCapacity: true)
        return EncodedFrame(bytes: bytes, nanoseconds: partialTime, size: size)
    }
}
