import Wire

/// The paths of a leg without ICE: one per link, given or learned. A dead one keeps its place and its copies, so that
/// it is back by itself as soon as its provider is.
struct FixedPaths {
    struct Path {
        var path: PathDescription
        /// Last authentic word from here.
        var lastHeardAt: MonotonicInstant?
        var firstCopies: UInt64 = 0
        var laterCopies: UInt64 = 0
        /// The leg's different packets when this path began to count.
        var startedAt: UInt64
    }

    let duplicates: Bool
    let learns: Bool
    private(set) var paths: [Path] = []
    /// The path used when nothing is duplicated.
    private(set) var active = 0
    /// Different packets heard on any path.
    private(set) var packets: UInt64 = 0
    /// By how much the second copy of a packet comes later: follows a rise at once and a fall slowly.
    private(set) var skew: Duration?
    var nextReportAt: MonotonicInstant

    init(_ configuration: FixedPathConfiguration, at now: MonotonicInstant) {
        duplicates = configuration.duplicates
        learns = configuration.learns
        nextReportAt = now
        // In the order of the links, so that a run can be replayed.
        for link in configuration.remotes.keys.sorted(by: { $0.value < $1.value }) {
            guard let remote = configuration.remotes[link] else { continue }
            paths.append(Path(path: PathDescription(link: link, remote: remote), startedAt: 0))
        }
    }

    /// Where the next packet goes; the first path where all are used.
    var sendingPath: PathDescription? {
        let index = duplicates ? 0 : active
        return index < paths.count ? paths[index].path : nil
    }

    func index(on link: LinkID) -> Int? { paths.firstIndex { $0.path.link == link } }

    func isAlive(_ index: Int, at now: MonotonicInstant) -> Bool {
        paths[index].lastHeardAt.map { now.since($0) < EngineTimes.fixedPathLife } ?? false
    }

    /// A receiver report has left: on a single path, that was the word on it.
    mutating func reported(at now: MonotonicInstant) {
        if paths.count == 1 { nextReportAt = now.advanced(by: EngineTimes.fixedPathReport) }
    }

    /// Takes `path` as the one of its link; gives the one it replaces.
    mutating func bind(_ path: PathDescription) -> PathDescription? {
        guard let index = index(on: path.link) else {
            paths.append(Path(path: path, startedAt: packets))
            return nil
        }
        defer { paths[index].path = path }
        return paths[index].path
    }

    /// Something authentic came on `link`. A path that is not duplicated moves here when the one in use is silent. True
    /// when the path was dead until now.
    mutating func heard(on link: LinkID, isMedia: Bool, at now: MonotonicInstant) -> Bool {
        if isMedia { packets &+= 1 }
        let index: Int
        if active < paths.count, paths[active].path.link == link {
            index = active
        } else {
            guard let other = self.index(on: link) else { return false }
            index = other
        }
        let wasDead = !isAlive(index, at: now)
        paths[index].lastHeardAt = now
        if isMedia { paths[index].firstCopies &+= 1 }
        if index != active, active < paths.count, !isAlive(active, at: now) { active = index }
        return wasDead
    }

    /// Goes to another path when the link in use is down or to be left. A planned move wants proof that the other path
    /// works; from a link that is down, any other is better. A leg that duplicates has nothing to change.
    mutating func leave(_ links: LinkStates, at now: MonotonicInstant) -> PathChange? {
        guard !duplicates, active < paths.count else { return nil }
        let isDown = links.down.contains(paths[active].path.link)
        guard isDown || links.left.contains(paths[active].path.link) else { return nil }
        let others = paths.indices.filter { $0 != active && !links.down.contains(paths[$0].path.link) }
        let sound = others.filter { isAlive($0, at: now) }
        let unspoilt = sound.first { !links.left.contains(paths[$0].path.link) }
        guard let next = unspoilt ?? (isDown ? sound.first ?? others.first : nil) else { return nil }
        return move(to: next, isDown ? .linkDown : .commanded, at: now)
    }

    /// The operator gave `link` back, which is preferred to the one in use, and it works.
    mutating func returnOnCommand(to link: LinkID, at now: MonotonicInstant) -> PathChange? {
        guard !duplicates, active < paths.count, let next = index(on: link), isAlive(next, at: now),
            link.value < paths[active].path.link.value
        else { return nil }
        return move(to: next, .commanded, at: now)
    }

    private mutating func move(
        to next: Int, _ cause: PathChange.Cause, at now: MonotonicInstant
    ) -> PathChange {
        let from = paths[active].path
        active = next
        return PathChange(from: from, to: paths[next].path, cause: cause, at: now)
    }

    /// A further copy of a packet came on `link`, `delay` after the first where that was measured.
    mutating func heardCopy(on link: LinkID, delay: Duration?) {
        guard let index = index(on: link) else { return }
        paths[index].laterCopies &+= 1
        guard let delay = delay.map({ min($0, Self.skewLimit) }) else { return }
        let current = skew ?? .zero
        skew = delay >= current ? delay : current - (current - delay) / 64
    }

    /// More than this is not a link's delay any more.
    static let skewLimit: Duration = .seconds(2)
    /// Copies are expected, but none has come yet to measure by.
    static let unmeasured: Duration = .milliseconds(100)

    /// How long a gap may still close by itself: as long as the slower copy may take, if there is a second path alive.
    func patience(at now: MonotonicInstant) -> Duration {
        guard duplicates, paths.indices.count(where: { isAlive($0, at: now) }) > 1 else {
            return MissingPackets.reordering
        }
        guard let skew else { return Self.unmeasured }
        return skew + skew / 4 + MissingPackets.reordering
    }

    func statistics(at now: MonotonicInstant) -> [LegStatistics.Pair] {
        paths.indices.map { index in
            LegStatistics.Pair(
                path: paths[index].path, isActive: duplicates ? isAlive(index, at: now) : index == active,
                roundTrip: nil, sinceAnswer: nil, sinceMedia: paths[index].lastHeardAt.map(now.since),
                firstCopies: paths[index].firstCopies, laterCopies: paths[index].laterCopies,
                missing: missing(index))
        }
    }

    /// Packets of the leg that did not come over path `index`.
    func missing(_ index: Int) -> UInt64 {
        let path = paths[index]
        let expected = packets &- path.startedAt
        let came = path.firstCopies &+ path.laterCopies
        return expected > came ? expected &- came : 0
    }
}
