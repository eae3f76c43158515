package import ConsultationCore

/// Providers' lines as those see them who look after them. It names no patient and nothing of the case but its number.
package struct NetworkView: Sendable, Equatable {
    package struct Room: Sendable, Equatable {
        package let consultation: ConsultationID
        package let number: ConsultationNumber
        package let inviting: String
        package let invited: String
        package let startedAt: WallTime?
        /// Sides that hang on one provider, and since when (`vio.network.redundancyLost`).
        package let onOneLink: [PartySide: WallTime]
        /// Whose sound or picture is below the limits (`vio.media.qualityLow`).
        package let lowMedia: [RoomView.LowMedia]

        package var isWell: Bool { onOneLink.isEmpty && lowMedia.isEmpty }
    }

    package let links: [RelayLink]
    /// Open rooms, those in danger first.
    package let rooms: [Room]

    /// Relays with one link configured: nothing of theirs can go on when it fails (NHC-TM 二(三)3).
    package var nodesOnOneLink: Set<String?> {
        Set(Dictionary(grouping: links, by: \.node).filter { $0.value.count == 1 }.keys)
    }
}
