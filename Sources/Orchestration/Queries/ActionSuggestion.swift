import ConsultationCore

/// A command worth trying for a role in a state. `trial` is nil where the command needs input that only the person
/// has: then role and state decide.
struct ActionSuggestion {
    let action: ConsultationAction
    let trial: ConsultationCommand?

    private init(_ action: ConsultationAction, _ trial: ConsultationCommand? = nil) {
        self.action = action
        self.trial = trial
    }

    /// The most urgent first.
    static func all(for consultation: Consultation, caller: Caller) -> [ActionSuggestion] {
        guard let institution = caller.institution, let side = consultation.side(of: institution) else { return [] }
        let isPhysician = caller.has(.physician)
        let isCoordinator = caller.has(.invitationCoordinator)
        guard isPhysician || isCoordinator else { return [] }
        return side == .inviting
            ? inviting(consultation, isPhysician: isPhysician, isCoordinator: isCoordinator)
            : invited(consultation, isCoordinator: isCoordinator, caller: caller)
    }

    private static func inviting(
        _ consultation: Consultation, isPhysician: Bool, isCoordinator: Bool
    ) -> [ActionSuggestion] {
        let cancel = [ActionSuggestion(.cancel)]
        let enter = isPhysician ? [ActionSuggestion(.enterRoom, .enterRoom)] : []
        let end = isPhysician ? [ActionSuggestion(.writeNote), ActionSuggestion(.endSession, .endSession)] : []
        let message = [ActionSuggestion(.postMessage)]
        switch consultation.state {
        case .draft:
            let consent: [ActionSuggestion] =
                switch consultation.consent?.state {
                case .presented:
                    [ActionSuggestion(.signConsent), ActionSuggestion(.refuseConsent)]
                case .signed: [ActionSuggestion(.withdrawConsent)]
                case nil, .refused, .withdrawn, .superseded:
                    isPhysician ? [ActionSuggestion(.presentConsent)] : []
                }
            let represent =
                consultation.consent?.state == .presented && isPhysician
                ? [ActionSuggestion(.presentConsent)] : []
            return [ActionSuggestion(.submit, .submit), ActionSuggestion(.updateDraft)] + consent + represent
                + [ActionSuggestion(.attachMaterial)] + cancel
        case .inviting: return message + [ActionSuggestion(.withdrawConsent)] + cancel
        case .accepted:
            return [ActionSuggestion(.confirmSlot, .confirmSlot)] + message
                + [ActionSuggestion(.withdrawConsent)] + cancel
        case .scheduled: return enter + message + [ActionSuggestion(.withdrawConsent)] + cancel
        case .inSession, .interrupted: return enter + end + message
        case .awaitingReport: return message
        case .reported: return (isPhysician ? [ActionSuggestion(.decide)] : []) + message
        case .decided: return message
        case .archived, .cancelled, .terminated: return []
        }
    }

    private static func invited(
        _ consultation: Consultation, isCoordinator: Bool, caller: Caller
    ) -> [ActionSuggestion] {
        let isAssigned = caller.member?.practitioner.map(consultation.isAssigned) ?? false
        let replace = isCoordinator ? [ActionSuggestion(.replacePhysician)] : []
        let enter = isAssigned ? [ActionSuggestion(.enterRoom, .enterRoom)] : []
        let message = [ActionSuggestion(.postMessage)]
        switch consultation.state {
        case .inviting:
            return (isCoordinator ? [ActionSuggestion(.accept), ActionSuggestion(.decline)] : []) + message
        case .accepted: return replace + message
        case .scheduled: return enter + replace + message
        case .inSession, .interrupted:
            let end =
                isAssigned ? [ActionSuggestion(.writeNote), ActionSuggestion(.endSession, .endSession)] : []
            return enter + end + message
        case .awaitingReport:
            guard isAssigned else { return message }
            return [ActionSuggestion(.signReport, .signReport), ActionSuggestion(.saveReportDraft)] + message
        case .reported, .decided:
            let isSigner = caller.member?.practitioner.map { consultation.report?.signers.contains($0) ?? false }
            return (isSigner == true ? [ActionSuggestion(.addAddendum)] : []) + message
        case .draft, .archived, .cancelled, .terminated: return []
        }
    }
}
