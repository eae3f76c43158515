import Evidence

/// What went wrong with evidence, and what to do.
enum EvidenceText {
    static func explain(_ error: EvidenceError) -> String {
        switch error {
        case .notFound(let name): "no recording \(name); `huizhen evidence list` shows what there is"
        case .invalidRecordingName: "a recording's id has only letters, digits and hyphens"
        case .keyUnreadable(let file): "the key file \(file) cannot be read"
        case .keyExposed(let file):
            "others may read the key file \(file): chmod 600 it, and consider the key known"
        case .keyMismatch: "this installation's key is not the one the recording was sealed with"
        case .malformed(let file, let offset, let reason): "\(file) at byte \(offset): \(reason.rawValue)"
        case .notVerified:
            "the recording does not verify; `huizhen evidence verify` says where. --accept-broken exports the rest"
        case .toolMissing(let tool): "\(tool) is not installed: apt-get install \(tool)"
        case .toolFailed(let tool, let status, let message): "\(tool) ended with \(status): \(message)"
        case .nothingToExport: "the recording holds no audio or video"
        case .spaceBelowReserve(let available, let reserve):
            "only \(available >> 20) MiB free, the reserve is \(reserve >> 20) MiB; make room on the disk"
        case .diskFull: "the disk is full; what was written stays valid"
        case .inUse(let recording): "\(recording) is being written"
        default: "\(error)"
        }
    }
}

/// The result of a verification for a person.
enum VerificationText {
    static func render(_ result: RecordingVerification, rootsInJournal: Int) -> String {
        var lines: [String] = []
        let verdict =
            switch result.verdict {
            case .sealed: "完整 / whole and sealed"
            case .unsealed: "有效但未封存 / valid, not sealed"
            case .broken: "不完整 / BROKEN"
            }
        lines.append("录制 / recording \(result.recording): \(verdict)")
        for segment in result.segments {
            lines.append(
                "  segment \(segment.segment) \(segment.state.rawValue): "
                    + "\(Terminal.instant(segment.startedAt)) – \(Terminal.instant(segment.endedAt)), \(segment.chunks) chunks, "
                    + "\(segment.checkpoints) checkpoints, root \(segment.rootHash)")
        }
        for stream in result.streams {
            let declared = result.declaredStreams.first {
                $0.ssrc == stream.ssrc && $0.participant == stream.participant
            }
            let what = declared.map { "\($0.source) \($0.kind)" } ?? "undeclared"
            lines.append(
                "  stream \(stream.ssrc) of participant \(stream.participant) (\(what)): \(stream.packets) packets, "
                    + "\(stream.lostOnWire) lost before the relay")
        }
        for pause in result.longestPauses {
            let moves = result.pathChanges.count { $0.participant == pause.participant }
            lines.append(
                "  participant \(pause.participant): longest pause \(Int(pause.milliseconds.rounded())) ms in segment "
                    + "\(pause.segment), changed the line \(moves) times")
        }
        lines.append("  packets \(result.packets), not recorded by the relay \(result.droppedPackets)")
        lines.append(
            rootsInJournal > 0
                ? "  与日志核对 \(rootsInJournal) 段 / \(rootsInJournal) segment(s) held against the roots in the journal"
                : "  未与日志核对 / not held against a journal: a cut-off end would not show")
        if result.isSigningKeyTrusted == false {
            lines.append("  签名密钥不受信任 / signed by a key that is not trusted")
        }
        for finding in result.findings {
            lines.append("  segment \(finding.segment) at byte \(finding.offset): \(finding.reason.rawValue)")
        }
        return lines.joined(separator: "\n")
    }
}
