import Evidence
import MediaEngine
import MediaRelay

extension NodeControl {
    package func statistics() async -> NodeStatistics {
        let workers = await node.statistics()
        return NodeStatistics(
            instance: instance, state: state, rooms: table.rooms.count, sessions: table.roomOfSession.count,
            refusals: refusals, eventsDropped: workers.first?.eventsDropped ?? 0,
            workers: workers.map(NodeStatistics.Worker.init),
            links: await node.linkStatistics().map { NodeStatistics.Link(name: $0.name, $0.numbers) })
    }

    package func statistics(of session: String) async throws -> SessionStatistics {
        guard let numbers = try await found(session) else {
            throw RelayProblem(RelayNodeError.unknownSession(.init(session)))
        }
        return numbers
    }

    /// How large and how frequent the pictures of a room are; none of a room that is not recorded.
    package func pictures(in room: String) async throws -> RoomPictures {
        do {
            let measured = try await node.pictures(in: .init(room))
            return RoomPictures(
                pictures: measured.compactMap { sender, picture in
                    guard let source = MediaSourceName(picture.source) else { return nil }
                    return .init(
                        participant: sender.value, source: source, layer: picture.layer,
                        width: picture.size.map { Int($0.width) },
                        height: picture.size.map { Int($0.height) },
                        framesPerSecond: picture.framesPerSecond)
                })
        } catch {
            throw RelayProblem(error)
        }
    }

    private func found(_ name: String) async throws -> SessionStatistics? {
        guard let room = table.roomOfSession[name], let known = table.rooms[room]?.sessions[name] else {
            return nil
        }
        do {
            return SessionStatistics(
                try await node.statistics(of: .init(name)), known, links: node.configuration.links,
                names: await node.participants(beside: .init(name)))
        } catch {
            throw RelayProblem(error)
        }
    }
}

extension NodeStatistics.Link {
    init(name: String, _ numbers: LinkStatistics) {
        self.init(
            name: name, state: numbers.state.rawValue, sessions: numbers.sessions, standby: numbers.standby,
            roundTripMilliseconds: numbers.roundTrip.map(\.milliseconds),
            jitterMilliseconds: numbers.jitter.milliseconds, loss: numbers.loss)
    }
}

extension NodeStatistics.Worker {
    init(_ numbers: WorkerStatistics) {
        self.init(worker: numbers.worker)
        rooms = numbers.rooms
        sessions = numbers.legs.count
        datagramsIn = numbers.datagramsIn
        bytesIn = numbers.bytesIn
        datagramsOut = numbers.datagramsOut
        bytesOut = numbers.bytesOut
        truncated = numbers.truncated
        receiveErrors = numbers.receiveErrors
        sendCongested = numbers.sendCongested
        sendRefused = numbers.sendRefused
        unrecorded = numbers.unrecorded
        var all = numbers.drops
        all.add(numbers.formerDrops)
        for leg in numbers.legs { all.add(leg.drops) }
        drops = all.byName
    }
}

extension DropCounters {
    var byName: [String: UInt64] {
        Dictionary(uniqueKeysWithValues: nonZero.map { ("\($0.reason)", $0.count) })
    }
}

extension SessionStatistics {
    init(
        _ leg: LegStatistics, _ known: RoomStatus.Session, links: [RelayConfiguration.Link],
        names: [ParticipantID: RelayParticipantName]
    ) {
        self.init(session: known.session, participant: known.participant, isConnected: known.isConnected)
        packetsIn = leg.packetsIn
        bytesIn = leg.bytesIn
        packetsOut = leg.packetsOut
        bytesOut = leg.bytesOut
        lostIn = leg.lostIn
        recoveredIn = leg.recoveredIn
        nacksSent = leg.nacksSent
        nacksReceived = leg.nacksReceived
        retransmitted = leg.retransmitted
        keyframesAsked = leg.keyframesAsked
        pathChanges = leg.pathChanges
        drops = leg.drops.byName
        estimateBitsPerSecond = leg.estimate
        lossOut = leg.lossOut
        sources = leg.sources.map { source in
            Source(
                source: MediaSourceName(RelaySlot.Source(source.kind)), layer: source.layer,
                isActive: source.isActive, received: source.received, lost: source.lost,
                jitterMilliseconds: source.jitter.milliseconds)
        }
        shown = leg.pictures.compactMap { picture in
            names[picture.participant].map {
                Shown(
                    participant: $0.value, source: MediaSourceName(RelaySlot.Source(picture.source)),
                    layer: picture.layer, loss: picture.loss)
            }
        }
        paths = leg.pairs.map { pair in
            let link = Int(pair.path.link.value)
            return Path(
                link: links.indices.contains(link) ? links[link].name : "?", isActive: pair.isActive,
                roundTripMilliseconds: pair.roundTrip.map(\.milliseconds),
                jitterMilliseconds: pair.jitter.milliseconds, loss: pair.loss,
                sinceAnswerMilliseconds: pair.sinceAnswer.map(\.milliseconds),
                sinceMediaMilliseconds: pair.sinceMedia.map(\.milliseconds))
        }
    }
}

extension Duration {
    /// To a microsecond.
    var milliseconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) * 1000 + Double(attoseconds / 1_000_000_000_000) / 1000
    }
}
