import Foundation

/// A relay under test, as the bench drives it.
protocol Contestant: AnyObject {
    var name: String { get }
    var child: Child { get }
    /// False when a load it could not carry leaves it broken: then it is started anew before the next run.
    var recoversFromOverload: Bool { get }
    /// Makes a call between the parties of one group. Returns where each has to send, in their order.
    func connect(_ parties: [Party], group: Int) throws -> [Attachment]
}

/// How a contestant shall be run.
struct Setting {
    var suite: Suite
    var cores: Cores
    /// UDP_SEGMENT and UDP_GRO on both sides of the relay.
    var segments = false
    var records = false
    var busyPolls = false
    var workers = 1
    /// First UDP port of the relay; it may use the thousand behind it, rtpengine ten thousand.
    var port: UInt16
    /// A folder of its own.
    var directory: URL
    /// Added to the program's environment.
    var environment: [String: String] = [:]
}

/// A contestant with the load that drives it.
final class Trial {
    private(set) var contestant: any Contestant
    let load: Load
    private let shape: Shape
    private let make: () throws -> any Contestant
    private var isBroken = false
    private var rooms: [[Party]] = []

    /// What one group is.
    struct Shape {
        var publishers: Int
        var watchers: Int
        static let call = Shape(publishers: 2, watchers: 0)
        static let ward = Shape(publishers: 1, watchers: 50)

        /// Packets a second that go out, for one group at normal speed.
        var packetsOut: Double {
            let each = Double(LoadRates.audio + LoadRates.video)
            return each * Double(publishers * (publishers + watchers - 1))
        }
    }

    init(_ load: Load, _ shape: Shape, make: @escaping () throws -> any Contestant) throws {
        self.make = make
        contestant = try make()
        self.load = load
        self.shape = shape
        contestant.child.pause()  // it wakes only for its own runs
    }

    /// Makes groups until there are `count`.
    func ensure(groups count: Int) throws {
        while load.groups < count {
            let group = load.groups
            rooms.append(try load.addGroup(publishers: shape.publishers, watchers: shape.watchers))
            try connect(group)
        }
    }

    private func connect(_ group: Int) throws {
        let attachments = try contestant.connect(rooms[group], group: group)
        guard attachments.count == rooms[group].count else {
            throw BenchFault("\(contestant.name) forgot a party")
        }
        for (party, attachment) in zip(rooms[group], attachments) { try load.attach(party, attachment) }
    }

    private func beginAnew() throws {
        contestant.child.stop()
        contestant = try make()
        for group in rooms.indices { try connect(group) }
        isBroken = false
    }

    /// One run, with the relay awake only for it.
    func measure(_ plan: Plan) throws -> Measurement {
        if isBroken { try beginAnew() }
        try ensure(groups: plan.groups)
        contestant.child.resume()
        defer { contestant.child.pause() }
        guard contestant.child.isRunning else { throw BenchFault("\(contestant.name) has ended") }
        usleep(20_000)
        let before = contestant.child.processorTime
        let begun = ContinuousClock.now
        let result = try load.run(plan)
        let spent = contestant.child.processorTime - before
        var measurement = Measurement(
            name: contestant.name, offered: shape.packetsOut * Double(plan.groups) * plan.speed,
            result: result, processorTime: spent)
        measurement.elapsed = (ContinuousClock.now - begun) / .seconds(1)
        isBroken = !measurement.isWithinLimit && !contestant.recoversFromOverload
        return measurement
    }

    func stop() { contestant.child.stop() }
}

/// The rates of relay_load.h.
enum LoadRates {
    static let audio = 50
    static let video = 115
}
