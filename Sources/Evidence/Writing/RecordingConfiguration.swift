/// How a recorder writes. `directory` holds one folder a recording.
package struct RecordingConfiguration: Sendable {
    package var directory: String
    /// Free space below which no recording starts, and above which the writer does not report `isSpaceLow`.
    package var reserveBytes: UInt64
    /// An open chunk is sealed and synced when this old; with `tick` called every 50 ms it stays under 500 ms.
    package var syncInterval: Duration
    package var checkpointInterval: Duration
    /// Relay and build, for the header: "huizhen/0.1.0 relay-1".
    package var producer: String

    package init(
        directory: String, reserveBytes: UInt64, producer: String,
        syncInterval: Duration = .milliseconds(400), checkpointInterval: Duration = .seconds(10)
    ) {
        self.directory = directory
        self.reserveBytes = reserveBytes
        self.producer = producer
        self.syncInterval = syncInterval
        self.checkpointInterval = checkpointInterval
    }
}
