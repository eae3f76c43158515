import ConsultationCore
import Storage

extension CommandJob {
    /// Counts why invitations are declined (NHC-TM-3.3.2c), for both sides, and whose data were sent back (JL-29a),
    /// for the side that answers for them.
    func countQuality(
        of events: [ConsultationEvent], in state: Consultation, _ transaction: WriteTransaction
    ) throws {
        for event in events {
            switch event.change {
            case .invitationDeclined(let reason):
                let invited = state.invitation.map { [$0.institution] } ?? []
                try transaction.count(
                    .decline, reason.code.rawValue, of: [state.inviting] + invited, at: now)
            case .teamDeclined(let institution, let reason):
                try transaction.count(
                    .decline, reason.code.rawValue, of: [state.inviting, institution], at: now)
            case .materialRejected:
                try transaction.count(.materialRejected, "qualityRejected", of: [state.inviting], at: now)
            default: break
            }
        }
    }
}
