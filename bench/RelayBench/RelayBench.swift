import Foundation
import RelayLoad

@main
enum RelayBench {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "try" { return try attempt(Array(arguments.dropFirst())) }
    }

    /// `try CONTESTANT SUITE CALLS [segments] [busy] [record]`: one run, printed. For looking into something.
    static func attempt(_ words: [String]) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "relay-bench-try")
        try? FileManager.default.removeItem(at: directory)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let cores = Cores.forOneWorker()
        let suite: Suite = words[1] == "cm80" ? .cm80 : .gcm
        let setting = Setting(
            suite: suite, cores: cores, segments: words.contains("segments"),
            records: words.contains("record"),
            busyPolls: words.contains("busy"), port: 5000, directory: directory)
        let contestant: any Contestant =
            switch words[0] {
            case "floor": try FloorContestant(setting, program: ".build/release/relay-floor")
            case "rtpengine": try RtpengineContestant(setting)
            default: try HuizhenContestant(setting, program: ".build/release/huizhen")
            }
        let load = try Load(suite: suite, segments: setting.segments, port: 40_000, cores: cores)
        let trial = Trial(contestant, load, words.contains("fan") ? .ward : .call)
        defer { trial.stop() }
        for _ in 0..<2 {
            let m = try trial.measure(Plan(groups: Int(words[2]) ?? 60))
            let v = m.result.value
            print(
                "\(m.name): offered \(Int(m.offered)) delivered \(Int(m.delivered)) loss \(m.loss) "
                    + "cpu \(m.microsecondsPerPacket) µs p50 \(m.result.latency(0.5)) p99 \(m.result.latency(0.99)) "
                    + "late \(v.late) dup \(v.duplicates) undec \(v.undecryptable) verified \(v.verified) "
                    + "corrupt \(v.corrupt) rtcp \(v.control) lossy calls \(v.groups_with_loss) "
                    + "lateness p99 \(m.result.lateness(0.99)) \(m.fault ?? "")")
        }
        if let huizhen = contestant as? HuizhenContestant {
            huizhen.child.resume()
            print(try huizhen.statistics())
        }
    }
}
