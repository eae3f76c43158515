extension Record {
    /// All records of an opened chunk; nil when the bytes do not add up.
    static func decodeAll(_ chunk: [UInt8]) -> [Record]? {
        var records: [Record] = []
        var reader = ByteReader(chunk)
        while reader.remaining > 0 {
            guard let type: UInt8 = reader.integer(), let zero: UInt8 = reader.integer(), zero == 0,
                let length: UInt16 = reader.integer(), let content = reader.take(Int(length)),
                let known = RecordType(rawValue: type), let record = decode(known, content)
            else { return nil }
            records.append(record)
        }
        return records
    }

    private static func decode(_ type: RecordType, _ content: ArraySlice<UInt8>) -> Record? {
        var reader = ByteReader(content)
        let record: Record? =
            switch type {
            case .participant: participant(&reader)
            case .stream: stream(&reader)
            case .rtp: packet(&reader).map(Record.rtp)
            case .rtcp: packet(&reader).map(Record.rtcp)
            case .joined, .left, .pathChanged, .gap, .clock: event(type, &reader).map(Record.event)
            case .recovery: recovery(&reader)
            case .streamTotals: totals(&reader)
            }
        return reader.remaining == 0 ? record : nil
    }

    private static func participant(_ reader: inout ByteReader) -> Record? {
        guard let participant: UInt64 = reader.integer(), let side: UInt8 = reader.integer(),
            let label = reader.text(limit: RecordingLimit.labelBytes)
        else { return nil }
        return .participant(
            ParticipantDeclaration(
                participant: participant, side: RecordedSide(rawValue: side) ?? .unknown, label: label))
    }

    private static func stream(_ reader: inout ByteReader) -> Record? {
        guard let participant: UInt64 = reader.integer(), let ssrc: UInt32 = reader.integer(),
            let repairs: UInt32 = reader.integer(), let kindByte: UInt8 = reader.integer(),
            let kind = RecordedKind(rawValue: kindByte), let source: UInt8 = reader.integer(),
            let layer: UInt8 = reader.integer(), let count: UInt8 = reader.integer(),
            Int(count) <= RecordingLimit.payloadFormats
        else { return nil }
        var formats: [PayloadFormat] = []
        for _ in 0..<count {
            guard let payloadType: UInt8 = reader.integer(), let channels: UInt8 = reader.integer(),
                let repaired: UInt8 = reader.integer(), let clockRate: UInt32 = reader.integer(),
                let codec = reader.text(limit: RecordingLimit.labelBytes)
            else { return nil }
            formats.append(
                PayloadFormat(
                    payloadType: payloadType, codec: codec, clockRate: clockRate, channels: channels,
                    repairedPayloadType: repaired == 255 ? nil : repaired))
        }
        return .stream(
            StreamDeclaration(
                participant: participant, ssrc: ssrc, kind: kind,
                source: RecordedSource(rawValue: source) ?? .unknown, layer: layer,
                repairs: repairs == 0 ? nil : repairs, formats: formats))
    }

    private static func packet(_ reader: inout ByteReader) -> CapturedPacket? {
        guard let participant: UInt64 = reader.integer(), let link: UInt8 = reader.integer(),
            let arrival: UInt64 = reader.integer()
        else { return nil }
        return CapturedPacket(participant: participant, link: link, arrival: arrival, bytes: reader.rest())
    }

    private static func event(_ type: RecordType, _ reader: inout ByteReader) -> RecordedEvent? {
        guard let first: UInt64 = reader.integer() else { return nil }
        switch type {
        case .joined: return reader.integer().map { .joined(participant: first, at: $0) }
        case .left: return reader.integer().map { .left(participant: first, at: $0) }
        case .pathChanged:
            guard let from: UInt8 = reader.integer(), let to: UInt8 = reader.integer(),
                let at: UInt64 = reader.integer()
            else { return nil }
            return .pathChanged(participant: first, from: from, to: to, at: at)
        case .gap:
            guard let ssrc: UInt32 = reader.integer(), let packets: UInt64 = reader.integer(),
                let from: UInt64 = reader.integer(), let to: UInt64 = reader.integer(),
                let reason: UInt8 = reader.integer()
            else { return nil }
            return .gap(
                RecordedGap(
                    participant: first, ssrc: ssrc, packets: packets, from: from, to: to,
                    reason: GapReason(rawValue: reason) ?? .unspecified))
        case .clock:
            guard let state: UInt8 = reader.integer(), let at: UInt64 = reader.integer() else { return nil }
            return .clock(
                wallMilliseconds: Int64(bitPattern: first), state: ClockState(rawValue: state) ?? .unknown,
                at: at)
        case .participant, .stream, .rtp, .rtcp, .recovery, .streamTotals: return nil
        }
    }

    private static func recovery(_ reader: inout ByteReader) -> Record? {
        guard let segment: UInt32 = reader.integer(), let frames: UInt64 = reader.integer(),
            let valid: UInt64 = reader.integer(), let file: UInt64 = reader.integer(),
            let hash = reader.take(32)
        else { return nil }
        return .recovery(
            RecoveryStatement(
                previousSegment: segment, validFrames: frames, validBytes: valid, fileBytes: file,
                lastHash: Array(hash)))
    }

    private static func totals(_ reader: inout ByteReader) -> Record? {
        guard let participant: UInt64 = reader.integer(), let ssrc: UInt32 = reader.integer(),
            let packets: UInt64 = reader.integer(), let bytes: UInt64 = reader.integer(),
            let first: UInt64 = reader.integer(), let highest: UInt64 = reader.integer(),
            let lost: UInt64 = reader.integer()
        else { return nil }
        var summary = StreamSummary(participant: participant, ssrc: ssrc)
        summary.packets = packets
        summary.bytes = bytes
        summary.firstSequence = first
        summary.highestSequence = highest
        summary.lostOnWire = lost
        return .streamTotals(summary)
    }
}
