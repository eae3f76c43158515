import Wire

/// Counts every packet of every stream; one entry for each participant and SSRC.
struct StreamAccounts {
    private struct Key: Hashable {
        var participant: UInt64
        var ssrc: UInt32
    }

    private struct Account {
        var summary: StreamSummary
        var sequence = CounterUnwrapper.sequence()
    }

    private var accounts: [Key: Account] = [:]
    private var order: [Key] = []
    private(set) var packets: UInt64 = 0
    /// Packets of streams beyond the limit: recorded, but not accounted for one by one.
    private(set) var untracked: UInt64 = 0

    mutating func count(participant: UInt64, ssrc: UInt32, sequence: UInt16, bytes: Int) {
        packets &+= 1
        let key = Key(participant: participant, ssrc: ssrc)
        if accounts[key] == nil {
            guard order.count < RecordingLimit.streams else {
                untracked &+= 1
                return
            }
            order.append(key)
        }
        Self.note(
            &accounts[key, default: Account(summary: StreamSummary(participant: participant, ssrc: ssrc))],
            sequence: sequence, bytes: bytes)
    }

    /// The same, for the first twelve bytes of a packet.
    mutating func count(_ head: [UInt8], of participant: UInt64, bytes: Int) {
        let ssrc = head[8..<12].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        count(
            participant: participant, ssrc: ssrc, sequence: UInt16(head[2]) << 8 | UInt16(head[3]),
            bytes: bytes)
    }

    private static func note(_ account: inout Account, sequence: UInt16, bytes: Int) {
        let extended = account.sequence.unwrap(sequence)
        let isFirst = account.summary.packets == 0
        account.summary.packets &+= 1
        account.summary.bytes &+= UInt64(bytes)
        account.summary.firstSequence = isFirst ? extended : min(account.summary.firstSequence, extended)
        account.summary.highestSequence = account.sequence.highest ?? extended
        let expected = account.summary.highestSequence &- account.summary.firstSequence &+ 1
        account.summary.lostOnWire =
            expected > account.summary.packets ? expected - account.summary.packets : 0
    }

    /// In order of first appearance.
    var summaries: [StreamSummary] { order.compactMap { accounts[$0]?.summary } }
}
