import Crypto

/// What is left of a recording whose writer was killed. Reads only; the next segment carries the statement.
package enum RecordingRecovery {
    /// The state a next segment would follow, without writing anything; nil statement when the last end was clean.
    package static func inspect(
        directory: String, recording: String
    ) throws(EvidenceError) -> RecoveryStatement? {
        let folder = try RecordingDirectory(directory: directory, recording: recording)
        guard let last = try folder.segments().last else { throw .notFound(recording) }
        return try tail(of: folder, upTo: last).statement
    }

    struct Continuation {
        var nextSegment: UInt32
        var previousHash: [UInt8]
        var statement: RecoveryStatement?
        var recordingKey: SymmetricKey
    }

    static func continuation(
        of directory: RecordingDirectory, keys: EvidenceKeys
    ) throws(EvidenceError) -> Continuation {
        guard let last = try directory.segments().last else {
            return Continuation(
                nextSegment: 1, previousHash: [UInt8](repeating: 0, count: 32), statement: nil,
                recordingKey: SymmetricKey(size: .bits256))
        }
        guard last < RecordingLimit.segments else { throw .tooManySegments }
        let tail = try tail(of: directory, upTo: last)
        var key: SymmetricKey?
        if let header = tail.header {
            // After a change of the installation's key the recording goes on under a key of its own.
            key = try? keys.recording.unwrap(header.wrappedKey, recording: directory.recording)
        }
        return Continuation(
            nextSegment: last + 1, previousHash: tail.hash, statement: tail.statement,
            recordingKey: key ?? SymmetricKey(size: .bits256))
    }

    private struct Tail {
        var hash: [UInt8]
        var header: SegmentHeader?
        var statement: RecoveryStatement?
    }

    private static func tail(of directory: RecordingDirectory, upTo last: UInt32) throws(EvidenceError)
        -> Tail
    {
        let zero = [UInt8](repeating: 0, count: 32)
        do throws(EvidenceError) {
            var scanner = try SegmentScanner(file: directory.file(segment: last))
            let end = try scanner.drain()
            let statement = RecoveryStatement(
                previousSegment: last, validFrames: scanner.frames, validBytes: scanner.offset,
                fileBytes: scanner.fileBytes, lastHash: scanner.chainHash)
            return Tail(
                hash: scanner.chainHash, header: scanner.header, statement: end == .sealed ? nil : statement)
        } catch .malformed(_, _, _) {
            // Without a readable header nothing of that segment counts: the chain goes on from the one before.
            let size = try FileSystem.size(ofFile: directory.file(segment: last))
            let before = try directory.segments().last { $0 < last }
            var tail = Tail(hash: zero, header: nil, statement: nil)
            if let before { tail = try self.tail(of: directory, upTo: before) }
            tail.statement = RecoveryStatement(
                previousSegment: last, validFrames: 0, validBytes: 0, fileBytes: size, lastHash: tail.hash)
            return tail
        }
    }
}
