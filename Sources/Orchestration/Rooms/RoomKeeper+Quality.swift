import ConsultationCore

/// How well a connection works, as a traffic light.
package enum LinkQuality: String, Sendable, Codable, CaseIterable {
    case good, fair, bad
    /// Not connected, or too new to tell.
    case unknown

    /// Loss as a share, round trip in milliseconds; above `media.maxLoss` or `media.maxRoundTrip` a connection is no
    /// longer good, and a call is hardly possible beyond the limits of the call page.
    static func grade(loss: Double, roundTrip: Double, under policy: Policy?) -> LinkQuality {
        if loss > 0.15 || roundTrip > 900 { return .bad }
        guard let policy else { return .unknown }
        if loss * 100 > Double(policy.mediaMaxLoss)
            || roundTrip > Double(policy.mediaMaxRoundTrip.milliseconds)
        {
            return .fair
        }
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
        let policy = consultations[session].flatMap { rooms[$0]?.policy }
        let fresh = Sample(
            at: now, statistics: statistics, light: Self.light(statistics, since: before, under: policy))
        samples[session] = fresh
        await noteQuality(fresh.light, of: session, at: now)
        return fresh
    }

    /// Loss since the last sample, of what the person sends and of what is sent to them; the round trip of the path in
    /// use.
    private static func light(
        _ now: SeatStatistics, since before: Sample?, under policy: Policy?
    ) -> LinkQuality {
        guard let before = before?.statistics, now.packetsIn >= before.packetsIn, now.lostIn >= before.lostIn
        else { return .unknown }
        let came = Double(now.packetsIn - before.packetsIn)
        let lost = Double(now.lostIn - before.lostIn)
        let lossIn = came + lost > 0 ? lost / (came + lost) : 0
        let roundTrip = now.paths.first { $0.isActive }?.roundTripMilliseconds ?? 0
        return .grade(loss: max(lossIn, now.lossOut), roundTrip: roundTrip, under: policy)
    }
}
