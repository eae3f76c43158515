/// The text so far and what is open in it. A container is closed when its value has returned from `encode(to:)`, or
/// when something is written to one further out.
final class JSONSink {
    private(set) var bytes: [UInt8] = []
    /// The first thing that could not be written; the whole encoding then fails.
    private(set) var fault: String?

    private struct Frame {
        let isObject: Bool
        /// Tells a container that is still open from one that stood at the same depth before.
        let id: Int
        /// Where the first of its members or elements begins.
        let start: Int
        let firstMember: Int
        var count = 0
        var isSorted = true
    }

    /// A written member, `"name":value`; the name without its quotes.
    private struct Member {
        let start: Int
        let nameEnd: Int
        var end = 0
    }

    private var frames: [Frame] = []
    private var members: [Member] = []
    private var scratch: [UInt8] = []
    private var lastID = 0
    /// The depth at which the value being encoded may open its container.
    private var base = 0
    /// Whether that value has written itself.
    private var isWritten = false

    init() {
        bytes.reserveCapacity(4096)
    }

    /// Writes one value where the text ends. False: it wrote nothing.
    func put<Value: Encodable>(_ value: Value) throws -> Bool {
        let (outerBase, outerWritten) = (base, isWritten)
        base = frames.count
        isWritten = false
        defer { (base, isWritten) = (outerBase, outerWritten) }
        try value.encode(to: JSONValueEncoder(sink: self))
        close(to: base)
        return isWritten
    }

    /// A value inside an object or list; one that writes nothing stands there as an empty object.
    func putInside(_ value: some Encodable) throws {
        guard try !put(value) else { return }
        bytes.append(UInt8(ascii: "{"))
        bytes.append(UInt8(ascii: "}"))
    }

    // MARK: Containers

    /// Opens the container of the value being encoded, or finds the one that it has opened already.
    func open(isObject: Bool) -> JSONPlace {
        if isWritten, frames.count > base, frames[base].isObject == isObject {
            return JSONPlace(depth: base, id: frames[base].id)
        }
        if isWritten { note("A value wrote itself twice.") }
        isWritten = true
        return openNested(isObject: isObject)
    }

    func openNested(isObject: Bool) -> JSONPlace {
        bytes.append(isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
        lastID += 1
        frames.append(
            Frame(isObject: isObject, id: lastID, start: bytes.count, firstMember: members.count))
        return JSONPlace(depth: frames.count - 1, id: lastID)
    }

    /// Makes the container at `place` the innermost and writes what comes before its next value.
    /// False: it is closed.
    func begin(_ name: String?, at place: JSONPlace) -> Bool {
        guard place.depth < frames.count, frames[place.depth].id == place.id else {
            note("A value wrote into an object or list that it had left.")
            return false
        }
        close(to: place.depth + 1)
        endMember()
        if frames[place.depth].count > 0 { bytes.append(UInt8(ascii: ",")) }
        frames[place.depth].count += 1
        guard let name else { return true }
        let start = bytes.count
        write(name)
        let member = Member(start: start, nameEnd: bytes.count - 1)
        if members.count > frames[place.depth].firstMember, let last = members.last, !precedes(last, member) {
            frames[place.depth].isSorted = false
        }
        members.append(member)
        bytes.append(UInt8(ascii: ":"))
        return true
    }

    func count(at place: JSONPlace) -> Int {
        place.depth < frames.count && frames[place.depth].id == place.id ? frames[place.depth].count : 0
    }

    private func close(to depth: Int) {
        while frames.count > depth {
            endMember()
            guard let frame = frames.popLast() else { return }
            if frame.isObject {
                if !frame.isSorted { sort(frame) }
                members.removeLast(members.count - frame.firstMember)
            }
            bytes.append(frame.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        }
    }

    /// The member written last ends where the text ends now.
    private func endMember() {
        guard let frame = frames.last, frame.isObject, members.count > frame.firstMember else { return }
        members[members.count - 1].end = bytes.count
    }

    /// Puts the members of the innermost object in order; of two with one name the later stays.
    private func sort(_ frame: Frame) {
        let own = members[frame.firstMember...].enumerated().sorted { left, right in
            if precedes(left.element, right.element) { return true }
            return !precedes(right.element, left.element) && left.offset < right.offset
        }.map(\.element)
        scratch.removeAll(keepingCapacity: true)
        for (index, member) in own.enumerated() {
            if index + 1 < own.count, !precedes(member, own[index + 1]) { continue }
            if !scratch.isEmpty { scratch.append(UInt8(ascii: ",")) }
            scratch.append(contentsOf: bytes[member.start..<member.end])
        }
        bytes.removeLast(bytes.count - frame.start)
        bytes.append(contentsOf: scratch)
    }

    private func precedes(_ left: Member, _ right: Member) -> Bool {
        var (first, second) = (left.start + 1, right.start + 1)
        while first < left.nameEnd, second < right.nameEnd {
            if bytes[first] != bytes[second] { return bytes[first] < bytes[second] }
            first += 1
            second += 1
        }
        return first == left.nameEnd && second < right.nameEnd
    }

    // MARK: Single values

    /// The value being encoded is a text, number or flag: it writes itself here.
    func beginSingle() {
        if isWritten { note("A value wrote itself twice.") }
        isWritten = true
    }

    func write(_ literal: StaticString) { bytes.append(contentsOf: literal.description.utf8) }

    func write(_ number: some BinaryInteger) { bytes.append(contentsOf: String(number).utf8) }

    func write(_ number: some BinaryFloatingPoint & CustomStringConvertible) {
        guard number.isFinite else {
            note("JSON has no endless numbers.")
            return
        }
        let text = number.description
        bytes.append(contentsOf: text.hasSuffix(".0") ? text.utf8.dropLast(2) : text.utf8[...])
    }

    func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        if text.utf8.contains(where: Self.needsEscape) {
            for byte in text.utf8 { writeEscaped(byte) }
        } else {
            bytes.append(contentsOf: text.utf8)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private func writeEscaped(_ byte: UInt8) {
        guard Self.needsEscape(byte) else { return bytes.append(byte) }
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x20...: bytes.append(byte)
        default:
            let digits = String(byte, radix: 16)
            bytes.append(contentsOf: (digits.count == 1 ? "u000" : "u00").utf8)
            bytes.append(contentsOf: digits.utf8)
        }
    }

    func note(_ words: String) {
        if fault == nil { fault = words }
    }
}

/// Names one open container.
struct JSONPlace {
    let depth: Int
    let id: Int
}
