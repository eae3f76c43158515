import Foundation
import NIOCore

/// The OpenAPI description, which lies beside the pages among the program's resources.
enum InterfaceDescription {
    enum Fault: Error {
        case missing
    }

    static func read() throws -> ByteBuffer {
        guard let file = Bundle.module.url(forResource: "openapi", withExtension: "yaml") else {
            throw Fault.missing
        }
        return ByteBuffer(bytes: [UInt8](try Data(contentsOf: file)))
    }
}
