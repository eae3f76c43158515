package import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// One way to write JSON: members in alphabetical order, one line.
package enum ControlJSON {
    static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    /// - Throws: `RelayProblem` that says where the body is wrong.
    package static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw RelayProblem.malformed(describe(error))
        }
    }

    /// Where and what, never the value: a body may hold keys.
    private static func describe(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
            let path = (context.codingPath + (last.map { [$0] } ?? [])).map(\.stringValue)
            return path.isEmpty ? "the body" : "/" + path.joined(separator: "/")
        }
        switch error {
        case .keyNotFound(let key, let context): return "\(place(context, key)) is missing."
        case .typeMismatch(let type, let context): return "\(place(context)) is not of type \(type)."
        case .valueNotFound(_, let context): return "\(place(context)) is null."
        case .dataCorrupted(let context): return "\(place(context)) holds a value that is not allowed."
        @unknown default: return "The body cannot be read."
        }
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
