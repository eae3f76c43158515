import Foundation
import RelayAPI

/// The keys `relay.control.*`: where a relay node is controlled from, and who may.
struct ControlSettings: Sendable {
    var host: String
    var port: Int
    /// For both sides: a node shows it to the service, the service to its nodes.
    var access: ControlAccess?
    var drainSeconds: Int
    /// Relay nodes of their own that the service uses; none means the relay runs in the service's process.
    var nodes: [(name: String, address: String)] = []
    var nodeLossSeconds: Int

    init(reading reader: inout ConfigurationReader, path: (String) -> URL) {
        host = reader.text("relay.control.host", default: "127.0.0.1")
        port = reader.number("relay.control.port", default: 8450, in: 0...65535)
        let certificate = reader.text("relay.control.certificate", default: "")
        let key = reader.text("relay.control.key", default: "")
        let authority = reader.text("relay.control.clientAuthority", default: "")
        let given = [certificate, key, authority].filter { !$0.isEmpty }.count
        if given != 0, given != 3 {
            reader.refuse("relay.control.certificate", "give certificate, key and clientAuthority, or none")
        }
        access =
            given == 3
            ? ControlAccess(
                certificate: path(certificate).path, key: path(key).path, authority: path(authority).path)
            : nil
        drainSeconds = reader.number("relay.control.drainSeconds", default: 60, in: 0...86_400)
        nodeLossSeconds = reader.number("relay.nodeLossSeconds", default: 3, in: 1...60)
        for item in reader.text("relay.nodes", default: "").split(separator: " ") {
            let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, parts[1].hasPrefix("http://") || parts[1].hasPrefix("https://") else {
                reader.refuse(
                    "relay.nodes", "'\(item)' is not name=http://host:port or name=https://host:port")
                continue
            }
            nodes.append((parts[0], parts[1]))
        }
    }

    var configuration: ControlConfiguration { ControlConfiguration(host: host, port: port, access: access) }
}
