import ConsultationCore

/// A time in which somebody's sound or picture is below the limits of the case.
struct LowSpell: Sendable, Equatable {
    let since: WallTime
    /// What it was short of, at its worst.
    var worst: MediaShortfall
    /// Everybody in the room has been told.
    var isShown = false
}

/// NHC-TM 二(三)1: sound and picture must do for diagnosis. What falls below the limits long enough is shown to
/// everybody in the room and stands on record with its interval; the session goes on.
extension RoomKeeper {
    private static let notesPerRoom = 16
    /// Rooms that are measured at the same time; a relay on another machine answers in milliseconds.
    private static let measuredTogether = 8

    /// Measures every room in which both sides are.
    package func followQuality() async {
        var waiting = rooms.keys.makeIterator()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.measuredTogether {
                guard let id = waiting.next() else { break }
                group.addTask { await self.measure(id) }
            }
            while await group.next() != nil {
                if let id = waiting.next() { group.addTask { await self.measure(id) } }
            }
        }
    }

    private func measure(_ id: ConsultationID) async {
        guard let room = rooms[id] else { return }
        let isJudged = PartySide.allCases.allSatisfy(room.isHeard)
        let pictures = isJudged ? await relay.pictures(in: RoomName(id.text)) : []
        var meters: [SessionName: SeatMeter] = [:]
        for (session, seat) in room.seats where isJudged && seat.view.connected {
            meters[session] = await sample(session)
        }
        guard let room = rooms[id] else { return }
        let now = environment.now()
        var hasChanged = false
        var ended: [OpenRoom.Seat] = []
        for (session, seat) in room.seats {
            // A relay that does not answer says nothing of the line.
            guard !seat.view.connected || !isJudged || meters[session] != nil else { continue }
            let found = meters[session].flatMap { room.shortfall(of: seat, $0, pictures) }
            if found == nil, seat.low != nil { ended.append(seat) }
            if rooms[id]?.seats[session]?.follow(found, at: now) == true { hasChanged = true }
        }
        for seat in ended { await noteSpell(of: seat, at: now, id) }
        if hasChanged { _ = try? await publish(id) }
    }

    /// A spell that its connection's end cuts short counts too.
    func endQuality(_ seat: OpenRoom.Seat, _ id: ConsultationID) async {
        await noteSpell(of: seat, at: environment.now(), id)
    }

    private func noteSpell(of seat: OpenRoom.Seat, at now: WallTime, _ id: ConsultationID) async {
        guard let low = seat.low, now - low.since >= MediaLimits.window,
            (rooms[id]?.qualityNotes ?? 0) < Self.notesPerRoom
        else { return }
        rooms[id]?.qualityNotes += 1
        do {
            try await orchestrator.raise(
                .mediaQualityLow(
                    side: seat.view.side, since: low.since, length: now - low.since, worst: low.worst), on: id
            )
        } catch { logFault(error, id) }
    }
}

extension OpenRoom.Seat {
    /// Takes the newest verdict; true when everybody in the room should hear of it.
    mutating func follow(_ found: MediaShortfall?, at now: WallTime) -> Bool {
        guard let found else {
            let wasShown = low?.isShown == true
            low = nil
            return wasShown
        }
        let before = low
        var spell = before ?? LowSpell(since: now, worst: found)
        spell.worst = spell.worst.joined(with: found)
        spell.isShown = now - spell.since >= MediaLimits.window
        low = spell
        return spell.isShown && (before?.isShown != true || before?.worst.kinds != spell.worst.kinds)
    }
}

extension OpenRoom {
    /// What of this person's sound and picture is below the limits, by this person's own camera or line. A small
    /// picture is its sender's when no encoding of theirs is large enough, and else the line's of the one who looks.
    func shortfall(
        of seat: Seat, _ meter: SeatMeter, _ pictures: [StreamPicture]
    ) -> MediaShortfall? {
        let limits = policy.mediaLimits
        let loss = Int(((meter.loss ?? 0) * 1000).rounded())
        let roundTrip = Int((meter.roundTrip ?? 0).rounded())
        var smallest = seat.view.videoMuted ? nil : Self.camera(of: seat.view.participant, pictures)
        for shown in meter.latest?.shown ?? [] where shown.source == .camera {
            guard let sent = Self.camera(of: shown.participant, pictures), limits.admits(sent),
                isCameraOn(shown.participant)
            else { continue }
            let seen =
                shown.layer == nil
                ? PictureSize(width: 0, height: 0)
                : pictures.first {
                    $0.participant == shown.participant && $0.source == .camera && $0.layer == shown.layer
                }?.size
            if let seen, smallest.map({ seen.pixels < $0.pixels }) ?? true { smallest = seen }
        }
        return limits.shortfall(
            lossPermille: loss, roundTripMilliseconds: roundTrip, picture: smallest, measuredBy: .relay)
    }

    /// Whom everybody in the room has been told of.
    var lowMedia: [RoomView.LowMedia] {
        seats.values.compactMap { seat in
            guard let low = seat.low, low.isShown else { return nil }
            return RoomView.LowMedia(
                participant: seat.view.participant, side: seat.view.side, since: low.since,
                shortfall: low.worst)
        }.sorted { ($0.since, $0.participant.text) < ($1.since, $1.participant.text) }
    }

    /// The largest encoding that comes from somebody's camera now; nil when none does.
    static func camera(of participant: ParticipantName, _ pictures: [StreamPicture]) -> PictureSize? {
        pictures.filter { $0.participant == participant && $0.source == .camera }.compactMap(\.size)
            .max { $0.pixels < $1.pixels }
    }

    private func isCameraOn(_ participant: ParticipantName) -> Bool {
        seats.values.contains { $0.view.participant == participant && !$0.view.videoMuted }
    }
}
