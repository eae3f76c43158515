import Foundation
import RelayLoad

/// SRTP suites of the bench, by their names in SDP.
enum Suite: String, Codable, CaseIterable {
    case gcm = "AEAD_AES_128_GCM"
    case cm80 = "AES_CM_128_HMAC_SHA1_80"

    var value: bench_suite { self == .gcm ? BENCH_AEAD_AES_128_GCM : BENCH_AES_CM_128_HMAC_SHA1_80 }
    var masterBytes: Int { Int(bench_master_bytes(value)) }
}

/// One sender or listener, as a relay has to be told about it.
struct Party {
    var number: Int32
    var address: UInt32
    var port: UInt16
    /// Master key and salt it protects with.
    var sends: [UInt8]
    var publishes: Bool
    var audioSSRC: UInt32
    var videoSSRC: UInt32

    var host: String { Self.text(address) }
    static func text(_ address: UInt32) -> String {
        [24, 16, 8, 0].map { String(address >> UInt32($0) & 255) }.joined(separator: ".")
    }
    static func number(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".").compactMap { UInt32($0) }
        guard parts.count == 4, parts.allSatisfy({ $0 < 256 }) else { return nil }
        return parts.reduce(0) { $0 << 8 | $1 }
    }
}

/// Where a relay wants a party to send, and what it protects with towards it.
struct Attachment {
    var address: UInt32
    var port: UInt16
    var receives: [UInt8]
}

/// The open-loop load and its receivers: Swift's face of the C part, which has the loops.
final class Load {
    let suite: Suite
    let segments: Bool
    private let handle: OpaquePointer
    private(set) var parties: [Party] = []
    private(set) var groups = 0

    init(suite: Suite, segments: Bool, port: UInt16, cores: Cores) throws {
        var setup = load_setup()
        setup.suite = suite.value
        setup.port = port
        setup.segments = segments ? 1 : 0
        setup.spins = cores.spins ? 1 : 0
        setup.seed = 0x48_5a_20_26
        setup.senders = UInt32(cores.senders.count)
        setup.receivers = UInt32(cores.receivers.count)
        withUnsafeMutableBytes(of: &setup.sender_cores) { $0.fill(cores.senders) }
        withUnsafeMutableBytes(of: &setup.receiver_cores) { $0.fill(cores.receivers) }
        var problem = [CChar](repeating: 0, count: 256)
        guard let handle = load_make(&setup, &problem) else {
            throw BenchFault(
                "no load: \(problem.withUnsafeBufferPointer { String(decoding: $0.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self) })"
            )
        }
        self.handle = handle
        self.suite = suite
        self.segments = segments
    }

    deinit { load_free(handle) }

    var receiveBufferBytes: Int { Int(load_receive_buffer(handle)) }

    /// A new group: `publishers` parties that send, then `watchers` that only listen. Not yet attached to a relay.
    func addGroup(publishers: Int, watchers: Int) throws -> [Party] {
        var made: [Party] = []
        for position in 0..<(publishers + watchers) {
            let key = (0..<suite.masterBytes).map { _ in UInt8.random(in: 0...255) }
            let publishes = position < publishers
            let number = load_add_party(handle, UInt32(groups), key, publishes ? 1 : 0)
            guard number >= 0 else { throw BenchFault("the load takes no more parties") }
            var party = Party(
                number: number, address: 0, port: 0, sends: key, publishes: publishes,
                audioSSRC: load_party_ssrc(handle, number, LOAD_MICROPHONE),
                videoSSRC: load_party_ssrc(handle, number, LOAD_CAMERA))
            load_party_address(handle, number, &party.address, &party.port)
            made.append(party)
        }
        groups += 1
        parties += made
        return made
    }

    func attach(_ party: Party, _ attachment: Attachment) throws {
        guard attachment.receives.count == suite.masterBytes,
            load_set_relay(
                handle, party.number, attachment.address, attachment.port, attachment.receives) == 0
        else { throw BenchFault("the relay gave a key that does not fit \(suite.rawValue)") }
    }

    func run(_ plan: Plan) throws -> LoadResult {
        var values = load_plan()
        values.active_groups = UInt32(plan.groups)
        values.speed = plan.speed
        values.warm_ns = UInt64(plan.warm * 1e9)
        values.measure_ns = UInt64(plan.seconds * 1e9)
        values.drain_ns = 300_000_000
        values.late_ns = UInt64(Plan.lateAfter * 1e9)
        values.settle_ns = UInt64(Plan.settle * 1e9)
        values.verify_every = plan.verifyEvery
        if let flood = plan.flood {
            values.flood_rate = flood.rate
            values.flood_kinds = flood.kinds.reduce(0) { $0 | 1 << $1.rawValue }
            values.flood_core = Int32(flood.core)
        }
        let result = try LoadResult()
        guard load_run(handle, &values, result.pointer) == 0 else {
            throw BenchFault("no thread for the load")
        }
        return result
    }
}

/// What to send, and for how long.
struct Plan {
    /// A packet that needs longer from the send call to reception counts as lost: no call could use it.
    static let lateAfter = 0.25
    /// A relay that still sends so long after the last packet came has a queue that grows: those packets count as lost,
    /// too, else large socket buffers would pass for speed.
    static let settle = 0.025
    var groups: Int
    var speed = 1.0
    var warm = 0.5
    var seconds = 2.0
    var verifyEvery: UInt32 = 32
    /// What is sent beside the calls.
    var flood: Flood?
}

/// Packets that nobody asked for.
struct Flood {
    static let kinds: [(name: String, kind: load_flood_kind)] = [
        ("random bytes", LOAD_FLOOD_RANDOM), ("STUN for nobody", LOAD_FLOOD_STUN),
        ("RTP of strangers", LOAD_FLOOD_STRANGER), ("forged RTP", LOAD_FLOOD_FORGED),
        ("replayed packets", LOAD_FLOOD_REPLAYED),
    ]
    /// Packets a second.
    var rate = 100_000.0
    /// They take turns.
    var kinds: [load_flood_kind]
    var core: Int
}

/// The counters of one run. A class, because the histograms in it are large.
final class LoadResult {
    let pointer: UnsafeMutablePointer<load_result>
    init() throws {
        guard let pointer = load_result_make() else { throw BenchFault("no memory") }
        self.pointer = pointer
    }
    deinit { load_result_free(pointer) }

    var value: load_result { _read { yield pointer.pointee } }

    func merge(_ other: LoadResult) {
        bench_histogram_merge(value.latency, other.value.latency)
        bench_histogram_merge(value.lateness, other.value.lateness)
    }

    /// Microseconds that `fraction` of the packets did not exceed.
    func latency(_ fraction: Double) -> Double {
        Double(bench_histogram_quantile(value.latency, fraction)) / 1000
    }
    /// The same for how much later than due the load sent.
    func lateness(_ fraction: Double) -> Double {
        Double(bench_histogram_quantile(value.lateness, fraction)) / 1000
    }

    /// (µs, share of packets not above it), a point for each step that holds packets.
    var latencyCurve: [(microseconds: Double, share: Double)] {
        let total = Double(max(bench_histogram_total(value.latency), 1))
        var passed: UInt64 = 0
        var points: [(Double, Double)] = []
        for bucket in 0..<UInt32(BENCH_HISTOGRAM_BUCKETS) {
            let count = bench_histogram_count(value.latency, bucket)
            guard count > 0 else { continue }
            passed += count
            points.append((Double(bench_histogram_edge(bucket)) / 1000, Double(passed) / total))
        }
        return points
    }
}

struct BenchFault: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

extension UnsafeMutableRawBufferPointer {
    /// Writes as many 32-bit numbers as fit.
    fileprivate func fill(_ numbers: [Int]) {
        for (position, number) in numbers.enumerated() where (position + 1) * 4 <= count {
            storeBytes(of: Int32(number), toByteOffset: position * 4, as: Int32.self)
        }
    }
}
