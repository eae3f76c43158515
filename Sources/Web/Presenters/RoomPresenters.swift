import ConsultationCore
import Orchestration

extension RoomPayload {
    init(_ room: RoomView) {
        self.init(
            state: room.state.rawValue, startedAt: room.startedAt.map(Instant.init),
            recording: .init(on: room.recordingSince != nil, since: room.recordingSince.map(Instant.init)),
            roster: room.roster.map(Seat.init), missing: room.missing.map(\.rawValue),
            redundancyLost: room.redundancyLost.map(\.rawValue),
            mediaLimits: room.mediaLimits.map(MediaLimitsPayload.init),
            lowMedia: room.lowMedia.map(LowMediaPayload.init))
    }
}

extension RoomPayload.Seat {
    init(_ seat: RoomView.Seat) {
        self.init(
            participantId: seat.participant.text, sessionId: seat.session.text, name: seat.name,
            title: seat.title, institution: seat.institution, side: seat.side.rawValue,
            connected: seat.connected, audioMuted: seat.audioMuted, videoMuted: seat.videoMuted,
            screenSharing: seat.screenSharing, link: seat.link)
    }
}

extension MediaSlotPayload {
    init(_ slot: MediaSlot) {
        self.init(
            mid: slot.mid, kind: slot.kind.rawValue, participantId: slot.participant?.text,
            source: slot.source?.rawValue, paused: slot.isPaused ? true : nil)
    }
}

extension RoomSessionPayload {
    init(_ entry: RoomEntry) {
        self.init(
            sessionId: entry.session.text, offer: entry.offer, participantId: entry.participant.text,
            roster: entry.room.roster.map(RoomPayload.Seat.init),
            slots: entry.slots.map(MediaSlotPayload.init))
    }
}

extension RecordingPayload {
    init(_ recording: RecordingRecord) {
        self.init(
            recordingId: recording.id.text, state: recording.isRunning ? "recording" : "sealed",
            segments: recording.segments.map { segment in
                .init(
                    index: segment.index, state: segment.sealedAt == nil ? "recording" : "sealed",
                    startedAt: Instant(segment.openedAt), endedAt: segment.sealedAt.map(Instant.init),
                    root: segment.root?.hexadecimal,
                    streams: segment.sealedAt == nil ? nil : segment.streams)
            })
    }
}

extension MessagePayload {
    init(_ message: MessageView) {
        self.init(
            id: message.id.text, from: .init(name: message.senderName, institution: message.institutionName),
            text: message.text.value, at: Instant(message.at))
    }
}
