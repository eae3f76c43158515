/// JSON with the members of every object in the order of their names, so that equal values give equal bytes and a hash
/// over a stored text can be computed again by anyone (RFC 8259). The text is the one that Foundation's encoder writes
/// with `.sortedKeys` and `.withoutEscapingSlashes`, written straight into one buffer: encoding is what a command and
/// a list spend most of their time on.
///
/// Made for values of text, integers, flags, numbers and lists and objects of them. A type with a text form of its own
/// in Foundation's encoder (`Data`, `Date`, `URL`, `Decimal`) is encoded as it encodes itself.
package enum SortedJSON {
    /// - Throws: `EncodingError.invalidValue` for a value that writes nothing, an endless number, or a value that
    ///   writes into an object or list which it has already left.
    package static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let sink = JSONSink()
        guard try sink.put(value), sink.fault == nil else {
            throw EncodingError.invalidValue(
                value, .init(codingPath: [], debugDescription: sink.fault ?? "The value wrote nothing."))
        }
        return sink.bytes
    }

    package static func text(_ value: some Encodable) throws -> String {
        String(decoding: try bytes(value), as: UTF8.self)
    }
}
