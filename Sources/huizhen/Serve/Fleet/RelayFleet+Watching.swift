import Logging
import Orchestration
import RelayAPI
import ServiceLifecycle

/// Health of the nodes, once a second, and their events, without a gap.
extension RelayFleet: Service {
    static let healthInterval = Duration.seconds(1)
    /// After a check that failed the next one follows sooner.
    static let retryInterval = Duration.milliseconds(250)

    func run() async throws {
        let count = nodes.count
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                for node in 0..<count {
                    group.addTask { await self.watch(node) }
                    group.addTask { await self.follow(node) }
                }
                await group.waitForAll()
            }
        }
        outlet.finish()
        await http.shutdown()
    }

    // MARK: Health

    private func watch(_ node: Int) async {
        while !Task.isCancelled {
            let watcher = nodes[node].watcher
            if let health = try? await watcher.health() {
                await take(health, of: node)
                try? await Task.sleep(for: Self.healthInterval)
            } else if !Task.isCancelled {
                missed(node)
                try? await Task.sleep(for: Self.retryInterval)
            }
        }
    }

    private func take(_ health: NodeHealth, of node: Int) async {
        let before = nodes[node].health
        let wasLost = nodes[node].isLost
        if let before, before.instance != health.instance, !wasLost { lose(node) }
        let isNew = before?.instance != health.instance || wasLost
        if isNew { await closeLeftOvers(of: node) }
        nodes[node].health = health
        nodes[node].lastAnswer = .now
        nodes[node].isLost = false
        if isNew {
            logger.notice("relay node is there", metadata: ["node": "\(nodes[node].name)"])
            outlet.yield(.nodeReturned)
        }
        guard health.state == .draining else { return }
        // Told again with every check: a room for which there was no other node yet gets another chance.
        for (room, place) in rooms where place.node == node && place.former == nil {
            outlet.yield(.roomMustMove(room))
        }
    }

    private func missed(_ node: Int) {
        guard let last = nodes[node].lastAnswer, !nodes[node].isLost,
            ContinuousClock.now - last >= lossAfter
        else { return }
        lose(node)
    }

    /// Its rooms are gone with it; they are opened anew wherever there is a node.
    private func lose(_ node: Int) {
        let silence = nodes[node].lastAnswer.map { ContinuousClock.now - $0 } ?? .zero
        nodes[node].isLost = true
        losses += 1
        nodes[node].position = nil
        logger.error("relay node lost", metadata: ["node": "\(nodes[node].name)"])
        for (session, known) in sessions where known.node == node { sessions[session] = nil }
        for (room, place) in rooms {
            if place.former == node { rooms[room]?.former = nil }
            guard place.node == node else { continue }
            if place.former == nil || place.former == node {
                rooms[room] = nil
            } else if let former = place.former {
                // It was just moving here: what it left is still there, but its pages are on their way.
                rooms[room] = nil
                Task { [client = nodes[former].client] in _ = try? await client.closeRoom(room.text) }
            }
            outlet.yield(.roomLost(room, silentFor: silence))
        }
    }

    /// Rooms of ours on the node that we know nothing of: from a life of this service before a crash. Closed, so that
    /// their recordings are sealed; the people in them join again.
    private func closeLeftOvers(of node: Int) async {
        guard let list = try? await nodes[node].client.rooms() else { return }
        for room in list.rooms where room.controller == controller {
            let place = rooms[RoomName(room.room)]
            if place?.node == node || place?.former == node { continue }
            _ = try? await nodes[node].client.closeRoom(room.room)
        }
    }

    // MARK: Events

    private func follow(_ node: Int) async {
        while !Task.isCancelled {
            let (client, position) = (nodes[node].client, nodes[node].position)
            do {
                for try await notice in client.events(after: position) { await take(notice, of: node) }
            } catch {
                logger.debug("event line ended", metadata: ["node": "\(nodes[node].name)"])
            }
            try? await Task.sleep(for: Self.retryInterval)
        }
    }

    private func take(_ notice: RelayClient.Notice, of node: Int) async {
        switch notice {
        case .hello(let head): nodes[node].position = head
        case .resync(let head):
            nodes[node].position = head
            await synchronise(node)
        case .event(let event):
            nodes[node].position?.sequence = event.sequence
            if let session = event.session, sessions[SessionName(session)]?.node != node { return }
            if let translated = RelayEvent(event) { outlet.yield(translated) }
            if event.kind == .disconnected, let session = event.session {
                sessions[SessionName(session)] = nil
            }
        }
    }

    /// Events are gone for good: the whole state is told instead, as events that would have led to it.
    private func synchronise(_ node: Int) async {
        guard let list = try? await nodes[node].client.rooms() else { return }
        nodes[node].position = EventStreamHead(instance: list.instance, sequence: list.sequence)
        var present: Set<SessionName> = []
        for room in list.rooms where room.controller == controller {
            for session in room.sessions {
                let name = SessionName(session.session)
                present.insert(name)
                guard sessions[name]?.node == node, session.isConnected else { continue }
                outlet.yield(.connected(name, link: session.link))
                outlet.yield(.slotsChanged(name, session.slots.map { MediaSlot($0) }))
                if let isRedundant = session.isRedundant {
                    outlet.yield(isRedundant ? .redundancyBack(name) : .redundancyLost(name))
                }
                outlet.yield(session.mediaFlows ? .mediaBack(name) : .mediaLost(name))
            }
            if let recording = room.recording, !room.isRecorded {
                outlet.yield(.recordingFailed(.init(room.room), .init(recording), reason: "resynchronised"))
            }
        }
        for (session, known) in sessions where known.node == node && !present.contains(session) {
            sessions[session] = nil
            outlet.yield(.disconnected(session))
        }
    }
}
