import HTTPTypes
import Hummingbird

extension Request {
    /// Whether the client takes gzip (RFC 9110 §12.5.3).
    var acceptsGzip: Bool {
        (headers[.acceptEncoding] ?? "").split(separator: ",").contains { item in
            let parts = item.split(separator: ";").map { String($0).trimmed.lowercased() }
            return parts.first == "gzip"
                && !parts.dropFirst().contains { $0 == "q=0" || $0.hasPrefix("q=0.0") }
        }
    }
}
