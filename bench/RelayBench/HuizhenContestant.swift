import Foundation
import Glibc

/// `huizhen relay`, the shipped binary, controlled over its own HTTP API.
final class HuizhenContestant: Contestant {
    let name: String
    let child: Child
    let recoversFromOverload = true
    private let suite: Suite
    private let records: Bool
    private let link = "bench"
    private let control: HTTPConnection
    private let cores: [Int]

    init(_ setting: Setting, program: String) throws {
        name =
            "huizhen" + (setting.busyPolls ? ", busy" : "") + (setting.segments ? ", segments" : "")
            + (setting.records ? ", recording" : "")
            + (setting.workers > 1 ? ", \(setting.workers) workers" : "")
        suite = setting.suite
        records = setting.records
        cores = setting.cores.relay
        var settings = [
            "relay.links=\(link)=127.0.0.1", "relay.portBase=\(setting.port)",
            "relay.workers=\(setting.workers)",
            "relay.partiesPerRoom=64", "relay.control.port=0", "relay.control.drainSeconds=0",
            "recording.reserveMegabytes=64", "log.level=warning",
        ]
        settings += Self.optional("relay.segmentation", setting.segments ? "auto" : "off", program)
        if setting.busyPolls { settings += Self.optional("relay.busyPoll", "100000", program) }
        let data = setting.directory.appending(path: "data")
        child = try Child(
            "huizhen", program,
            ["relay", "--data", data.path] + settings.flatMap { ["--set", $0] }, cores: cores,
            log: setting.directory.appending(path: "huizhen.log"), environment: setting.environment)
        // The line that says it is ready names the port the system chose.
        guard let line = child.readLine(),
            let port = line.split(separator: ":").last.flatMap({ UInt16($0.filter(\.isNumber)) })
        else {
            let log = try? String(
                contentsOf: setting.directory.appending(path: "huizhen.log"), encoding: .utf8)
            throw BenchFault("huizhen relay does not start: \(log ?? "")")
        }
        control = try HTTPConnection(port: port)
        child.pin(threadsNamed: "hz-worker", to: cores)
    }

    /// A setting that this build may not have yet is left out.
    private static func optional(_ key: String, _ value: String, _ program: String) -> [String] {
        let yaml = (try? String(contentsOfFile: "config/huizhen.yaml", encoding: .utf8)) ?? ""
        let name = key.split(separator: ".").last.map(String.init) ?? key
        return yaml.contains("\n  \(name):") ? ["\(key)=\(value)"] : []
    }

    func connect(_ parties: [Party], group: Int) throws -> [Attachment] {
        child.resume()
        let room = "room-\(group)"
        var opening: [String: Any] = [:]
        if records { opening["recording"] = "bench-\(group)" }
        try control.send("PUT", "/v1/rooms/\(room)", opening)
        return try parties.map { try join($0, room) }
    }

    func close(group: Int) throws { try control.send("DELETE", "/v1/rooms/room-\(group)") }
    func leave(_ party: Party) throws { try control.send("DELETE", "/v1/sessions/session-\(party.number)") }

    func join(_ party: Party, _ room: String) throws -> Attachment {
        let key = (0..<suite.masterBytes).map { _ in UInt8.random(in: 0...255) }
        let microphone: [String: Any] = [
            "source": "microphone", "codec": "opus", "payloadType": 111, "clockRate": 48_000,
            "ssrc": party.audioSSRC,
        ]
        let camera: [String: Any] = [
            "source": "camera", "codec": "vp8", "payloadType": 96, "clockRate": 90_000,
            "ssrc": party.videoSSRC,
        ]
        let publishes = party.publishes ? [microphone, camera] : []
        let answer = try control.send(
            "POST", "/v1/rooms/\(room)/sessions",
            [
                "kind": "fixed", "participant": "participant-\(party.number)",
                "session": "session-\(party.number)",
                "suite": suite.rawValue, "sendingKey": Data(key).base64EncodedString(),
                "receivingKey": Data(party.sends).base64EncodedString(),
                "remotes": [link: "\(party.host):\(party.port)"], "duplicates": false, "learns": false,
                "publishes": publishes,
                "receives": [
                    ["kind": "audio", "codec": "opus", "payloadType": 111],
                    ["kind": "video", "codec": "vp8", "payloadType": 96],
                ],
            ])
        let opened = try JSONDecoder().decode(Opened.self, from: answer)
        guard let first = opened.addresses.first, let address = Party.number(first.address) else {
            throw BenchFault("huizhen relay gave no address")
        }
        return Attachment(address: address, port: first.port, receives: key)
    }

    private struct Opened: Decodable {
        struct Address: Decodable {
            var address: String
            var port: UInt16
        }
        var addresses: [Address]
    }

    /// Datagrams taken, and those of them that were not forwarded, by reason.
    func counters() throws -> (taken: UInt64, refused: [String: UInt64]) {
        struct Answer: Decodable {
            struct Worker: Decodable {
                var datagramsIn: UInt64
                var drops: [String: UInt64]
            }
            var workers: [Worker]
        }
        let answer = try JSONDecoder().decode(Answer.self, from: try control.send("GET", "/v1/statistics"))
        var refused: [String: UInt64] = [:]
        for worker in answer.workers { refused.merge(worker.drops, uniquingKeysWith: +) }
        return (answer.workers.reduce(0) { $0 + $1.datagramsIn }, refused)
    }

    /// `GET /v1/statistics` as text.
    func statistics() throws -> String {
        String(decoding: try control.send("GET", "/v1/statistics"), as: UTF8.self)
    }
}
