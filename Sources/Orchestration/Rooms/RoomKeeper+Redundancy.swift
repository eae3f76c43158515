import ConsultationCore
import Storage

/// NHC-TM 二(三)3: two providers. A side that hangs on one is warned and goes on.
extension RoomKeeper {
    /// Notes of one open room; a link that comes and goes must not fill the journal.
    private static let notesPerRoom = 16

    func setRedundancy(_ isRedundant: Bool, of session: SessionName) async {
        guard let id = consultations[session], rooms[id]?.seats[session] != nil else { return }
        rooms[id]?.seats[session]?.isRedundant = isRedundant
        await noteRedundancy(id)
        _ = try? await publish(id)
    }

    /// Puts into the journal which side hangs on one provider while a session is held; once until it has two again.
    func noteRedundancy(_ id: ConsultationID) async {
        guard let room = rooms[id] else { return }
        let sides = room.sidesOnOneLink
        rooms[id]?.notedOnOneLink.formIntersection(sides)
        let new = sides.filter { rooms[id]?.notedOnOneLink.contains($0) == false }
        guard !new.isEmpty, room.redundancyNotes < Self.notesPerRoom, await isHeld(id) else { return }
        for side in new where rooms[id]?.notedOnOneLink.insert(side).inserted == true {
            rooms[id]?.redundancyNotes += 1
            do { try await orchestrator.raise(.redundancyLost(side: side), on: id) } catch {
                logFault(error, id)
            }
        }
    }

    private func isHeld(_ id: ConsultationID) async -> Bool {
        let state = try? await orchestrator.database.read { try $0.system.consultation(id)?.state }
        return state == .inSession || state == .interrupted
    }
}
