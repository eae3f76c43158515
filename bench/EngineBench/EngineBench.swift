import CAllocations
import CEngineFloor
import CLinuxNet
import EngineLoad
import Glibc
import MediaEngine

/// What one forwarded packet costs inside the process, without the kernel: engine and cryptography against the
/// cryptography alone. `EngineBench [calls] [gcm|cm80] [seconds] [cold]`, without arguments a table;
/// `cold` empties the caches before each batch, as the kernel's work between two batches does;
/// `EngineBench allocations` checks that none of it takes memory.
@main
enum EngineBench {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "allocations" { exit(try AllocationCheck.run() ? 0 : 1) }
        if let calls = arguments.first.flatMap({ Int($0) }) {
            let profile: ProtectionProfile =
                arguments.dropFirst().first == "cm80" ? .aes128CMHMACSHA1_80 : .aeadAES128GCM
            let seconds = arguments.dropFirst(2).first.flatMap { Double($0) } ?? 3
            try row(
                calls: calls, parties: 2, publishers: 2, profile, seconds: seconds,
                isCold: arguments.contains("cold"))
            return
        }
        for profile in [ProtectionProfile.aeadAES128GCM, .aes128CMHMACSHA1_80] {
            for calls in [10, 100, 400] {
                try row(calls: calls, parties: 2, publishers: 2, profile, seconds: 1)
            }
            try row(calls: 1, parties: 16, publishers: 1, profile, seconds: 1)
        }
    }

    static func row(
        calls: Int, parties: Int, publishers: Int, _ profile: ProtectionProfile, seconds: Double,
        isCold: Bool = false
    ) throws {
        var shape = EngineLoad.Shape()
        shape.rooms = calls
        shape.parties = parties
        shape.publishers = publishers
        shape.profile = profile
        let memoryBefore = residentBytes()
        let load = try EngineLoad(shape) { _ in OpenTap() }
        let warm = calls * 330 * 3 / 16 + 2000
        for _ in 0..<warm {
            load.prepare()
            load.process()
            load.settle()
        }
        let memory = (residentBytes() - memoryBefore) / (calls * parties)
        let (takenBefore, outBefore, dropsBefore) = (load.taken, load.packetsOut, load.dropped)
        let otherWork = [UInt64](repeating: 1, count: isCold ? 3 << 17 : 0)
        var samples: [UInt64] = []
        var allocations: UInt64 = 0
        let end = huizhen_monotonic_ns() + UInt64(seconds * 1e9)
        while huizhen_monotonic_ns() < end {
            for _ in 0..<64 {
                load.prepare()
                if isCold { passOver(otherWork) }
                huizhen_allocations_begin()
                let from = huizhen_monotonic_ns()
                load.process()
                samples.append(huizhen_monotonic_ns() - from)
                allocations += huizhen_allocations_end()
                load.settle()
            }
        }
        let taken = Double(load.taken - takenBefore)
        let out = Double(load.packetsOut - outBefore)
        let spent = trimmedMean(&samples) * Double(samples.count)
        let whole = spent / taken
        let tenth = samples.prefix(samples.count / 10 + 1)
        let best = Double(tenth.reduce(0, +)) / Double(tenth.count)
        let suite = Int32(profile == .aes128CMHMACSHA1_80 ? ENGINE_FLOOR_CM80 : ENGINE_FLOOR_GCM128)
        // The mix of the load: 50 audio and 115 video packets.
        let floor =
            (50 * floor(suite, shape.audioBytes) + 115 * floor(suite, shape.videoBytes)) / 165
        let name = profile == .aes128CMHMACSHA1_80 ? "CM80" : "GCM"
        print(
            "\(name) rooms \(calls) × \(parties) (\(publishers) send): \(rounded(whole)) ns a packet in "
                + "(best tenth \(rounded(best / Double(EngineLoad.batch))), "
                + "median \(rounded(Double(samples[samples.count / 2]) / Double(EngineLoad.batch)))), "
                + "\(rounded(spent / out)) a packet out; crypto floor \(rounded(floor)); "
                + "allocations a packet \(rounded(Double(allocations) / taken, 4)); "
                + "out/in \(rounded(out / taken, 3)); drops \(load.dropped - dropsBefore); leg \(memory / 1000) kB"
        )
    }

    /// Three times the second-level cache of the machines this runs on.
    @inline(never)
    static func passOver(_ words: [UInt64]) {
        var sum: UInt64 = 0
        for index in stride(from: 0, to: words.count, by: 8) { sum &+= words[index] }
        precondition(sum > 0)
    }

    /// The quickest of many short runs.
    static func floor(_ suite: Int32, _ bytes: Int) -> Double {
        (0..<40).reduce(Double.infinity) { best, _ in min(best, engine_floor_ns(suite, Int32(bytes), 5000)) }
    }

    /// Without the batches in which the machine did something else: those of more than four times the median.
    static func trimmedMean(_ samples: inout [UInt64]) -> Double {
        samples.sort()
        guard !samples.isEmpty else { return 0 }
        let limit = samples[samples.count / 2] * 4
        let kept = samples.prefix { $0 <= limit }
        return Double(kept.reduce(0, +)) / Double(kept.count)
    }

    static func rounded(_ value: Double, _ digits: Int = 1) -> String {
        let scale = pow(10, Double(digits))
        return "\((value * scale).rounded() / scale)"
    }

    static func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, 128, file) != nil else { return 0 }
        let words = String(decoding: line.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
        return words.count > 1 ? (Int(words[1]) ?? 0) * 4096 : 0
    }
}
