import Wire

/// Counts every packet of every stream; one entry for each participant and SSRC.
struct StreamAccounts {
    private struct Key: Hashable {
        var participant: UInt64
        var ssrc: UInt32
    }

    private struct Account {
        var key: Key
        var sequence = CounterUnwrapper.sequence()
        var packets: UInt64 = 0
        var bytes: UInt64 = 0
        var firstSequence: UInt64 = .max

        init(_ key: Key) { self.key = key }

        mutating func note(_ number: UInt16, bytes count: Int) {
            firstSequence = min(firstSequence, sequence.unwrap(number))
            packets &+= 1
            bytes &+= UInt64(count)
        }

        var summary: StreamSummary {
            var summary = StreamSummary(participant: key.participant, ssrc: key.ssrc)
            summary.packets = packets
            summary.bytes = bytes
            summary.firstSequence = firstSequence
            summary.highestSequence = sequence.highest ?? firstSequence
            let expected = summary.highestSequence &- firstSequence &+ 1
            summary.lostOnWire = expected > packets ? expected - packets : 0
            return summary
        }
    }

    /// Power of two: where the streams that speak now are found without asking the dictionary.
    private static let recentCount = 16

    /// In order of first appearance.
    private var accounts: [Account] = []
    private var places: [Key: Int] = [:]
    private var recent = [Int](repeating: 0, count: recentCount)
    private(set) var packets: UInt64 = 0
    /// Packets of streams beyond the limit: recorded, but not accounted for one by one.
    private(set) var untracked: UInt64 = 0

    mutating func count(participant: UInt64, ssrc: UInt32, sequence: UInt16, bytes: Int) {
        packets &+= 1
        let key = Key(participant: participant, ssrc: ssrc)
        // Multiplicative hashing (Knuth), so that neighbouring numbers fall apart.
        let mixed = (ssrc ^ UInt32(truncatingIfNeeded: participant) &* 0x85EB_CA6B) &* 0x9E37_79B1
        let slot = Int(mixed >> 28) & (Self.recentCount - 1)
        let guess = recent[slot]
        if guess < accounts.count, accounts[guess].key == key {
            accounts[guess].note(sequence, bytes: bytes)
            return
        }
        guard let place = place(of: key) else {
            untracked &+= 1
            return
        }
        recent[slot] = place
        accounts[place].note(sequence, bytes: bytes)
    }

    private mutating func place(of key: Key) -> Int? {
        if let known = places[key] { return known }
        guard accounts.count < RecordingLimit.streams else { return nil }
        places[key] = accounts.count
        accounts.append(Account(key))
        return accounts.count - 1
    }

    /// The same, for the first twelve bytes of a packet.
    mutating func count(_ head: [UInt8], of participant: UInt64, bytes: Int) {
        let ssrc = head[8..<12].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        count(
            participant: participant, ssrc: ssrc, sequence: UInt16(head[2]) << 8 | UInt16(head[3]),
            bytes: bytes)
    }

    /// In order of first appearance.
    var summaries: [StreamSummary] { accounts.map(\.summary) }
}
