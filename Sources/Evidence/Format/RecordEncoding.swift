extension Record {
    static let headBytes = 4
    /// Participant (8), link (1), arrival (8) in front of a packet.
    static let packetHeadBytes = 17

    static func head(_ type: RecordType, contentBytes: Int) -> [UInt8] {
        var bytes: [UInt8] = [type.rawValue, 0]
        bytes.appendInteger(UInt16(truncatingIfNeeded: contentBytes))
        return bytes
    }

    /// Head and content of everything but packets, which the writer copies straight into its chunk.
    var encoded: [UInt8] {
        let (type, content) = encodedContent
        return Self.head(type, contentBytes: content.count) + content
    }

    private var encodedContent: (RecordType, [UInt8]) {
        var content: [UInt8] = []
        switch self {
        case .participant(let declaration):
            content.appendInteger(declaration.participant)
            content.append(declaration.side.rawValue)
            content.appendText(declaration.label, limit: RecordingLimit.labelBytes)
            return (.participant, content)
        case .stream(let declaration):
            return (.stream, declaration.encoded)
        case .rtp(let packet), .rtcp(let packet):
            content.appendInteger(packet.participant)
            content.append(packet.link)
            content.appendInteger(packet.arrival)
            content += packet.bytes
            if case .rtp = self { return (.rtp, content) }
            return (.rtcp, content)
        case .event(let event):
            return event.encoded
        case .recovery(let statement):
            content.appendInteger(statement.previousSegment)
            content.appendInteger(statement.validFrames)
            content.appendInteger(statement.validBytes)
            content.appendInteger(statement.fileBytes)
            content += statement.lastHash
            return (.recovery, content)
        case .streamTotals(let summary):
            content.appendInteger(summary.participant)
            content.appendInteger(summary.ssrc)
            content.appendInteger(summary.packets)
            content.appendInteger(summary.bytes)
            content.appendInteger(summary.firstSequence)
            content.appendInteger(summary.highestSequence)
            content.appendInteger(summary.lostOnWire)
            return (.streamTotals, content)
        }
    }
}

extension StreamDeclaration {
    /// Participant (8), SSRC (4), repaired SSRC (4, 0 none), kind, source, layer, format count, formats.
    fileprivate var encoded: [UInt8] {
        var content: [UInt8] = []
        content.appendInteger(participant)
        content.appendInteger(ssrc)
        content.appendInteger(repairs ?? 0)
        let kept = formats.prefix(RecordingLimit.payloadFormats)
        content += [kind.rawValue, source.rawValue, layer, UInt8(kept.count)]
        for format in kept {
            content.append(format.payloadType)
            content.append(format.channels)
            content.append(format.repairedPayloadType ?? 255)
            content.appendInteger(format.clockRate)
            content.appendText(format.codec, limit: RecordingLimit.labelBytes)
        }
        return content
    }
}

extension RecordedEvent {
    fileprivate var encoded: (RecordType, [UInt8]) {
        var content: [UInt8] = []
        switch self {
        case .joined(let participant, let at):
            content.appendInteger(participant)
            content.appendInteger(at)
            return (.joined, content)
        case .left(let participant, let at):
            content.appendInteger(participant)
            content.appendInteger(at)
            return (.left, content)
        case .pathChanged(let participant, let from, let to, let at):
            content.appendInteger(participant)
            content += [from, to]
            content.appendInteger(at)
            return (.pathChanged, content)
        case .gap(let gap):
            content.appendInteger(gap.participant)
            content.appendInteger(gap.ssrc)
            content.appendInteger(gap.packets)
            content.appendInteger(gap.from)
            content.appendInteger(gap.to)
            content.append(gap.reason.rawValue)
            return (.gap, content)
        case .clock(let wall, let state, let at):
            content.appendInteger(wall)
            content.append(state.rawValue)
            content.appendInteger(at)
            return (.clock, content)
        }
    }
}
