import ConsultationCore
import Orchestration
import RelayAPI

/// The relay's words in those of the consultation stack. The two stacks do not know each other.
extension RecordingSeal {
    init(_ seal: SegmentSeal) {
        self.init(
            recording: .init(seal.recording), segment: seal.segment, rootHash: seal.rootHash,
            streams: seal.streams.map {
                .init(
                    participant: .init($0.participant), source: MediaSource($0.source), packets: $0.packets)
            },
            bytes: seal.bytes, lostPackets: seal.lostPackets)
    }
}

extension MediaSource {
    init(_ source: MediaSourceName) {
        switch source {
        case .microphone: self = .microphone
        case .camera: self = .camera
        case .screen: self = .screen
        }
    }
}

extension ForeignSessionRequest.Role {
    init(_ role: DeviceRole) {
        switch role {
        case .publish: self = .publish
        case .watch: self = .watch
        }
    }
}

extension MediaSlot {
    init(_ slot: SlotValue) {
        self.init(
            mid: slot.mid, kind: slot.kind == .audio ? .audio : .video,
            participant: slot.participant.map { .init($0) }, source: slot.source.map { .init($0) },
            isPaused: slot.paused ?? false)
    }
}

extension RelayEvent {
    /// nil for what concerns the node alone, or lacks what its kind needs.
    init?(_ event: NodeEvent) {
        let session = event.session.map { SessionName($0) }
        switch (event.kind, session) {
        case (.connected, let session?): self = .connected(session, link: nil)
        case (.disconnected, let session?): self = .disconnected(session)
        case (.slotsChanged, let session?):
            self = .slotsChanged(session, (event.slots ?? []).map { MediaSlot($0) })
        case (.unsupported, let session?):
            guard let publisher = event.participant, let source = event.source, let codec = event.codec else {
                return nil
            }
            self = .unsupported(
                session, publisher: .init(publisher), source: MediaSource(source), codec: codec)
        case (.mediaLost, let session?): self = .mediaLost(session)
        case (.mediaResumed, let session?): self = .mediaBack(session)
        case (.linkChanged, let session?): self = .connected(session, link: event.link)
        case (.restartWanted, let session?): self = .restartWanted(session)
        case (.redundancyLost, let session?): self = .redundancyLost(session)
        case (.redundancyBack, let session?): self = .redundancyBack(session)
        case (.recordingFailed, _):
            guard let room = event.room, let recording = event.recording else { return nil }
            self = .recordingFailed(.init(room), .init(recording), reason: event.reason ?? "unknown")
        case (.recordingResumed, _):
            guard let room = event.room, let recording = event.recording, let segment = event.segment else {
                return nil
            }
            self = .recordingResumed(.init(room), .init(recording), segment: segment)
        case (.draining, _), (.trunkChanged, _), (.linkState, _), (_, nil): return nil
        }
    }
}

extension SeatStatistics {
    init(_ numbers: SessionStatistics) {
        self.init()
        packetsIn = numbers.packetsIn
        bytesIn = numbers.bytesIn
        packetsOut = numbers.packetsOut
        bytesOut = numbers.bytesOut
        lostIn = numbers.lostIn
        recoveredIn = numbers.recoveredIn
        retransmitted = numbers.retransmitted
        estimateBitsPerSecond = numbers.estimateBitsPerSecond
        lossOut = numbers.lossOut
        paths = numbers.paths.map {
            Path(
                link: $0.link, isActive: $0.isActive, roundTripMilliseconds: $0.roundTripMilliseconds,
                jitterMilliseconds: $0.jitterMilliseconds, loss: $0.loss,
                sinceAnswerMilliseconds: $0.sinceAnswerMilliseconds)
        }
        sources = (numbers.sources ?? []).map {
            Source(
                source: MediaSource($0.source), layer: Int($0.layer), isActive: $0.isActive,
                received: $0.received, lost: $0.lost, jitterMilliseconds: $0.jitterMilliseconds)
        }
        shown = (numbers.shown ?? []).map {
            Shown(
                participant: .init($0.participant), source: MediaSource($0.source),
                layer: $0.layer.map { Int($0) }, loss: $0.loss)
        }
    }
}

extension StreamPicture {
    init(_ picture: RoomPictures.Picture) {
        var size: PictureSize?
        if let width = picture.width, let height = picture.height {
            size = PictureSize(width: width, height: height)
        }
        self.init(
            participant: .init(picture.participant), source: MediaSource(picture.source),
            layer: Int(picture.layer), size: size, framesPerSecond: picture.framesPerSecond)
    }
}

extension RelayLink {
    init(_ link: NodeStatistics.Link, node: String?) {
        self.init(
            node: node, name: link.name, state: State(rawValue: link.state) ?? .silent,
            sessions: link.sessions)
    }
}

extension CommandFault {
    /// What the control side tells the person; the rest is the relay's own trouble and may pass.
    init(relay error: any Error) {
        switch (error as? RelayProblem)?.code {
        case "roomFull", "nodeFull": self = .roomFull(limit: (error as? RelayProblem)?.limit ?? 0)
        case "badAnswer": self = .answerUnusable(reason: (error as? RelayProblem)?.reason ?? "unknown")
        case "badOffer": self = .offerUnusable(reason: (error as? RelayProblem)?.reason ?? "unknown")
        case "unknownSession", "unknownRoom", "noRestart", "unknownParticipant": self = .notInRoom
        default: self = .relayUnavailable
        }
    }
}
