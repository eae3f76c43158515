/// What one participant publishes on one line: a microphone, a camera or a screen, in one encoding or in several of
/// different size (simulcast, RFC 8853). Listeners' slots show publications; the encoding follows their path.
final class Publication {
    let session: SessionID
    let participant: ParticipantID
    let kind: SourceKind
    let codec: Codec
    /// From the smallest to the largest; those that are on the way.
    private(set) var encodings: [SourceStream] = []
    /// Its publisher sends less when told to.
    let obeysBitrate: Bool
    /// Some encoding is being sent: it has slots on the listeners.
    var isActive = false
    private var keepsPackets = false

    init(
        session: SessionID, participant: ParticipantID, kind: SourceKind, codec: Codec,
        obeysBitrate: Bool = false
    ) {
        self.obeysBitrate = obeysBitrate
        self.session = session
        self.participant = participant
        self.kind = kind
        self.codec = codec
    }

    /// A listener may ask for packets again, or gets them paced: its encodings keep them, also those to come.
    func keepPackets() {
        keepsPackets = true
        for stream in encodings { stream.keepPackets() }
    }

    func add(_ stream: SourceStream) {
        if keepsPackets { stream.keepPackets() }
        let place = encodings.firstIndex { $0.layer > stream.layer } ?? encodings.count
        encodings.insert(stream, at: place)
    }

    func remove(_ stream: SourceStream) { encodings.removeAll { $0 === stream } }

    /// An encoding that is being sent; nil for none.
    func encoding(_ layer: Int) -> SourceStream? {
        encodings.first { Int($0.layer) == layer && $0.isActive }
    }

    /// What a listener with room for everything gets.
    var largest: SourceStream? { encodings.last { $0.isActive } }
    var smallest: SourceStream? { encodings.first { $0.isActive } }
}
