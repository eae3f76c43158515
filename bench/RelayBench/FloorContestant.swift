import Foundation

/// The C floor, `relay-floor`.
final class FloorContestant: Contestant {
    let name: String
    let child: Child
    let recoversFromOverload = true
    private let port: UInt16
    private let suite: Suite

    init(_ setting: Setting, program: String) throws {
        name = "floor" + (setting.busyPolls ? ", busy" : "") + (setting.segments ? ", segments" : "")
        port = setting.port
        suite = setting.suite
        var arguments = ["--suite", setting.suite == .gcm ? "gcm" : "cm80", "--port", "\(setting.port)"]
        if setting.segments { arguments.append("--segments") }
        if setting.busyPolls { arguments.append("--busy") }
        child = try Child(
            name, program, arguments, cores: setting.cores.relay,
            log: setting.directory.appending(path: "floor.log"))
    }

    func connect(_ parties: [Party], group: Int) throws -> [Attachment] {
        child.resume()
        var made: [Attachment] = []
        for party in parties {
            let key = (0..<suite.masterBytes).map { _ in UInt8.random(in: 0...255) }
            try child.write(
                "leg \(party.number) \(party.host) \(party.port) \(Self.hex(party.sends)) \(Self.hex(key))\n")
            made.append(Attachment(address: 0x7f00_0001, port: port, receives: key))
        }
        for from in parties where from.publishes {
            for to in parties where to.number != from.number {
                try child.write("route \(from.number) \(to.number)\n")
            }
        }
        try child.write("sync\n")
        guard child.readLine() == "ok" else {
            throw BenchFault("the floor did not take its table; see floor.log")
        }
        return made
    }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
