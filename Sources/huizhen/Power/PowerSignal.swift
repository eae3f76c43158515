import Glibc
import Synchronization

/// The UPS's word that power is failing: SIGPWR, as `upsd` and init systems send it. Rooms are closed and recordings
/// sealed, as at an ordinary end but without waiting for anybody (NHC-TM 二(三)2).
enum PowerSignal {
    private static let failing = Atomic<Bool>(false)

    static var isFailing: Bool { failing.load(ordering: .acquiring) }

    /// From now on SIGPWR ends the process as SIGTERM does, and is remembered as what it was.
    static func install() {
        // Made before a handler may need it: nothing may be initialised inside one.
        _ = isFailing
        // Only what signal-safety(7) allows.
        signal(SIGPWR) { _ in
            PowerSignal.failing.store(true, ordering: .releasing)
            kill(getpid(), SIGTERM)
        }
    }
}
