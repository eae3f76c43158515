import Glibc

/// Names inside a recordings directory: `<directory>/<recording>/segment-0001.hzr`.
package struct RecordingDirectory: Sendable {
    package let path: String
    package let recording: String

    package init(directory: String, recording: String) throws(EvidenceError) {
        guard Self.isValidName(recording) else { throw .invalidRecordingName }
        self.recording = recording
        path = directory + "/" + recording
    }

    /// Letters, digits, `-`, `_` and inner dots only: a name can neither leave its directory nor hide in it.
    package static func isValidName(_ name: String) -> Bool {
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        return allowed && !name.isEmpty && name.utf8.count <= RecordingLimit.nameBytes && !name.hasPrefix(".")
    }

    package func file(segment: UInt32) -> String { path + "/" + Self.fileName(segment: segment) }

    static func fileName(segment: UInt32) -> String {
        let digits = String(segment)
        return "segment-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ".hzr"
    }

    /// Segment numbers present, ascending.
    package func segments() throws(EvidenceError) -> [UInt32] {
        try entries().compactMap { name in
            guard name.hasPrefix("segment-"), name.hasSuffix(".hzr"),
                let number = UInt32(name.dropFirst(8).dropLast(4)), Self.fileName(segment: number) == name
            else { return nil }
            return number
        }.sorted()
    }

    private func entries() throws(EvidenceError) -> [String] {
        do throws(EvidenceError) { return try Self.entries(path) } catch .notFound {
            throw .notFound(recording)
        }
    }

    static func entries(_ path: String) throws(EvidenceError) -> [String] {
        guard let stream = opendir(path) else {
            if errno == ENOENT { throw .notFound(path) }
            throw FileSystem.failure("opendir")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}
