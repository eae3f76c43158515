import Wire

/// One published stream: a participant's microphone, camera or screen. Owned by its leg; listeners' slots point at it.
final class SourceStream {
    let session: SessionID
    let participant: ParticipantID
    let kind: SourceKind
    let codec: Codec
    let ssrc: UInt32
    let payloadType: UInt8
    let clockRate: UInt32

    var unwrapper = CounterUnwrapper.sequence()
    var window: ReceiveWindow
    /// On a leg that duplicates: how much later the second copies come.
    var copies: CopyClock?
    var missing = MissingPackets()
    var reception: ReceptionStatistics
    var cache: PacketCache?
    /// The publisher answers NACKs.
    let isRepaired: Bool
    var speech = SpeechDetector()
    /// Sends now: it has slots on the listeners.
    var isActive = false
    var lastPacketAt: MonotonicInstant
    var lastReport: (report: SenderReport, at: MonotonicInstant)?

    private var keyframeWanted = false
    private var keyframeAskedAt: MonotonicInstant?

    init(
        session: SessionID, participant: ParticipantID, published: NegotiatedAnswer.Published, ssrc: UInt32,
        hasCopies: Bool = false, at now: MonotonicInstant
    ) {
        self.session = session
        self.participant = participant
        kind = published.source
        codec = published.codec
        self.ssrc = ssrc
        payloadType = published.payloadType
        clockRate = published.clockRate
        reception = ReceptionStatistics(clockRate: published.clockRate)
        window = ReceiveWindow(span: hasCopies ? ReceiveWindow.wideSpan : ReceiveWindow.usualSpan)
        copies = hasCopies ? CopyClock() : nil
        isRepaired = published.source.media == .video || published.repairPayloadType != nil
        cache = published.source.media == .video ? PacketCache() : nil
        lastPacketAt = now
    }

    var description: TrackDescription {
        TrackDescription(
            participant: participant, ssrc: ssrc, source: kind, codec: codec, payloadType: payloadType,
            clockRate: clockRate)
    }

    /// A listener may ask for its packets again.
    func keepPackets() {
        if cache == nil {
            cache = PacketCache(packets: PacketCache.audioPackets, bytes: PacketCache.audioBytes)
        }
    }

    /// How long it may be silent before its slots go to others: a screen share ends without a word.
    var silenceLimit: Duration { kind == .screen ? EngineTimes.screenSilence : EngineTimes.sourceSilence }

    /// Someone needs a keyframe. Requests within `keyframeSpacing` are one request.
    func wantKeyframe() { if kind.media == .video { keyframeWanted = true } }
    func keyframeArrived() { keyframeWanted = false }

    /// True when a request should go to the publisher now; repeated until a keyframe comes.
    func takeKeyframeRequest(at now: MonotonicInstant) -> Bool {
        guard keyframeWanted, isActive else { return false }
        if let keyframeAskedAt, now.since(keyframeAskedAt) < EngineTimes.keyframeSpacing { return false }
        keyframeAskedAt = now
        return true
    }
}
