package import Evidence
import MediaEngine
import Wire

/// A relay node: its workers, its recorder, and the table of names between the control side and the engines.
///
/// Rooms are placed on the least loaded worker and stay there. `openRoom` starts the recorder first.
package actor RelayNode {
    /// Events waiting for the control side; the oldest are kept, further ones dropped and counted.
    package static let eventCapacity = 4096

    package nonisolated let events: AsyncStream<RelayNodeEvent>
    nonisolated let outlet: AsyncStream<RelayNodeEvent>.Continuation
    package nonisolated let configuration: RelayConfiguration
    let recordings: RecordingConfiguration
    package nonisolated let keys: EvidenceKeys
    let identity: RelayIdentity
    let workers: [RelayWorker]
    var recorder: RecorderThread?
    var rooms: [RelayRoomName: Room] = [:]
    /// Rooms whose recorder is being started.
    var opening: Set<RelayRoomName> = []
    var sessions: [RelaySessionName: Session] = [:]
    var sessionNames: [SessionID: RelaySessionName] = [:]
    var eventsDropped: UInt64 = 0
    /// Packets that recorders of closed rooms had no room for, by worker.
    var formerUnrecorded: [Int: UInt64] = [:]
    /// One for each worker, in their order.
    private var pumps: [EventPump] = []
    /// Links the operator has taken out of use, and those that the kernel says are down.
    var leftLinks: Set<String> = []
    var downLinks: Set<String> = []
    private var watcher: LinkWatcher?
    private var lastNumber: UInt64 = 0
    private var phase = Phase.made

    private enum Phase { case made, running, stopped }

    struct Room {
        let id: RoomID
        let name: RelayRoomName
        /// Both nil in a room that is not recorded.
        let recording: RelayRecordingName?
        let worker: RelayWorker
        let ring: RecordingRing?
        var participants: [RelayParticipantName: ParticipantID] = [:]
        var sessions: Set<RelaySessionName> = []
        var isClosing = false
    }

    struct Session {
        let id: SessionID
        let name: RelaySessionName
        let room: RelayRoomName
        let participant: RelayParticipantName
        let participantID: ParticipantID
        let plan: SlotPlan
        /// The leg is a trunk to another node, not a participant's.
        var trunk: RelayTrunkName?
        var isConnected = false
        /// Our newest offer; nil on sessions that we did not offer to (given keys, foreign ends, trunks).
        var offer: SessionOffer?
        /// The offer of an ICE restart that nobody has answered yet.
        var restart: SessionOffer?
        /// Legs beside the first: an end with given keys has one for each of its lines.
        var furtherLegs: [SessionID] = []
        /// Given keys prove nothing: such an end is there when its first packet has authenticated.
        var awaitsMedia = false

        var legs: [SessionID] { [id] + furtherLegs }
    }

    /// Binds every socket. Fails when an address is not this machine's or a port is taken.
    package init(configuration: RelayConfiguration, keys: EvidenceKeys) throws(RelayNodeError) {
        guard (1...255).contains(configuration.links.count) else { throw .badConfiguration("1 to 255 links") }
        guard (1...256).contains(configuration.workers) else { throw .badConfiguration("1 to 256 workers") }
        guard configuration.portBase == 0 || Int(configuration.portBase) + configuration.workers <= 65_536
        else { throw .badConfiguration("ports end at 65535") }
        var workers: [RelayWorker] = []
        for index in 0..<configuration.workers {
            workers.append(
                RelayWorker(
                    index: index, sockets: try Self.bind(configuration, worker: index),
                    busyPoll: configuration.busyPoll))
        }
        self.workers = workers
        self.configuration = configuration
        self.keys = keys
        recordings = RecordingConfiguration(
            directory: configuration.recordingsDirectory, reserveBytes: configuration.recordingReserveBytes,
            producer: configuration.producer)
        do throws(RelayIdentity.Failure) {
            identity = try RelayIdentity()
        } catch {
            throw .badConfiguration("OpenSSL made no certificate: \(error)")
        }
        (events, outlet) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.eventCapacity))
    }

    private static func bind(_ configuration: RelayConfiguration, worker: Int) throws(RelayNodeError)
        -> [UDPSocket]
    {
        var sockets: [UDPSocket] = []
        for (number, link) in configuration.links.enumerated() {
            let port = configuration.portBase == 0 ? 0 : configuration.portBase + UInt16(worker)
            guard let address = PeerAddress(literal: link.address, port: port),
                let advertised = PeerAddress(literal: link.advertisedAddress ?? link.address, port: port)
            else { throw .badConfiguration("link \(link.name): an IPv4 or IPv6 address in digits is needed") }
            guard advertised.family == address.family else {
                throw .badConfiguration("link \(link.name): both addresses must be IPv4, or both IPv6")
            }
            do throws(UDPSocket.BindFailure) {
                sockets.append(
                    try UDPSocket(
                        link: LinkID(value: UInt8(number)), address: address,
                        offloads: configuration.usesOffloads))
            } catch {
                throw .cannotBind(link: link.name, address: link.address, port: port, code: error.code)
            }
        }
        return sockets
    }

    /// Starts the threads. Only once. `executor`: where the engines' events are carried to the node; nil leaves that
    /// to the runtime.
    package func start(carryingEventsOn executor: (any TaskExecutor)? = nil) throws(RelayNodeError) {
        guard phase == .made else { throw .badConfiguration("a node starts once") }
        phase = .running
        let outlet = outlet
        guard let recorder = RecorderThread(report: { outlet.yield($0) }) else {
            throw .badConfiguration("the system gives no thread")
        }
        self.recorder = recorder
        for worker in workers {
            let pump = EventPump(on: executor) { [weak self] event in await self?.handle(event) }
            pumps.append(pump)
            try worker.start(processor: configuration.pinsWorkers ? Int32(worker.index) : -1) { event in
                pump.put(event)
            }
        }
        let local = workers.first?.sockets.map { (link: $0.link, address: $0.local) } ?? []
        watcher = LinkWatcher(links: local) { [weak self] link, isUp in self?.kernelSays(link, isUp: isUp) }
    }

    /// Closes every room, so that every recording is sealed, and ends the threads.
    package func stop() async {
        guard phase == .running else { return }
        for room in Array(rooms.keys) { _ = try? await closeRoom(id: room) }
        phase = .stopped
        watcher?.stop()
        for worker in workers { worker.stop() }
        for pump in pumps { await pump.finish() }
        recorder?.stop()
        outlet.finish()
    }

    package func statistics() async -> [WorkerStatistics] {
        var result: [WorkerStatistics] = []
        for worker in workers {
            let index = worker.index
            let depth = worker.mailboxDepth
            guard var numbers = try? await worker.call({ $0.statistics(worker: index) }) else { continue }
            numbers.mailboxDepth = depth
            numbers.unrecorded = rooms.values.filter { $0.worker.index == index }
                .reduce(formerUnrecorded[index, default: 0]) { $0 + ($1.ring?.droppedPackets ?? 0) }
            numbers.eventsDropped = eventsDropped + pumps[index].dropped
            result.append(numbers)
        }
        return result
    }

    // MARK: Helpers of the other files

    func requireRunning() throws(RelayNodeError) -> RecorderThread {
        guard phase == .running, let recorder else { throw .notRunning }
        return recorder
    }

    /// Returns when all that a worker's engine had to tell until now has been handled. Until then neither a session nor
    /// a recording may go: its newest streams and joinings are known from these events alone.
    func eventsHandled(of worker: RelayWorker) async {
        await worker.eventsTold()
        await pumps[worker.index].drained()
    }

    /// Numbers for rooms, sessions and participants; unique on this node, never zero.
    func nextNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    func send(_ event: RelayNodeEvent) {
        if case .dropped = outlet.yield(event) { eventsDropped += 1 }
    }

    func linkName(_ link: LinkID) -> String {
        Int(link.value) < configuration.links.count ? configuration.links[Int(link.value)].name : "?"
    }
}
