import MediaEngine
import MediaRelay

extension NodeEvent {
    init(_ event: RelayNodeEvent) {
        switch event {
        case .connected(let session, let room, let participant):
            self.init(
                kind: .connected, room: room.value, session: session.value, participant: participant.value)
        case .disconnected(let session, let room, let participant, let reason):
            self.init(
                kind: .disconnected, room: room.value, session: session.value,
                participant: participant.value, reason: reason.rawValue)
        case .slotsChanged(let session, let room, let slots):
            self.init(
                kind: .slotsChanged, room: room.value, session: session.value,
                slots: slots.map(SlotValue.init))
        case .unsupported(let session, let room, let publisher, let source, let codec):
            self.init(
                kind: .unsupported, room: room.value, session: session.value, participant: publisher.value,
                source: MediaSourceName(source), codec: codec)
        case .mediaLost(let session, let room, let participant):
            self.init(
                kind: .mediaLost, room: room.value, session: session.value, participant: participant.value)
        case .mediaResumed(let session, let room, let participant):
            self.init(
                kind: .mediaResumed, room: room.value, session: session.value,
                participant: participant.value)
        case .linkChanged(let session, let room, let link):
            self.init(kind: .linkChanged, room: room.value, session: session.value, link: link)
        case .restartWanted(let session, let room):
            self.init(kind: .restartWanted, room: room.value, session: session.value)
        case .trunkChanged(let trunk, let room, let state):
            self.init(kind: .trunkChanged, room: room.value, reason: state.rawValue, trunk: trunk.value)
        case .redundancyChanged(let session, let room, let participant, let isRedundant):
            self.init(
                kind: isRedundant ? .redundancyBack : .redundancyLost, room: room.value,
                session: session.value, participant: participant.value)
        case .linkState(let link, let state):
            self.init(kind: .linkState, link: link, reason: state.rawValue)
        case .recordingFailed(let room, let recording, let reason):
            self.init(
                kind: .recordingFailed, room: room.value, reason: reason, recording: recording.value)
        case .recordingResumed(let room, let recording, let segment):
            self.init(
                kind: .recordingResumed, room: room.value, recording: recording.value, segment: segment)
        }
    }
}

extension SlotValue {
    init(_ slot: RelaySlot) {
        self.init(
            mid: slot.mid, kind: slot.kind == .audio ? .audio : .video,
            participant: slot.participant?.value, source: slot.source.map(MediaSourceName.init),
            paused: slot.isPaused ? true : nil)
    }
}

extension MediaSourceName {
    init(_ source: RelaySlot.Source) {
        switch source {
        case .microphone: self = .microphone
        case .camera: self = .camera
        case .screen: self = .screen
        }
    }
}
