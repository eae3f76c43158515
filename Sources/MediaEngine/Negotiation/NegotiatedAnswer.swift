package import Wire

/// What the other end agreed to, read from its SDP answer.
package struct NegotiatedAnswer: Hashable, Sendable {
    package enum Role: UInt8, Hashable, Sendable {
        /// It answered `setup:active`: it sends the ClientHello and we are the DTLS server (RFC 5763 §5).
        case peerIsClient
        case peerIsServer
    }

    /// One m-line the other end publishes on.
    package struct Published: Hashable, Sendable {
        package var source: SourceKind
        package var codec: Codec
        package var payloadType: UInt8
        package var clockRate: UInt32
        /// RFC 4588 payload type whose `apt` is `payloadType`.
        package var repairPayloadType: UInt8?
        /// From `a=ssrc`; nil when only the mid extension will tell.
        package var ssrc: UInt32?
        package var repairSSRC: UInt32?
        /// `a=mid`, as it comes in the header extension (RFC 9143 §15.1): the line's number in our offers.
        package var mid: [UInt8]
        /// Names of its simulcast encodings from the smallest to the largest (RFC 8853); empty for one encoding.
        package var rids: [UInt8] = []
        /// Sound only: it repeats packets on demand without a stream for repairs (RFC 4585 §6.2.1).
        package var answersNACK = false

        /// It sends less when a REMB message says so.
        package var obeysBitrate = false

        /// Place of a named encoding; without simulcast every packet is of the only one.
        func layer(of rid: UInt8?) -> UInt8? {
            if rids.isEmpty { return 0 }
            return rid.flatMap { rids.firstIndex(of: $0) }.map { UInt8(truncatingIfNeeded: $0) }
        }

        package init(
            source: SourceKind, codec: Codec, payloadType: UInt8, clockRate: UInt32,
            repairPayloadType: UInt8?,
            ssrc: UInt32?, repairSSRC: UInt32?, mid: [UInt8]? = nil
        ) {
            self.mid = mid ?? [UInt8(ascii: "0") &+ source.rawValue]
            self.source = source
            self.codec = codec
            self.payloadType = payloadType
            self.clockRate = clockRate
            self.repairPayloadType = repairPayloadType
            self.ssrc = ssrc
            self.repairSSRC = repairSSRC
        }
    }

    /// One m-line it receives.
    package struct Received: Hashable, Sendable {
        package var mediaLine: Int
        /// Every codec it decodes on this line; a packet takes the payload type of its own.
        package var formats: PayloadTypes
        /// `a=mid` where it is not the line's number: an offer of the other end chose it.
        package var mid: [UInt8]?

        /// Sound only: it asks for lost packets and takes the identical packet again.
        package var asksNACK = false

        package init(mediaLine: Int, formats: PayloadTypes, mid: [UInt8]? = nil) {
            self.mediaLine = mediaLine
            self.formats = formats
            self.mid = mid
        }
    }

    package var credentials: ICECredentials
    /// SHA-256 of the DTLS certificate it will show, 32 bytes.
    package var fingerprint: [UInt8]
    package var role: Role
    /// Candidates with literal addresses; names are left out and their pairs come as peer-reflexive ones.
    package var candidates: [PeerAddress]
    package var published: [Published]
    package var received: [Received]
    package var extensions: ExtensionIDs
    /// An end that names neither SSRC nor mid is known by its payload type, when only one line has it (RFC 9143 §9.2).
    package var routesByPayloadType = false
    /// False for an end that wants RTCP on a port of its own: it gets none (RFC 5761 §5.1.1).
    package var takesRTCP = true
    /// False for an end without keyframe requests (RFC 4585 §6.3.1): they are made for it now and then.
    package var asksForKeyframes = true

    package init(
        credentials: ICECredentials, fingerprint: [UInt8], role: Role, candidates: [PeerAddress],
        published: [Published], received: [Received], extensions: ExtensionIDs
    ) {
        self.credentials = credentials
        self.fingerprint = fingerprint
        self.role = role
        self.candidates = candidates
        self.published = published
        self.received = received
        self.extensions = extensions
    }

    /// What an end without ICE and DTLS agreed to.
    package static func fixed(
        published: [Published], received: [Received], extensions: ExtensionIDs = ExtensionIDs()
    ) -> NegotiatedAnswer {
        var answer = NegotiatedAnswer(
            credentials: ICECredentials(usernameFragment: "", password: ""), fingerprint: [],
            role: .peerIsClient, candidates: [], published: published, received: received,
            extensions: extensions)
        answer.routesByPayloadType = true
        return answer
    }
}

extension NegotiatedAnswer {
    /// The only line with this payload type, for an end that tells no more.
    func published(as payloadType: UInt8) -> Published? {
        guard routesByPayloadType else { return nil }
        var result: Published?
        for line in published
        where line.ssrc == nil && (line.payloadType == payloadType || line.repairPayloadType == payloadType) {
            if result != nil { return nil }
            result = line
        }
        return result
    }
}

/// Header extension ids of one leg; nil when not agreed (RFC 8285 §5).
package struct ExtensionIDs: Hashable, Sendable {
    package var mid: UInt8?
    package var transportSequence: UInt8?
    package var audioLevel: UInt8?
    package var absoluteSendTime: UInt8?
    package var streamID: UInt8?
    package var repairedStreamID: UInt8?
    package init(
        mid: UInt8? = nil, transportSequence: UInt8? = nil, audioLevel: UInt8? = nil,
        absoluteSendTime: UInt8? = nil, streamID: UInt8? = nil, repairedStreamID: UInt8? = nil
    ) {
        self.mid = mid
        self.transportSequence = transportSequence
        self.audioLevel = audioLevel
        self.absoluteSendTime = absoluteSendTime
        self.streamID = streamID
        self.repairedStreamID = repairedStreamID
    }
}
