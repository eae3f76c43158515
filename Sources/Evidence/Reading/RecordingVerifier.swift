/// Checks a recording: format, chain, signatures, order of segments; with the key also every chunk and its counts.
///
/// Changes nothing. Throws only when it cannot look (no such recording, unreadable file, wrong key); whatever the bytes
/// say comes back as findings.
package struct RecordingVerifier: Sendable {
    /// Without it the chunks stay closed.
    package var key: RecordingKey?
    /// Keys that may have signed; nil asks only that one key signed all segments.
    package var trustedSigningKeys: [EvidencePublicKey]?
    /// Roots from the consultation's journal, by segment: they show a cut-off end, which the files alone cannot.
    package var expectedRoots: [UInt32: String]

    package init(
        key: RecordingKey? = nil, trustedSigningKeys: [EvidencePublicKey]? = nil,
        expectedRoots: [UInt32: String] = [:]
    ) {
        self.key = key
        self.trustedSigningKeys = trustedSigningKeys
        self.expectedRoots = expectedRoots
    }

    package func verify(
        directory: String, recording: String
    ) throws(EvidenceError) -> RecordingVerification {
        let folder = try RecordingDirectory(directory: directory, recording: recording)
        let numbers = try folder.segments()
        guard !numbers.isEmpty else { throw .notFound(recording) }
        var run = VerificationRun(recording: recording)
        for (position, number) in numbers.enumerated() {
            let expected = position == 0 ? 1 : numbers[position - 1] + 1
            try verify(number, after: expected, in: folder, &run)
        }
        for (segment, root) in expectedRoots.sorted(by: { $0.key < $1.key }) {
            guard let found = run.segments.first(where: { $0.segment == segment }) else {
                run.find(segment, 0, .missingSegment)
                continue
            }
            if found.rootHash != root.lowercased() { run.find(segment, found.validBytes, .rootMismatch) }
        }
        let trusted = trustedSigningKeys.map { _ in
            !run.findings.contains { $0.reason == .untrustedSigningKey }
        }
        return run.result(isDecrypted: key != nil, isSigningKeyTrusted: trusted)
    }

    private func verify(
        _ number: UInt32, after expected: UInt32, in folder: RecordingDirectory,
        _ run: inout VerificationRun
    ) throws(EvidenceError) {
        let file = RecordingDirectory.fileName(segment: number)
        let reader = RecordingReader(directory: folder, key: key)
        run.begin(number, file: file)
        do throws(EvidenceError) {
            let outcome = try reader.read(segment: number) { (_, step) throws(EvidenceError) in
                run.take(step)
            }
            run.finish(outcome)
            check(outcome.header, number, after: expected, folder.recording, &run)
        } catch .malformed(_, let offset, let reason) {
            if number != expected { run.find(number, 0, .missingSegment) }
            run.unreadable(
                reason, at: offset, bytes: try FileSystem.size(ofFile: folder.file(segment: number)))
        }
    }

    private func check(
        _ header: SegmentHeader, _ number: UInt32, after expected: UInt32, _ recording: String,
        _ run: inout VerificationRun
    ) {
        // A jump in the numbers is whole only where the signed header says that the room was elsewhere meanwhile.
        if number != expected, !header.followsElsewhere { run.find(number, 0, .missingSegment) }
        if header.segment != number { run.find(number, 16, .wrongSegmentNumber) }
        if header.recording != recording { run.find(number, 208, .wrongRecording) }
        let signer = EvidencePublicKey(rawRepresentation: header.signingKey)
        if let trustedSigningKeys {
            if !trustedSigningKeys.contains(signer) { run.find(number, 100, .untrustedSigningKey) }
        } else if let first = run.firstSigningKey, first != header.signingKey {
            run.find(number, 100, .signingKeyChanged)
        }
    }
}
