import MediaEngine
import Wire

/// The set-up of one epoch of a trunk, seen from one end. Each end shows a fresh nonce and repeats the other's; keys
/// come from both, so a set-up recorded in an earlier run leads nowhere.
struct TrunkHandshake {
    static let repeatInterval: Duration = .milliseconds(250)

    let epoch: UInt32
    let nonce: [UInt8]
    private(set) var peerNonce: [UInt8]?
    /// The other end has repeated our nonce: its own is of this run, and both have the keys' ingredients.
    private(set) var isVerified = false
    /// The other end has the keys and may be sent to.
    private(set) var isPeerReady = false
    private var isPeerDone = false
    private(set) var nextAt: MonotonicInstant
    private var highestCounter: UInt64 = 0

    init(epoch: UInt32, nonce: [UInt8], at now: MonotonicInstant) {
        self.epoch = epoch
        self.nonce = nonce
        nextAt = now
    }

    enum Finding {
        /// Of this run, and newer than all before.
        case new
        /// The newest once more, as it came over another link.
        case copy
        /// It proves nothing (yet).
        case other
    }

    /// Takes an authentic hello of this epoch.
    mutating func receive(_ hello: TrunkHello, at now: MonotonicInstant) -> Finding {
        if isVerified {
            guard hello.nonce == peerNonce else { return .other }
        } else if hello.nonce != peerNonce {
            peerNonce = hello.nonce
            highestCounter = 0
        }
        guard hello.echo == nonce else {
            // It has not heard us yet, or is a repetition of an earlier run: our answer carries our nonce.
            nextAt = now
            return .other
        }
        guard hello.counter > highestCounter else {
            return isVerified && hello.counter == highestCounter ? .copy : .other
        }
        highestCounter = hello.counter
        isVerified = true
        if hello.flags.contains(.ready) { isPeerReady = true }
        isPeerDone = hello.flags.contains(.done)
        if !isPeerDone || !isPeerReady { nextAt = now }
        return .new
    }

    /// Nothing more to say unless asked.
    var isComplete: Bool { isVerified && isPeerReady && isPeerDone }

    func isDue(at now: MonotonicInstant) -> Bool { nextAt <= now }

    /// A hello was made: the next one follows after the interval, or only when asked.
    mutating func said(at now: MonotonicInstant) {
        nextAt = isVerified && isPeerReady ? .init(nanoseconds: .max) : now.advanced(by: Self.repeatInterval)
    }
}
