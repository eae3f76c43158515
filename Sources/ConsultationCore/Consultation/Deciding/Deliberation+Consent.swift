extension Deliberation {
    mutating func presentConsent(_ presentation: ConsentPresentation) throws(Refusal) {
        try refuse([
            Limits.required(
                "/serviceDescription", presentation.serviceDescription, limit: Limits.longText)
        ])
        let fee = try ServiceChecks.statedFee(presentation, under: policy)
        guard presentation.recordingStated else { throw .consentRecordingNotStated }
        guard presentation.truthfulnessStated else { throw .consentTruthfulnessNotStated }
        var scope: InstitutionID?
        if case .institution(let invitee) = consultation.request.invitee { scope = invitee }
        record(
            .consentPresented(
                InformedConsent(
                    state: .presented, patient: consultation.patient, serviceKind: consultation.serviceKind,
                    serviceDescription: presentation.serviceDescription, fee: fee, payer: presentation.payer,
                    recordingStated: true, scope: consultation.isTeam ? nil : scope,
                    teamScope: consultation.isTeam
                        ? consultation.request.team?.map(\.institution) : nil,
                    truthfulnessStated: true, recordedBy: consultation.inviting,
                    recordingYears: policy.mediaRetentionYears, presentedAt: now,
                    presentedBy: try member().account)))
    }

    mutating func signConsent(_ signer: ConsentSigner) throws(Refusal) {
        guard let consent = consultation.consent, consent.state == .presented else { throw .consentMissing }
        try ServiceChecks.check(signer, under: policy)
        record(
            .consentSigned(
                signer: signer,
                documentHash: consultation.consentContent(consent, signedBy: signer).digest))
    }

    /// A physician finds that the patient may know of the case now (AT-27).
    mutating func openToPatient() throws(Refusal) {
        guard consultation.isHiddenFromPatient else {
            throw .stateNotAllowed(action: .openToPatient, state: consultation.state)
        }
        record(.openedToPatient)
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
