import Simulation
import Testing
import Wire

@testable import MediaEngine

/// The engine's own tables against plain ones, over random operations.
@Suite struct EngineTableTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `the heap gives deadlines in order, whatever moves`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var heap = DeadlineHeap()
        var model: [Int: UInt64] = [:]
        for _ in 0..<20_000 {
            let place = Int.random(in: 0..<200, using: &random)
            if random.chance(0.2) {
                heap.set(place, to: nil)
                model[place] = nil
            } else {
                let at = UInt64.random(in: 0..<1000, using: &random)
                heap.set(place, to: MonotonicInstant(nanoseconds: at))
                model[place] = at
            }
            let first = model.min { ($0.value, $0.key) < ($1.value, $1.key) }
            #expect(heap.first?.place == first?.key && heap.first?.at.nanoseconds == first?.value)
            #expect(heap.count == model.count)
            #expect(heap.deadline(of: place)?.nanoseconds == model[place])
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a path finds its leg, whoever else came and went`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let legs = (0..<8).map { Self.leg(UInt64($0)) }
        var table = PathTable(seed: seed)
        var model: [PathDescription: Leg] = [:]
        for _ in 0..<20_000 {
            let remote =
                random.chance(0.5)
                ? PeerAddress(v4: UInt32.random(in: 0..<40, using: &random), port: 5000)
                : PeerAddress(v6High: 0, low: UInt64.random(in: 0..<40, using: &random), port: 5000)
            let path = PathDescription(
                link: LinkID(value: UInt8.random(in: 0...1, using: &random)), remote: remote)
            let leg = random.chance(0.4) ? nil : legs.randomElement(using: &random)
            table[path] = leg
            model[path] = leg
            let count = table.count
            #expect(count == model.count)
        }
        for (path, leg) in model {
            let found = table[path]
            #expect(found === leg)
        }
    }

    private static func leg(_ number: UInt64) -> Leg {
        var random = SeededGenerator(seed: number)
        let now = MonotonicInstant(nanoseconds: 0)
        return Leg(
            LegConfiguration(
                session: SessionID(value: number), room: RoomID(value: 1),
                participant: ParticipantID(value: number),
                credentials: ICECredentials(usernameFragment: "frag", password: "a-password-of-24-chars"),
                plan: SlotPlan(audio: 1, video: 1, using: &random), links: []),
            room: Room(id: RoomID(value: 1), tap: CountingTap()), number: UInt32(number),
            transport: TransparentTransport(key: number, isServer: true), notice: Notice(), seed: number,
            at: now)
    }
}
