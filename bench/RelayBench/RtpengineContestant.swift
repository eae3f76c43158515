import Foundation

/// Debian's rtpengine in user space with one worker thread, driven by its ng protocol with SDES on both sides.
///
/// Left to itself it hands each side's key to the other and passes packets through unopened. Offering two keys of the
/// suite and answering the second makes it open and seal every packet, as a relay that terminates SRTP must.
final class RtpengineContestant: Contestant {
    static var isInstalled: Bool { Tool.path(of: "rtpengine") != nil }

    let name: String
    let child: Child
    /// Its poller waits for edges and leaves a socket with more than a few dozen packets unread: one that overflowed is
    /// never read again.
    let recoversFromOverload = false
    private let suite: Suite
    private let records: Bool
    private let control: DatagramClient
    private var cookie = 0

    init(_ setting: Setting) throws {
        guard let program = Tool.path(of: "rtpengine") else { throw BenchFault("rtpengine is not installed") }
        name = "rtpengine" + (setting.records ? ", pcap" : "")
        suite = setting.suite
        records = setting.records
        let controlPort = setting.port
        var arguments = [
            "--foreground", "--log-stderr", "--log-level=3", "--table=-1", "--interface=127.0.0.1",
            "--listen-ng=127.0.0.1:\(controlPort)", "--num-threads=1", "--media-num-threads=1",
            "--port-min=\(controlPort + 100)", "--port-max=\(controlPort + 10_000)", "--timeout=7200",
            "--silent-timeout=7200", "--delete-delay=0",
            "--pidfile=\(setting.directory.appending(path: "rtpengine.pid").path)",
        ]
        if records {
            let folder = setting.directory.appending(path: "pcap").path
            arguments += ["--recording-dir=\(folder)", "--recording-method=pcap"]
            try? FileManager.default.removeItem(atPath: folder)  // of an earlier start
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        child = try Child(
            "rtpengine", program, arguments, cores: setting.cores.relay,
            log: setting.directory.appending(path: "rtpengine.log"))
        control = try DatagramClient(host: 0x7f00_0001, port: controlPort)
    }

    func connect(_ parties: [Party], group: Int) throws -> [Attachment] {
        guard parties.count == 2 else { throw BenchFault("rtpengine is driven with calls of two only") }
        child.resume()
        let (caller, callee) = (parties[0], parties[1])
        let second = (0..<suite.masterBytes).map { _ in UInt8.random(in: 0...255) }
        let call = "call-\(group)"
        let offer = try ask(
            "offer", call, ["from-tag": "a"], sdp(caller, keys: [(1, caller.sends), (2, second)]))
        let answer = try ask(
            "answer", call, ["from-tag": "a", "to-tag": "b"], sdp(callee, keys: [(2, callee.sends)]))
        if records { _ = try ask("start recording", call, [:], nil) }
        return [try read(answer, tag: 1), try read(offer, tag: 2)]
    }

    private func sdp(_ party: Party, keys: [(tag: Int, key: [UInt8])]) -> String {
        let lines =
            [
                "v=0", "o=- 1 1 IN IP4 \(party.host)", "s=-", "c=IN IP4 \(party.host)", "t=0 0",
                "m=video \(party.port) RTP/SAVP 111 96", "a=rtpmap:111 opus/48000/2", "a=rtpmap:96 VP8/90000",
                "a=rtcp-mux",
            ]
            + keys.map { "a=crypto:\($0.tag) \(suite.rawValue) inline:\(Data($0.key).base64EncodedString())" }
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    private func ask(_ command: String, _ call: String, _ tags: [String: String], _ sdp: String?) throws
        -> String
    {
        var table: [String: Bencode] = ["command": .text(command), "call-id": .text(call)]
        for (key, value) in tags { table[key] = .text(value) }
        if let sdp {
            table["sdp"] = .text(sdp)
            table["ICE"] = .text("remove")
            table["DTLS"] = .text("off")
            table["rtcp-mux"] = .list([.text("accept")])
            table["transport-protocol"] = .text("RTP/SAVP")
            table["SDES"] = .list([.text("nonew"), .text("pad")])
        }
        cookie += 1
        let question = Array("\(cookie) ".utf8) + Bencode.table(table).bytes
        guard let answer = control.ask(question), let space = answer.firstIndex(of: UInt8(ascii: " ")),
            let texts = Bencode.texts(of: answer[(space + 1)...])
        else { throw BenchFault("rtpengine does not answer; see rtpengine.log") }
        guard texts["result"] == "ok" else {
            throw BenchFault("rtpengine refuses \(command): \(texts["error-reason"] ?? "?")")
        }
        return texts["sdp"] ?? ""
    }

    /// Port, and the key of crypto line `tag`, in rtpengine's SDP.
    private func read(_ sdp: String, tag: Int) throws -> Attachment {
        var port: UInt16?
        var key: [UInt8]?
        for line in sdp.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ")
            if line.hasPrefix("m="), words.count > 1 { port = UInt16(words[1]) }
            guard line.hasPrefix("a=crypto:\(tag) "), words.count > 2, words[1] == suite.rawValue else {
                continue
            }
            var text = words[2].dropFirst("inline:".count).prefix { $0 != "|" }.description
            while text.count % 4 != 0 { text += "=" }
            key = Data(base64Encoded: text).map(Array.init)
        }
        guard let port, let key else { throw BenchFault("rtpengine's SDP holds no port and key") }
        return Attachment(address: 0x7f00_0001, port: port, receives: key)
    }
}
