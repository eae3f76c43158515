import CAllocations
import CLinuxNet
import EngineLoad
import MediaEngine
import MediaRelay
import Wire

/// Heap allocations of the packet path, counted by a malloc of our own on the thread that forwards: none is allowed in
/// a warmed call. `EngineBench allocations` says so by its exit code; only an optimised build keeps the promise, which
/// is why this is no debug test.
enum AllocationCheck {
    struct Case {
        var profile: ProtectionProfile
        var parties: Int
        var publishers: Int
        var isBrowsers: Bool

        var name: String {
            "\(profile), \(publishers) of \(parties) send, \(isBrowsers ? "browsers" : "given addresses")"
        }
    }

    private static let batches = 2000

    /// True when every case took nothing.
    static func run() throws -> Bool {
        var isClean = true
        for profile in [ProtectionProfile.aeadAES128GCM, .aes128CMHMACSHA1_80] {
            let cases = [
                Case(profile: profile, parties: 2, publishers: 2, isBrowsers: false),
                Case(profile: profile, parties: 2, publishers: 2, isBrowsers: true),
                Case(profile: profile, parties: 9, publishers: 1, isBrowsers: true),
            ]
            for call in cases { isClean = try check(call, offloads: true) && isClean }
        }
        isClean =
            try check(
                Case(profile: .aeadAES128GCM, parties: 2, publishers: 2, isBrowsers: false), offloads: false)
            && isClean
        guard try seesFault() else {
            print("the counter did not see a block taken on purpose")
            return false
        }
        return isClean
    }

    private static func check(_ call: Case, offloads: Bool) throws -> Bool {
        let bench = try Bench(call, offloads: offloads)
        _ = bench.count(batches: 6000) {}  // tables, windows and scratch space take their size
        let before = bench.load.packetsOut
        let taken = bench.count(batches: batches) {}
        let forwarded = bench.load.packetsOut - before
        let expected = UInt64(batches * EngineLoad.batch * (call.parties - 1)) * 9 / 10
        let isRight = taken == 0 && forwarded >= expected && bench.ring.droppedPackets == 0
        print(
            "\(isRight ? "ok   " : "FAULT") \(call.name)\(offloads ? ", runs" : ""): \(taken) blocks for "
                + "\(forwarded) packets out (at least \(expected) expected)")
        if !isRight { print("      dropped by the first leg: \(bench.load.firstDrops)") }
        return isRight
    }

    /// A block taken on the way must be counted: else a zero proves nothing.
    private static func seesFault() throws -> Bool {
        let bench = try Bench(
            Case(profile: .aeadAES128GCM, parties: 2, publishers: 2, isBrowsers: false), offloads: true)
        _ = bench.count(batches: 6000) {}
        var kept: [[UInt8]] = []
        kept.reserveCapacity(8)
        let taken = bench.count(batches: 8) { kept.append([UInt8](repeating: 1, count: 100 + kept.count)) }
        return kept.count == 8 && taken == 8
    }

    /// A load whose packets leave by a real socket and are captured by a real recording ring.
    private final class Bench {
        let load: EngineLoad
        let ring: RecordingRing
        private var transmitter: Transmitter
        private var latency = LatencyHistogram()

        init(_ call: Case, offloads: Bool) throws {
            let ring = RecordingRing(capacity: 1 << 20) {}
            var shape = EngineLoad.Shape()
            shape.profile = call.profile
            shape.rooms = 1
            shape.parties = call.parties
            shape.publishers = call.publishers
            shape.usesICE = call.isBrowsers
            shape.repairs = true
            if call.isBrowsers {
                shape.extensions = OfferProfile.extensions
                // Below the estimate that every path starts with: the pacer lets all of it pass.
                shape.videoBytes = 250
            }
            // On the loopback interface, at a port where nobody listens.
            shape.network = 0x7F01_0000
            load = try EngineLoad(shape) { _ in ring }
            self.ring = ring
            let socket = try UDPSocket(
                link: LinkID(value: 0), address: PeerAddress(v4: 0x7F00_0001, port: 0), offloads: offloads)
            transmitter = Transmitter(sockets: [socket])
        }

        func count(batches: Int, also body: () -> Void) -> UInt64 {
            var taken: UInt64 = 0
            for _ in 0..<batches {
                load.prepare()
                let arrival = huizhen_monotonic_ns()
                huizhen_allocations_begin()
                load.process()
                // Browsers' checks must stay to be answered.
                if !load.shape.usesICE {
                    latency.caused(arrival: arrival)
                    load.lend { batch in transmitter.flush(&batch) }
                    latency.sent(at: huizhen_monotonic_ns())
                }
                body()
                taken += huizhen_allocations_end()
                load.settle()
                _ = ring.drain { _ in }
            }
            return taken
        }
    }
}
