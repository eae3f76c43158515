extension Deliberation {
    mutating func presentConsent(_ presentation: ConsentPresentation) throws(Refusal) {
        try refuse([
            Limits.required(
                "/serviceDescription", presentation.serviceDescription, limit: Limits.longText)
        ])
        guard let fee = presentation.fee ?? (policy.consentFeeStatementRequired ? nil : .zero) else {
            throw .consentFeeNotStated
        }
        guard fee >= .zero, fee <= Limits.fee else {
            throw .fieldInvalid([FieldProblem("/feeFen", .outOfRange)])
        }
        guard presentation.recordingStated else { throw .consentRecordingNotStated }
        var scope: InstitutionID?
        if case .institution(let invitee) = consultation.request.invitee { scope = invitee }
        record(
            .consentPresented(
                InformedConsent(
                    state: .presented, patient: consultation.patient, serviceKind: consultation.serviceKind,
                    serviceDescription: presentation.serviceDescription, fee: fee, payer: presentation.payer,
                    recordingStated: true, scope: scope, presentedAt: now,
                    presentedBy: try member().account)))
    }

    mutating func signConsent(_ signer: ConsentSigner) throws(Refusal) {
        guard let consent = consultation.consent, consent.state == .presented else { throw .consentMissing }
        try refuse([
            Limits.required("/signerName", signer.name, limit: Limits.shortText),
            Limits.problem("/identityNumber", signer.identityNumber, limit: Limits.shortText),
            Limits.problem("/contact", signer.contact, limit: Limits.shortText),
        ])
        try checkPermitted(signer)
        record(
            .consentSigned(
                signer: signer,
                documentHash: consultation.consentContent(consent, signedBy: signer).digest))
    }

    /// The patient, a guardian or a close relative, and for the last two the reason and who they are (NHC-TM-3.2b).
    private func checkPermitted(_ signer: ConsentSigner) throws(Refusal) {
        switch signer.kind {
        case .patient: return
        case .other: throw .consentSignerNotPermitted
        case .guardian, .closeRelative: break
        }
        guard signer.relationship != .other, policy.consentProxySigners.contains(signer.kind) else {
            throw .consentSignerNotPermitted
        }
        var missing: [FieldProblem] = []
        if signer.reasonNotPatient == nil { missing.append(FieldProblem("/reasonNotPatient", .missing)) }
        if signer.relationship == nil { missing.append(FieldProblem("/relationship", .missing)) }
        if signer.identityNumber?.isBlank ?? true {
            missing.append(FieldProblem("/identityNumber", .missing))
        }
        if signer.contact?.isBlank ?? true { missing.append(FieldProblem("/contact", .missing)) }
        guard missing.isEmpty else { throw .consentSignerReasonMissing(missing) }
    }

    mutating func refuseConsent(_ reason: Redacted<String>) throws(Refusal) {
        guard consultation.consent?.state == .presented else { throw .consentMissing }
        // A reason is optional when the patient refuses (§5.5).
        try refuse([Limits.problem("/reason", reason, limit: Limits.shortText)])
        record(.consentRefused(reason: reason))
        cause(.offerUploadDutyClosure(.consentRefused))
    }

    mutating func withdrawConsent(_ reason: Redacted<String>) throws(Refusal) {
        guard let consent = consultation.consent, consent.state == .signed else { throw .consentMissing }
        guard consent.useStoppedAt == nil else { throw .consentWithdrawn }
        try refuse([Limits.required("/reason", reason, limit: Limits.shortText)])
        switch consultation.state {
        case .draft: record(.consentWithdrawn(reason: reason))
        case .matching, .inviting, .accepted, .scheduled:
            record(.consentWithdrawn(reason: reason))
            record(.cancelled(cause: .consentWithdrawn, reason: reason))
            notify(.invited, .invitationCoordinator, .consentWithdrawn)
            cause(.closeRoom)
        default:
            // The session has begun: further use stops, the record stays (JL-20, §5.5).
            record(.consentUseStopped(reason: reason))
            notify(.invited, .physician, .consentWithdrawn)
        }
        cause(.offerUploadDutyClosure(.consentRefused))
    }
}
