/// Why a training, or an assignment for want of one, is refused.
package enum TrainingRefusal: Sendable, Equatable {
    case missing(PractitionerID, [TrainingTopic])
    /// A training is confirmed after it is over.
    case notOver(until: WallTime)
    /// People sign in from half an hour before the lecture to its end.
    case signInClosed
    case nobodyAttended

    package var code: RefusalCode {
        switch self {
        case .missing: .trainingMissing
        case .notOver: .trainingNotOver
        case .signInClosed: .trainingSignInClosed
        case .nobodyAttended: .trainingNobodyAttended
        }
    }
}
