/// What every service to a patient asks, whatever its workflow: the patient, the price, the consent.
enum ServiceChecks {
    /// The patient is the inviting institution's own and is known by name and document (JL-2, NHC-TM-4.3.1a).
    static func check(
        _ patient: Patient?, is id: PatientID, of inviting: InstitutionID
    ) throws(Refusal) {
        guard let patient, patient.id == id, patient.institution == inviting else {
            throw .patientNotOfInvitingInstitution
        }
        guard patient.isIdentityVerified else { throw .patientIdentityUnverified }
    }

    /// The catalogue entry of the inviting institution that fixes the fee from now on (JL 39, AMB-15).
    static func valid(
        _ price: PriceEntry?, is id: PriceID?, of inviting: InstitutionID, for kind: ServiceKind,
        at now: WallTime, under policy: Policy
    ) throws(Refusal) -> PriceEntry {
        guard let price, price.id == id, price.institution == inviting, price.serviceKind == kind,
            price.isValid(on: CivilDate(now)), price.amount >= .zero, price.amount <= Limits.fee
        else { throw .noValidPrice }
        let isPublished = price.publishedAt.map { $0 <= now } ?? false
        guard isPublished || policy.pricePublication != .enforce else { throw .priceNotPublished }
        return price
    }

    /// A signed consent of this patient to this service, at this fee or more (NHC-TM-3.2a, NHC-TM-3.2c).
    /// - Parameter invitees: none while nobody is named: then a consent for one institution does not cover it.
    static func check(
        _ consent: InformedConsent?, of patient: PatientID, to kind: ServiceKind,
        by invitees: [InstitutionID],
        fee: Money
    ) throws(Refusal) {
        guard let consent else { throw .consentMissing }
        guard consent.state != .withdrawn, consent.useStoppedAt == nil else { throw .consentWithdrawn }
        guard consent.state == .signed, consent.patient == patient, consent.serviceKind == kind,
            consent.covers(invitees)
        else { throw .consentMissing }
        guard fee <= consent.fee else { throw .feeExceedsConsent(fee: fee, consented: consent.fee) }
    }

    /// The fee that the patient is told; zero is a statement, silence is none (AMB-45).
    static func statedFee(
        _ presentation: ConsentPresentation, under policy: Policy
    ) throws(Refusal) -> Money {
        guard let fee = presentation.fee ?? (policy.consentFeeStatementRequired ? nil : .zero) else {
            throw .consentFeeNotStated
        }
        guard fee >= .zero, fee <= Limits.fee else {
            throw .fieldInvalid([FieldProblem("/feeFen", .outOfRange)])
        }
        return fee
    }

    /// The patient, a guardian or a close relative, and for the last two the reason and who they are (NHC-TM-3.2b).
    static func check(_ signer: ConsentSigner, under policy: Policy) throws(Refusal) {
        let problems = [
            Limits.required("/signerName", signer.name, limit: Limits.shortText),
            Limits.problem("/identityNumber", signer.identityNumber, limit: Limits.shortText),
            Limits.problem("/contact", signer.contact, limit: Limits.shortText),
        ].compactMap { $0 }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
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
}

extension InformedConsent {
    /// Whether it was given for all of these.
    func covers(_ invitees: [InstitutionID]) -> Bool {
        if let teamScope { return invitees.allSatisfy(teamScope.contains) }
        return scope.map { invitees == [$0] } ?? true
    }

    /// What the patient signs: service, fee, payer, recording, signer. `id` is that of the case or the order.
    package func content(of id: ConsultationID, signedBy signer: ConsentSigner) -> CanonicalContent {
        var content = CanonicalContent("consent")
        content.add("consultation", id)
        content.add("patient", patient)
        content.add("serviceKind", serviceKind.rawValue)
        content.add("serviceDescription", serviceDescription.value)
        content.add("feeFen", String(fee.fen))
        content.add("payer", payer.rawValue)
        content.add("recordingStated", String(recordingStated))
        if let scope { content.add("scope", scope) }
        for scope in teamScope ?? [] { content.add("scope", scope) }
        if let truthfulnessStated { content.add("truthfulnessStated", String(truthfulnessStated)) }
        if let recordedBy { content.add("recordedBy", recordedBy) }
        if let recordingYears { content.add("recordingYears", String(recordingYears)) }
        content.add("signerKind", signer.kind.rawValue)
        content.add("signerName", signer.name.value)
        content.add("reasonNotPatient", signer.reasonNotPatient?.rawValue ?? "")
        content.add("relationship", signer.relationship?.rawValue ?? "")
        content.add("identityNumber", signer.identityNumber?.value ?? "")
        content.add("contact", signer.contact?.value ?? "")
        content.add("signature", signer.signature.hexadecimal)
        return content
    }
}
