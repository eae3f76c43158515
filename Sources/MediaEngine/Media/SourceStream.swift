import Wire

/// One published stream: an encoding of a participant's microphone, camera or screen. Owned by its leg; listeners'
/// slots point at it.
final class SourceStream {
    let session: SessionID
    let participant: ParticipantID
    let kind: SourceKind
    let codec: Codec
    let ssrc: UInt32
    let payloadType: UInt8
    let clockRate: UInt32
    /// It holds its encodings too, until they are retired or the leg ends.
    let publication: Publication
    /// Place among the encodings of its publication, 0 the smallest.
    let layer: UInt8

    var unwrapper = CounterUnwrapper.sequence()
    var window: ReceiveWindow
    /// On a leg that duplicates: how much later the second copies come.
    var copies: CopyClock?
    var missing = MissingPackets()
    var reception: ReceptionStatistics
    var cache: PacketCache?
    /// The publisher answers NACKs.
    let isRepaired: Bool
    /// Came over a trunk: its participant is at another node.
    let isRemote: Bool
    var speech = SpeechDetector()
    var meter = RateMeter()
    /// Sends now: it has slots on the listeners.
    var isActive = false
    var lastPacketAt: MonotonicInstant
    /// Where a listener's slot for it was found last.
    var likelySlot = 0
    var lastReport: (report: SenderReport, at: MonotonicInstant)?

    var lastKeyframeAt: MonotonicInstant?
    private var keyframes = KeyframeBudget()

    init(
        _ publication: Publication, published: NegotiatedAnswer.Published, layer: UInt8, ssrc: UInt32,
        hasCopies: Bool = false, isRemote: Bool = false, at now: MonotonicInstant
    ) {
        self.publication = publication
        self.layer = layer
        session = publication.session
        participant = publication.participant
        kind = published.source
        codec = published.codec
        self.ssrc = ssrc
        payloadType = published.payloadType
        clockRate = published.clockRate
        reception = ReceptionStatistics(clockRate: published.clockRate)
        window = ReceiveWindow(span: hasCopies ? ReceiveWindow.wideSpan : ReceiveWindow.usualSpan)
        copies = hasCopies ? CopyClock() : nil
        self.isRemote = isRemote
        isRepaired =
            published.source.media == .video || published.repairPayloadType != nil || published.answersNACK
        lastPacketAt = now
    }

    var description: TrackDescription {
        TrackDescription(
            participant: participant, ssrc: ssrc, source: kind, codec: codec, payloadType: payloadType,
            clockRate: clockRate, layer: layer)
    }

    var numbers: LegStatistics.Source {
        .init(
            kind: kind, layer: layer, isActive: isActive, received: reception.received,
            lost: UInt64(max(0, reception.lost)), jitter: reception.arrivalJitter)
    }

    /// A listener may ask for its packets again, or gets them later than they came.
    func keepPackets() {
        guard cache == nil else { return }
        cache =
            kind.media == .video
            ? PacketCache()
            : PacketCache(packets: PacketCache.audioPackets, bytes: PacketCache.audioBytes)
    }

    /// How long it may be silent before its slots go to others: a screen share ends without a word.
    func silenceLimit(at now: MonotonicInstant) -> Duration {
        // One encoding of several was stopped by the publisher when the others go on.
        let others = publication.encodings.contains {
            $0 !== self && $0.isActive && now.since($0.lastPacketAt) < EngineTimes.encodingSilence / 2
        }
        if others { return EngineTimes.encodingSilence }
        return kind == .screen ? EngineTimes.screenSilence : EngineTimes.sourceSilence
    }

    /// Someone needs a keyframe.
    func wantKeyframe() { if kind.media == .video { keyframes.want() } }
    func keyframeArrived() { keyframes.arrived() }

    var needsKeyframe: Bool { keyframes.isWanted }

    /// True when a request should go to the publisher now.
    func takeKeyframeRequest(at now: MonotonicInstant) -> Bool { isActive && keyframes.take(at: now) }
}
