import ConsultationCore

extension Fields {
    func diagnosisRequest() -> DiagnosisRequest {
        let kind = choice("serviceKind", otherwise: ServiceKind.remoteImagingDiagnosis)
        return DiagnosisRequest(
            scope: DiagnosisScope(kind, optionalChoice("subKind", of: ImagingSubKind.self)),
            invitee: optionalText("invitedInstitutionId", limit: Limits.id).map(InstitutionID.init(_:)),
            examination: Redacted(optionalText("examination", limit: Limits.invitationReason) ?? ""),
            examinedAt: optionalInstant("examinedAt").map(WallTime.init(milliseconds:)),
            clinicalSummary: Redacted(optionalText("clinicalSummary", limit: Limits.caseSummary) ?? ""),
            question: Redacted(optionalText("question", limit: Limits.question) ?? ""),
            price: optionalText("priceId", limit: Limits.id).map(PriceID.init(_:)),
            priority: optionalChoice("priority", of: Priority.self) ?? .routine)
    }

    func diagnosisFindings() -> DiagnosisFindings {
        DiagnosisFindings(
            findings: Redacted(text("findings", limit: Limits.text)),
            conclusion: Redacted(text("conclusion", limit: Limits.text)), items: itemIDs())
    }

    func itemIDs() -> [AttachmentID] {
        (texts("items", itemLimit: Limits.id, limit: Limits.items) ?? []).map(AttachmentID.init(_:))
    }

    func dutyPlan() -> (DutyPeriod, [DutyShift]) {
        let first = optionalDate("from")
        let last = optionalDate("to")
        if first == nil, !has("from") { note("from", .required) }
        if last == nil, !has("to") { note("to", .required) }
        let shifts = (children("shifts", limit: DutyLimits.shifts) ?? []).map { shift in
            DutyShift(
                start: WallTime(milliseconds: shift.instant("start")),
                end: WallTime(milliseconds: shift.instant("end")),
                practitioners: (shift.texts(
                    "practitionerIds", itemLimit: Limits.id, limit: DutyLimits.practitioners) ?? [])
                    .map(PractitionerID.init(_:)))
        }
        let placeholder = CivilDate(daysSinceEpoch: 0)
        return (DutyPeriod(first: first ?? placeholder, last: last ?? placeholder), shifts)
    }

    func registryCheck() -> RegistryCheck {
        RegistryCheck(
            source: text("source", limit: Limits.name),
            result: choice("result", otherwise: RegistryCheck.Result.notFound), checkedOn: day("checkedOn"))
    }

    func realNameVerification() -> RealNameVerification {
        RealNameVerification(
            method: choice("method", otherwise: RealNameVerification.Method.documentSeen),
            verifiedOn: day("verifiedOn"))
    }

    private func day(_ name: String) -> CivilDate {
        let date = optionalDate(name)
        if date == nil, !has(name) { note(name, .required) }
        return date ?? CivilDate(daysSinceEpoch: 0)
    }
}
