/// A voice on its way into a file, at its time and with silence where nothing came.
protocol VoiceTrack: AnyObject {
    func take(_ packet: OrderedPacket) throws(EvidenceError)
    func finish() throws(EvidenceError)
    var packets: UInt64 { get }
    /// Packets that could not be placed.
    var dropped: UInt64 { get }
    var filledMilliseconds: Int64 { get }
}
