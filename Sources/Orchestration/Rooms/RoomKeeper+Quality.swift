import ConsultationCore

/// How well a connection works, as a traffic light.
package enum LinkQuality: String, Sendable, Codable, CaseIterable {
    case good, fair, bad
    /// Not connected, or too new to tell.
    case unknown

    /// So many times the policy's limit, a call is hardly possible; told to the pages with the limits.
    package static let unusableFactor = 4

    /// Loss as a share, round trip in milliseconds; beyond the limits a connection is no longer good.
    static func grade(loss: Double?, roundTrip: Double?, under limits: MediaLimits?) -> LinkQuality {
        guard let loss, let limits else { return .unknown }
        let times = max(
            loss * 100 / Double(max(limits.maxLoss, 1)),
            (roundTrip ?? 0) / Double(max(limits.maxRoundTrip.milliseconds, 1)))
        return times > Double(unusableFactor) ? .bad : times > 1 ? .fair : .good
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
            lights[seat.view.participant] =
                seat.view.connected ? light(await sample(each), rooms[id]?.policy.mediaLimits) : .unknown
        }
        guard let own = await sample(session)?.latest else { throw CommandFault.relayUnavailable }
        return SeatQuality(statistics: own, lights: lights)
    }

    func light(_ meter: SeatMeter?, _ limits: MediaLimits?) -> LinkQuality {
        .grade(loss: meter?.loss, roundTrip: meter?.roundTrip, under: limits)
    }

    /// The connection's numbers, asked anew when those at hand are too old.
    func sample(_ session: SessionName) async -> SeatMeter? {
        let now = environment.now()
        if let known = samples[session], let at = known.takenAt, now - at < Self.sampleInterval {
            return known
        }
        guard let statistics = await relay.statistics(of: session), consultations[session] != nil else {
            return nil
        }
        samples[session, default: SeatMeter()].take(statistics, at: now)
        return samples[session]
    }
}
