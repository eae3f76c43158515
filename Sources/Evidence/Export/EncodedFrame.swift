/// One whole picture as a decoder takes it.
package struct EncodedFrame: Equatable {
    package var bytes: [UInt8]
    package var nanoseconds: Int64
    /// Where the picture tells it: in VP8 a keyframe, in H.264 one that parameter sets stand before.
    package var size: PictureSize?
}

package struct PictureSize: Hashable, Sendable {
    package var width: UInt16
    package var height: UInt16
}

/// Puts pictures together from packets in sequence order, and leaves out those that lean on what is missing.
package protocol FrameAssembler {
    mutating func take(_ packet: OrderedPacket, into frames: inout [EncodedFrame])
    /// No packet comes any more.
    mutating func finish(into frames: inout [EncodedFrame])
    var droppedFrames: UInt64 { get }
}
