import Wire

/// What both directions of one trunk carry, as this end knows it.
struct TrunkState {
    /// A stream we forward, in a slot of its own. SSRCs are few and used again, because each takes a place in the
    /// ciphers' tables for good.
    struct Outbound {
        let slot: ListenerSlot
        /// The source it was last opened for.
        var source: SourceStream?
        var version: UInt16 = 0
        var isOpen = false
        var isAcknowledged = false
        var firstSequence: UInt16 = 0
    }

    /// What the other end has announced of one SSRC.
    struct Inbound {
        let ssrc: UInt32
        var version: UInt16
        var isOpen: Bool
    }

    let role: TrunkRole
    var outbound: [Outbound] = []
    var inbound: [Inbound] = []
    /// When unacknowledged announcements are said again; the end of time when there is none.
    var nextRepeatAt: MonotonicInstant
    private var random: SplitMix64

    init(_ configuration: TrunkConfiguration, seed: UInt64, at now: MonotonicInstant) {
        role = configuration.role
        random = SplitMix64(state: seed)
        nextRepeatAt = .init(nanoseconds: .max)
    }

    var hasUnacknowledged: Bool { outbound.contains { !$0.isAcknowledged } }

    /// A place for a stream of this kind: one whose source is gone, or a new one. nil at the limit.
    mutating func place(for source: SourceStream) -> Int? {
        if let index = outbound.firstIndex(where: { $0.source === source }) { return index }
        let isFree: (Outbound) -> Bool = {
            !$0.isOpen && $0.isAcknowledged && $0.slot.plan.kind == source.kind.media
        }
        if let index = outbound.firstIndex(where: isFree) { return index }
        guard outbound.count < EngineLimits.trunkStreams else { return nil }
        let types = source.kind.media == .audio ? TrunkFormat.audio : TrunkFormat.video
        let plan = SlotPlan.Slot(
            mediaLine: outbound.count, kind: source.kind.media, ssrc: draw(), repairSSRC: draw())
        let slot = ListenerSlot(plan: plan, rank: 0, random: &random)
        for codec in Codec.allCases where codec.media == source.kind.media {
            slot.formats.set(codec, types.payload, repair: types.repair)
        }
        slot.passesAll = true
        outbound.append(Outbound(slot: slot, isAcknowledged: true))
        return outbound.count - 1
    }

    private mutating func draw() -> UInt32 {
        while true {
            let value = UInt32(truncatingIfNeeded: random.next())
            let isUsed = outbound.contains { $0.slot.plan.ssrc == value || $0.slot.plan.repairSSRC == value }
            if value != 0, !isUsed { return value }
        }
    }
}

/// The fixed numbers of a trunk (Protocols/trunk-format.md); which codec it is, the announcement says.
package enum TrunkFormat {
    static let audio: (payload: UInt8, repair: UInt8) = (111, 112)
    static let video: (payload: UInt8, repair: UInt8) = (96, 97)
    package static let extensions = ExtensionIDs(audioLevel: 3)
}
