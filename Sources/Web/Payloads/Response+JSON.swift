import HTTPTypes
import Hummingbird
import NIOCore
import SortedJSON

extension Response {
    /// Members in alphabetical order, so that equal values are equal bytes.
    static func json(
        _ payload: some Encodable, status: HTTPResponse.Status = .ok, type: String = "application/json",
        headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        do {
            return Response(
                status: status, headers: headers, body: .init(byteBuffer: try JSONText.buffer(payload)))
        } catch {
            // Every payload is made of text, integers, flags and lists of them; none can fail to encode.
            return Response(status: .internalServerError)
        }
    }
}

enum JSONText {
    static func buffer(_ payload: some Encodable) throws -> ByteBuffer {
        ByteBuffer(bytes: try SortedJSON.bytes(payload))
    }
}
