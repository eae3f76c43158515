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
        case .mediaLost(let session, let room, let participant):
            self.init(
                kind: .mediaLost, room: room.value, session: session.value, participant: participant.value)
        case .mediaResumed(let session, let room, let participant):
            self.init(
                kind: .mediaResumed, room: room.value, session: session.value,
                participant: participant.value)
        case .linkChanged(let session, let room, let link):
            self.init(kind: .linkChanged, room: room.value, session: session.value, link: link)
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
        let source: MediaSourceName? =
            switch slot.source {
            case .microphone: .microphone
            case .camera: .camera
            case .screen: .screen
            case nil: nil
            }
        self.init(
            mid: slot.mid, kind: slot.kind == .audio ? .audio : .video,
            participant: slot.participant?.value, source: source)
    }
}
