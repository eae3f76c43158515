import Foundation

/// The keys `edge.*`: a relay in a hospital's own network.
struct EdgeConfiguration: Sendable {
    /// `https://…`; empty where no edge runs.
    var service: String
    var tokenFile: URL
    var authority: URL?
    var lan: Configuration.Link?
    var uplinks: [Configuration.Link]

    init(reading reader: inout ConfigurationReader, path: (String) -> URL) {
        service = reader.text("edge.service", default: "")
        if !service.isEmpty, !service.hasPrefix("https://"), !Self.isLoopback(service) {
            reader.refuse("edge.service", "give https://host:port; plain http:// only on loopback")
        }
        while service.hasSuffix("/") { service.removeLast() }
        tokenFile = path(reader.text("edge.tokenFile", default: "edge-token"))
        let file = reader.text("edge.authority", default: "")
        authority = file.isEmpty ? nil : path(file)
        lan = Self.links(reader.text("edge.lan", default: ""), "edge.lan", &reader).first
        uplinks = Self.links(reader.text("edge.uplinks", default: ""), "edge.uplinks", &reader)
    }

    private static func isLoopback(_ text: String) -> Bool {
        ["http://127.0.0.1", "http://localhost", "http://[::1]"].contains { prefix in
            text.hasPrefix(prefix) && [":", "/", nil].contains(text.dropFirst(prefix.count).first)
        }
    }

    private static func links(
        _ text: String, _ key: String, _ reader: inout ConfigurationReader
    ) -> [Configuration.Link] {
        text.split(separator: " ").compactMap { item in
            let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                reader.refuse(key, "'\(item)' is not name=address")
                return nil
            }
            return .init(name: parts[0], address: parts[1], advertised: nil)
        }
    }
}
