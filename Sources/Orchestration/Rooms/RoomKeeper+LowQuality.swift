import ConsultationCore

/// NHC-TM 二(三)1: sound and picture must do for diagnosis. What falls below the limits long enough is on record with its
/// interval; the session goes on.
extension RoomKeeper {
    /// Shorter than this is no spell; the limits are over 10 s (`media.maxLossPercent`).
    private static let spell = TimeSpan.seconds(10)
    private static let notesPerRoom = 16

    func noteQuality(_ light: LinkQuality, of session: SessionName, at now: WallTime) async {
        guard let id = consultations[session], let seat = rooms[id]?.seats[session], light != .unknown else {
            return
        }
        if light != .good {
            if seat.lowSince == nil { rooms[id]?.seats[session]?.lowSince = now }
            return
        }
        rooms[id]?.seats[session]?.lowSince = nil
        if let since = seat.lowSince { await noteSpell(of: seat.view.side, since: since, at: now, id) }
    }

    /// A spell that its connection's end cuts short counts too.
    func endQuality(_ seat: OpenRoom.Seat, _ id: ConsultationID) async {
        guard let since = seat.lowSince else { return }
        await noteSpell(of: seat.view.side, since: since, at: environment.now(), id)
    }

    private func noteSpell(of side: PartySide, since: WallTime, at now: WallTime, _ id: ConsultationID) async
    {
        guard now - since >= Self.spell, (rooms[id]?.qualityNotes ?? 0) < Self.notesPerRoom else { return }
        rooms[id]?.qualityNotes += 1
        do {
            try await orchestrator.raise(
                .mediaQualityLow(side: side, since: since, length: now - since), on: id)
        } catch { logFault(error, id) }
    }
}
