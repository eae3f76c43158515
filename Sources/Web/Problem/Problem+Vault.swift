import Orchestration

extension Problem {
    /// Why a recording cannot be shown now.
    init(_ fault: VaultFault) {
        switch fault {
        case .elsewhere: self = .recordingElsewhere
        case .notWhole: self = .recordingNotWhole
        case .cannotExport: self = .recordingNotPlayable
        }
    }
}
