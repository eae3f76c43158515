/// One file of an export. Times are milliseconds; offsets count from `timeLineStart` of the manifest.
package struct ExportedFile: Hashable, Codable, Sendable {
    package enum Role: String, Codable, Sendable { case participant, screen, audio, mixedAudio }

    package var name: String
    package var role: Role
    /// Nil for the mix.
    package var participant: UInt64?
    /// The name the service gave the participant; nil for the mix.
    package var label: String?
    package var codecs: [String]
    package var startOffset: Int64
    /// How long the participant was there, or the mix lasts.
    package var duration: Int64
    package var bytes: UInt64
    /// Lower-case hexadecimal.
    package var sha256: String
    package var audio: ExportedAudio?
    package var video: ExportedVideo?
}

package struct ExportedAudio: Hashable, Codable, Sendable {
    package var packets: UInt64
    package var lostPackets: UInt64
    /// Packets that could not be placed: damaged, doubled, too late.
    package var droppedPackets: UInt64
    /// Silence put in where no packet came.
    package var filledMilliseconds: Int64
}

package struct ExportedVideo: Hashable, Codable, Sendable {
    package var frames: UInt64
    package var droppedFrames: UInt64
    package var lostPackets: UInt64
    package var width: UInt16
    package var height: UInt16
}

/// `manifest.json` beside the exported files: what was made, out of what, and how much of it was there.
package struct ExportManifest: Hashable, Codable, Sendable {
    package var format = "huizhen-export/1"
    package var recording: String
    package var verdict: RecordingVerdict
    package var isSigningKeyTrusted: Bool?
    /// Root of each segment, in order.
    package var roots: [String]
    /// UTC milliseconds of the recording's first moment.
    package var timeLineStart: Int64
    package var packets: UInt64
    package var droppedPackets: UInt64
    package var files: [ExportedFile]
    package var skippedStreams: [SkippedStream]
}

package struct ExportProgress: Hashable, Sendable {
    package enum Phase: String, Sendable { case verifying, surveying, extracting, muxing, hashing, done }
    package var phase: Phase
    /// 0…1 within the phase.
    package var fraction: Double
}
