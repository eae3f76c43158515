import Foundation

/// A relay under test, as the bench drives it.
protocol Contestant: AnyObject {
    var name: String { get }
    var child: Child { get }
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
    let contestant: any Contestant
    let load: Load
    private let shape: Shape

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

    init(_ contestant: any Contestant, _ load: Load, _ shape: Shape) {
        self.contestant = contestant
        self.load = load
        self.shape = shape
        contestant.child.pause()  // it wakes only for its own runs
    }

    /// Makes groups until there are `count`.
    func ensure(groups count: Int) throws {
        while load.groups < count {
            let group = load.groups
            let parties = try load.addGroup(publishers: shape.publishers, watchers: shape.watchers)
            let attachments = try contestant.connect(parties, group: group)
            guard attachments.count == parties.count else {
                throw BenchFault("\(contestant.name) forgot a party")
            }
            for (party, attachment) in zip(parties, attachments) { try load.attach(party, attachment) }
        }
    }

    /// One run, with the relay awake only for it.
    func measure(_ plan: Plan) throws -> Measurement {
        try ensure(groups: plan.groups)
        contestant.child.resume()
        defer { contestant.child.pause() }
        guard contestant.child.isRunning else { throw BenchFault("\(contestant.name) has ended") }
        usleep(20_000)
        let before = contestant.child.processorTime
        let result = try load.run(plan)
        let spent = contestant.child.processorTime - before
        return Measurement(
            name: contestant.name, offered: shape.packetsOut * Double(plan.groups) * plan.speed,
            result: result, processorTime: spent)
    }

    func stop() { contestant.child.stop() }
}

/// The rates of relay_load.h.
enum LoadRates {
    static let audio = 50
    static let video = 115
}
