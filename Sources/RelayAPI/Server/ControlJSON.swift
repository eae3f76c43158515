import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// One way to write JSON: members in alphabetical order, one line.
enum ControlJSON {
    static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }
}

extension Response {
    static func metrics(_ text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: MetricsText.contentType, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    static func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, type: String = "application/json"
    ) -> Response {
        guard let data = try? ControlJSON.encode(value) else {
            // Values are text, integers, flags and lists of them; none can fail to encode.
            return Response(status: .internalServerError)
        }
        return Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }
}
