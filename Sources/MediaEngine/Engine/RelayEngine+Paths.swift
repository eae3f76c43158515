import Wire

extension RelayEngine {
    /// Sends every check that is due.
    mutating func runChecks(_ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        guard leg.phase == .connecting || leg.phase == .connected else { return }
        var left = EngineLimits.pairsPerLeg
        while left > 0, batch.count < batch.capacity, let index = leg.ice.dueCheck(at: now) {
            let path = leg.ice.pairs[index].path
            _ = batch.append(to: path.remote, on: path.link) { slot in
                leg.ice.writeCheck(pair: index, at: now, into: &slot)
            }
            left -= 1
        }
    }

    /// Lets the agent reconsider the path, and does what a move needs.
    mutating func reviewPath(_ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        guard leg.fixed == nil, leg.phase == .connecting || leg.phase == .connected,
            let change = leg.ice.reviewPath(at: now)
        else { return }
        events.append(.pathChanged(leg.session, change))
        if change.cause == .first {
            drainHandshake(leg, at: now, into: &batch)
        } else {
            leg.statistics.pathChanges &+= 1
            leg.congestion?.estimator.pathChanged()
            leg.steeringLeft = EngineTimes.steeringPackets
            leg.steeringAt = now
            steer(leg, at: now, into: &batch)
        }
    }

    /// A browser follows the path on which it last received RTP or RTCP: say something there at once, and again.
    mutating func steer(_ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        guard leg.steeringLeft > 0, now >= leg.steeringAt, leg.isEstablished else { return }
        leg.steeringLeft -= 1
        leg.steeringAt = now.advanced(by: EngineTimes.steering)
        sendRTCP(leg, into: &batch) { packet in
            ReceiverReport.write(from: leg.configuration.plan.reportSSRC, [], at: 0, into: &packet)
        }
    }

    /// Protects and sends one RTCP compound on the leg's path or paths, or on `path` alone.
    mutating func sendRTCP(
        _ leg: Leg, on path: PathDescription? = nil, into batch: inout TransmitBatch,
        _ build: (inout MutableSpan<UInt8>) -> Int?
    ) {
        _ = sendProtected(leg, on: path, into: &batch) { slot in
            guard let length = build(&slot), length &+ ProtectionLimit.trailerBytes <= slot.count else {
                return nil
            }
            return try? leg.transport.protectRTCP(&slot, length: length)
        }
    }
}
