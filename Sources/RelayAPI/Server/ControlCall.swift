import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// One request, its body whole.
struct ControlCall {
    /// Longest name of a room, session, participant, recording or link.
    static let nameLimit = 64

    let request: Request
    let context: ControlContext
    let body: ByteBuffer

    /// A name from the path.
    func name(_ parameter: String) throws -> String {
        try Self.check(context.parameters.get(parameter) ?? "", parameter)
    }

    @discardableResult
    static func check(_ name: String, _ what: String) throws -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isPlain, (1...nameLimit).contains(name.utf8.count) else { throw RelayProblem.badName(what) }
        return name
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try ControlJSON.decode(type, from: Data(body.readableBytesView))
    }
}
