import ConsultationCore

/// How well a connection works, as a traffic light.
package enum LinkQuality: String, Sendable, Codable, CaseIterable {
    case good, fair, bad
    /// Not connected, or too new to tell.
    case unknown

    /// Loss as a share, round trip in milliseconds; limits as ITU-T G.114 and the call page have them.
    static func grade(loss: Double, roundTrip: Double) -> LinkQuality {
        if loss > 0.15 || roundTrip > 900 { return .bad }
        if loss > 0.05 || roundTrip > 400 { return .fair }
        return .good
    }
}

/// One's own numbers, and everybody's traffic light.
package struct SeatQuality: Sendable {
    package let statistics: SeatStatistics
    package let lights: [ParticipantName: LinkQuality]
}

/// What the metrics tell of all rooms.
package struct RoomLoad: Sendable {
    package var rooms = 0
    package var seats = 0
    package var connectedSeats = 0
    package var unrecordedRooms = 0
}

extension RoomKeeper {
    /// Numbers of one connection are asked of the relay at most so often, however many pages ask.
    static let sampleInterval = TimeSpan(milliseconds: 1500)

    struct Sample: Sendable {
        var at: WallTime
        var statistics: SeatStatistics
        var light: LinkQuality
    }

    package var load: RoomLoad {
        var load = RoomLoad()
        for room in rooms.values {
            load.rooms += 1
            load.seats += room.seats.count
            load.connectedSeats += room.seats.values.count { $0.view.connected }
            if room.recordingSince == nil { load.unrecordedRooms += 1 }
        }
        return load
    }

    /// The numbers of one's own connection, and the traffic lights of everybody in the room.
    package func quality(_ session: SessionName, by signedIn: SignedIn) async throws -> SeatQuality {
        let id = try ownSeat(session, of: signedIn)
        var lights: [ParticipantName: LinkQuality] = [:]
        for (each, seat) in rooms[id]?.seats ?? [:] where rooms[id]?.former?.contains(each) != true {
            lights[seat.view.participant] = seat.view.connected ? await sample(each)?.light : .unknown
        }
        guard let own = await sample(session) else { throw CommandFault.relayUnavailable }
        return SeatQuality(statistics: own.statistics, lights: lights)
    }

    private func sample(_ session: SessionName) async -> Sample? {
        let now = environment.now()
        let before = samples[session]
        if let before, now - before.at < Self.sampleInterval { return before }
        guard let statistics = await relay.statistics(of: session), consultations[session] != nil else {
            return nil
        }
        let fresh = Sample(at: now, statistics: statistics, light: Self.light(statistics, since: before))
        samples[session] = fresh
        return fresh
    }

    /// Loss since the last sample, of what the person sends and of what is sent to them; the round trip of the path in
    /// use.
    private static func light(_ now: SeatStatistics, since before: Sample?) -> LinkQuality {
        guard let before = before?.statistics, now.packetsIn >= before.packetsIn, now.lostIn >= before.lostIn
        else { return .unknown }
        let came = Double(now.packetsIn - before.packetsIn)
        let lost = Double(now.lostIn - before.lostIn)
        let lossIn = came + lost > 0 ? lost / (came + lost) : 0
        let roundTrip = now.paths.first { $0.isActive }?.roundTripMilliseconds ?? 0
        return .grade(loss: max(lossIn, now.lossOut), roundTrip: roundTrip)
    }
}
