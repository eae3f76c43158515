package import ConsultationCore
import Storage

/// Everybody's streams of one open room in numbers. It names sides and institutions, never a person: whoever looks
/// after lines has no part in the case.
package struct RoomStreamsView: Sendable, Equatable {
    /// What one seat sends of one source in one encoding.
    package struct Sent: Sendable, Equatable {
        package let source: MediaSource
        package let layer: Int
        package let size: PictureSize?
        package let framesPerSecond: Double?
        package let loss: Double
        package let jitterMilliseconds: Double
    }

    /// What one seat is shown.
    package struct Shown: Sendable, Equatable {
        package let from: PartySide
        package let institution: String
        package let source: MediaSource
        package let size: PictureSize?
        package let framesPerSecond: Double?
        package let loss: Double
        /// The line carries none of its encodings.
        package let isPaused: Bool
    }

    package struct Seat: Sendable, Equatable {
        package let side: PartySide
        package let institution: String
        package let isCameraOff: Bool
        package let quality: LinkQuality
        package let loss: Double?
        package let roundTripMilliseconds: Double?
        package let lowSince: WallTime?
        package let shortfall: MediaShortfall?
        package let sends: [Sent]
        package let shown: [Shown]
    }

    package let consultation: ConsultationID
    package let limits: MediaLimits
    package let seats: [Seat]
}

extension RoomKeeper {
    /// The streams of an open room, for those who may see its lines.
    package func streams(of id: ConsultationID, for signedIn: SignedIn) async throws -> RoomStreamsView {
        try Self.checkNetworkRole(of: signedIn)
        if !signedIn.member.roles.contains(.operator) {
            guard try await room(id, for: signedIn) != nil else { throw CommandFault.notFound }
        }
        guard rooms[id] != nil else { throw CommandFault.notFound }
        let pictures = await relay.pictures(in: RoomName(id.text))
        var meters: [SessionName: SeatMeter] = [:]
        for (session, seat) in rooms[id]?.seats ?? [:] where seat.view.connected {
            meters[session] = await sample(session)
        }
        guard let room = rooms[id] else { throw CommandFault.notFound }
        let limits = room.policy.mediaLimits
        let seats = room.seats.filter { $0.value.view.connected }.sorted {
            ($0.value.view.side.rawValue, $0.value.view.institution, $0.key.text)
                > ($1.value.view.side.rawValue, $1.value.view.institution, $1.key.text)
        }
        return RoomStreamsView(
            consultation: id, limits: limits,
            seats: seats.map { session, seat in
                let meter = meters[session]
                return RoomStreamsView.Seat(
                    side: seat.view.side, institution: seat.view.institution,
                    isCameraOff: seat.view.videoMuted, quality: light(meter, limits), loss: meter?.loss,
                    roundTripMilliseconds: meter?.roundTrip, lowSince: seat.low?.since,
                    shortfall: seat.low?.worst, sends: Self.sent(by: seat, meter, pictures),
                    shown: room.shown(to: meter, pictures))
            })
    }

    static func checkNetworkRole(of signedIn: SignedIn) throws {
        guard networkRoles.contains(where: signedIn.member.roles.contains) else {
            throw Refusal.roleRequired(networkRoles)
        }
    }

    private static func sent(
        by seat: OpenRoom.Seat, _ meter: SeatMeter?, _ pictures: [StreamPicture]
    ) -> [RoomStreamsView.Sent] {
        (meter?.latest?.sources ?? []).filter(\.isActive).map { source in
            let picture = pictures.first {
                $0.participant == seat.view.participant && $0.source == source.source
                    && $0.layer == source.layer
            }
            return RoomStreamsView.Sent(
                source: source.source, layer: source.layer, size: picture?.size,
                framesPerSecond: picture?.framesPerSecond, loss: meter?.loss(of: source) ?? 0,
                jitterMilliseconds: source.jitterMilliseconds)
        }
    }
}

extension OpenRoom {
    fileprivate func shown(
        to meter: SeatMeter?, _ pictures: [StreamPicture]
    ) -> [RoomStreamsView.Shown] {
        (meter?.latest?.shown ?? []).compactMap { shown in
            guard let from = seats.values.first(where: { $0.view.participant == shown.participant })?.view
            else { return nil }
            let picture = pictures.first {
                $0.participant == shown.participant && $0.source == shown.source && $0.layer == shown.layer
            }
            return RoomStreamsView.Shown(
                from: from.side, institution: from.institution, source: shown.source, size: picture?.size,
                framesPerSecond: picture?.framesPerSecond, loss: shown.loss, isPaused: shown.layer == nil)
        }
    }
}
