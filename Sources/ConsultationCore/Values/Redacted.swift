/// A value of a patient or of a case that must not be printed by accident.
///
/// Description, debug description and mirror all hide it; encoding passes it through, because journals need it.
package struct Redacted<Value: Sendable>: Sendable {
    package var value: Value

    package init(_ value: Value) { self.value = value }
}

extension Redacted: Equatable where Value: Equatable {}
extension Redacted: Hashable where Value: Hashable {}

extension Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[redacted]" }
    package var debugDescription: String { "[redacted]" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Redacted: Decodable where Value: Decodable {
    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(Value.self))
    }
}

extension Redacted: Encodable where Value: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

extension Redacted: ExpressibleByUnicodeScalarLiteral where Value == String {}
extension Redacted: ExpressibleByExtendedGraphemeClusterLiteral where Value == String {}
extension Redacted: ExpressibleByStringLiteral where Value == String {
    package init(stringLiteral value: String) { self.init(value) }
}
