package import MediaEngine

extension RelayNode {
    /// Takes a link out of use for maintenance: every session that has another link moves there without a gap, and the
    /// link is chosen no more, but for a session that has no other left.
    package func leaveLink(_ name: String) async throws(RelayNodeError) {
        try await setLink(name, isLeft: true)
    }

    /// Gives it back: sessions that prefer it return, at once where it answers.
    package func returnToLink(_ name: String) async throws(RelayNodeError) {
        try await setLink(name, isLeft: false)
    }

    /// Every link's name and numbers, over all workers; in order of preference.
    package func linkStatistics() async -> [(name: String, numbers: LinkStatistics)] {
        var all: [[LinkStatistics]] = []
        let count = configuration.links.count
        for worker in workers {
            let numbers = try? await worker.call { $0.engine.linkStatistics(count: count, at: $0.now) }
            if let numbers { all.append(numbers) }
        }
        return configuration.links.indices.map { number in
            (configuration.links[number].name, LinkStatistics.sum(all.map { $0[number] }, link: number))
        }
    }

    private func setLink(_ name: String, isLeft: Bool) async throws(RelayNodeError) {
        _ = try requireRunning()
        guard let number = configuration.links.firstIndex(where: { $0.name == name }) else {
            throw .unknownLink(name)
        }
        let link = LinkID(value: UInt8(number))
        for worker in workers {
            try await worker.call { state in
                if isLeft {
                    state.engine.leaveLink(link, at: state.now, into: &state.batch)
                } else {
                    state.engine.returnToLink(link, at: state.now, into: &state.batch)
                }
            }
        }
        guard isLeft != leftLinks.contains(name) else { return }
        if isLeft { leftLinks.insert(name) } else { leftLinks.remove(name) }
        tellState(of: name)
    }

    /// The kernel's word, from the watcher's thread.
    nonisolated func kernelSays(_ link: LinkID, isUp: Bool) {
        for worker in workers {
            _ = worker.post { state in
                state.engine.linkChanged(link, isUp: isUp, at: state.now, into: &state.batch)
            }
        }
        Task { await self.note(link, isUp: isUp) }
    }

    private func note(_ link: LinkID, isUp: Bool) {
        let name = linkName(link)
        if isUp { downLinks.remove(name) } else { downLinks.insert(name) }
        tellState(of: name)
    }

    private func tellState(of name: String) {
        let state: LinkStatistics.State =
            downLinks.contains(name) ? .down : leftLinks.contains(name) ? .left : .up
        send(.linkState(name, state))
    }
}

extension LinkStatistics {
    /// One link over several workers: sessions added, the rest weighed by the sessions that it was measured on.
    static func sum(_ parts: [LinkStatistics], link number: Int) -> LinkStatistics {
        var result = LinkStatistics(link: LinkID(value: UInt8(number)))
        var weight = 0
        var roundTrips = Duration.zero
        for part in parts {
            result.sessions += part.sessions
            result.standby += part.standby
            guard let roundTrip = part.roundTrip else { continue }
            let share = max(1, part.sessions + part.standby)
            weight += share
            roundTrips += roundTrip * share
            result.jitter += part.jitter * share
            result.loss += part.loss * Double(share)
        }
        if weight > 0 {
            result.roundTrip = roundTrips / weight
            result.jitter = result.jitter / weight
            result.loss /= Double(weight)
        }
        let states = parts.map(\.state)
        if let told = states.first(where: { $0 == .down || $0 == .left }) {
            result.state = told
        } else if weight == 0, states.contains(.silent) {
            result.state = .silent
        }
        return result
    }
}
