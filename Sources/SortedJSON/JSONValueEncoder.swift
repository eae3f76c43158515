/// What a value being encoded sees. It carries no path: the only faults are of the types encoded, not of their values.
struct JSONValueEncoder: Encoder {
    let sink: JSONSink

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(JSONObjectContainer(sink: sink, place: sink.open(isObject: true)))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONListContainer(sink: sink, place: sink.open(isObject: false))
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { JSONSingleContainer(sink: sink) }
}

struct JSONObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let sink: JSONSink
    let place: JSONPlace

    var codingPath: [any CodingKey] { [] }

    private func begin(_ key: Key) -> Bool { sink.begin(key.stringValue, at: place) }

    func encodeNil(forKey key: Key) { if begin(key) { sink.write("null" as StaticString) } }
    func encode(_ value: Bool, forKey key: Key) {
        if begin(key) { sink.write(value ? "true" : "false" as StaticString) }
    }
    func encode(_ value: String, forKey key: Key) { if begin(key) { sink.write(value) } }
    func encode(_ value: Int, forKey key: Key) { if begin(key) { sink.write(value) } }
    func encode(_ value: Int64, forKey key: Key) { if begin(key) { sink.write(value) } }
    func encode(_ value: UInt64, forKey key: Key) { if begin(key) { sink.write(value) } }
    func encode(_ value: Double, forKey key: Key) { if begin(key) { sink.write(value) } }
    func encode(_ value: some Encodable, forKey key: Key) throws {
        if begin(key) { try sink.putInside(value) }
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        _ = begin(key)
        return KeyedEncodingContainer(
            JSONObjectContainer<Nested>(sink: sink, place: sink.openNested(isObject: true)))
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        _ = begin(key)
        return JSONListContainer(sink: sink, place: sink.openNested(isObject: false))
    }

    func superEncoder() -> any Encoder { unsupported() }
    func superEncoder(forKey key: Key) -> any Encoder { unsupported() }

    private func unsupported() -> any Encoder {
        sink.note("Inherited parts are not encoded apart.")
        return JSONValueEncoder(sink: sink)
    }
}

struct JSONListContainer: UnkeyedEncodingContainer {
    let sink: JSONSink
    let place: JSONPlace

    var codingPath: [any CodingKey] { [] }
    var count: Int { sink.count(at: place) }

    private func begin() -> Bool { sink.begin(nil, at: place) }

    func encodeNil() { if begin() { sink.write("null" as StaticString) } }
    func encode(_ value: String) { if begin() { sink.write(value) } }
    func encode(_ value: some Encodable) throws { if begin() { try sink.putInside(value) } }

    func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
        _ = begin()
        return KeyedEncodingContainer(
            JSONObjectContainer<Nested>(sink: sink, place: sink.openNested(isObject: true)))
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        _ = begin()
        return JSONListContainer(sink: sink, place: sink.openNested(isObject: false))
    }

    func superEncoder() -> any Encoder {
        sink.note("Inherited parts are not encoded apart.")
        return JSONValueEncoder(sink: sink)
    }
}

struct JSONSingleContainer: SingleValueEncodingContainer {
    let sink: JSONSink

    var codingPath: [any CodingKey] { [] }

    private func put(_ write: () -> Void) {
        sink.beginSingle()
        write()
    }

    func encodeNil() { put { sink.write("null" as StaticString) } }
    func encode(_ value: Bool) { put { sink.write(value ? "true" : "false" as StaticString) } }
    func encode(_ value: String) { put { sink.write(value) } }
    func encode(_ value: Double) { put { sink.write(value) } }
    func encode(_ value: Float) { put { sink.write(value) } }
    func encode(_ value: Int) { put { sink.write(value) } }
    func encode(_ value: Int8) { put { sink.write(value) } }
    func encode(_ value: Int16) { put { sink.write(value) } }
    func encode(_ value: Int32) { put { sink.write(value) } }
    func encode(_ value: Int64) { put { sink.write(value) } }
    func encode(_ value: UInt) { put { sink.write(value) } }
    func encode(_ value: UInt8) { put { sink.write(value) } }
    func encode(_ value: UInt16) { put { sink.write(value) } }
    func encode(_ value: UInt32) { put { sink.write(value) } }
    func encode(_ value: UInt64) { put { sink.write(value) } }
    func encode(_ value: some Encodable) throws {
        sink.beginSingle()
        try sink.putInside(value)
    }
}
