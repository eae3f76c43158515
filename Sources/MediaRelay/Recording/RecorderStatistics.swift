/// How far the recorder is behind, over all rooms of a node.
package struct RecorderStatistics: Hashable, Sendable {
    /// Rooms that are recorded now, and rooms whose recording has failed and is tried again.
    package var recording = 0
    package var failed = 0
    /// Taken from the rings and not yet synced to the disk; bounded by the sync interval.
    package var unsyncedBytes: UInt64 = 0
    /// Share of the fullest room's ring that waits, 0 to 1.
    package var fullestRing = 0.0

    package init() {}
}
