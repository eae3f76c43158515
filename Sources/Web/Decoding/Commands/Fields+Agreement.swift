import ConsultationCore

extension Fields {
    /// The whole text of an agreement; what is complete is judged when it goes out for signature.
    func agreementText() -> AgreementText {
        let parties = texts("partyIds", itemLimit: Limits.id, limit: ConsultationCore.Limits.agreementParties)
        if parties == nil, !has("partyIds") { note("partyIds", .required) }
        return AgreementText(
            parties: (parties ?? []).map(InstitutionID.init(_:)),
            platformOperator: optionalText("platformOperatorId", limit: Limits.id).map(
                InstitutionID.init(_:)),
            validFrom: date("validFrom"), validTo: date("validTo"),
            governingText: optionalText("governingText", limit: Limits.id),
            clauses: clauses(), serviceKinds: serviceKinds(),
            relation: child("relation").map {
                CooperationRelation(
                    kind: $0.choice("kind", otherwise: .otherCooperation),
                    description: $0.optionalText("description", limit: Limits.reason) ?? "")
            },
            higherParty: optionalText("higherPartyId", limit: Limits.id).map(InstitutionID.init(_:)),
            diagnosisWorkflows: workflows(), negotiatedSplits: splits(),
            serviceFeeBearer: optionalText("serviceFeeBearerId", limit: Limits.id).map(InstitutionID.init(_:))
        )
    }

    private func date(_ name: String) -> CivilDate {
        if let date = optionalDate(name) { return date }
        if !has(name) { note(name, .required) }
        return CivilDate(daysSinceEpoch: 0)
    }

    private func clauses() -> [AgreementClauseText] {
        guard let clauses = child("clauses") else { return [] }
        return AgreementClause.allCases.compactMap { clause in
            clauses.optionalText(clause.rawValue, limit: Limits.text).map { AgreementClauseText(clause, $0) }
        }
    }

    private func serviceKinds() -> [ServiceKind] {
        let names = texts("serviceKinds", itemLimit: Limits.id, limit: ServiceKind.allCases.count) ?? []
        let kinds = names.compactMap(ServiceKind.init(rawValue:))
        if kinds.count != names.count {
            note("serviceKinds", .unknownValue(allowed: ServiceKind.allCases.map(\.rawValue)))
        }
        return kinds
    }

    private func workflows() -> [DiagnosisWorkflow] {
        (children("diagnosisWorkflows", limit: ServiceKind.allCases.count) ?? []).map { workflow in
            DiagnosisWorkflow(
                serviceKind: workflow.choice("serviceKind", otherwise: .other),
                text: workflow.text("text", limit: Limits.text),
                turnaroundMinutes: workflow.has("turnaroundMinutes")
                    ? Int(workflow.integer("turnaroundMinutes", in: 1...525_600)) : nil,
                isStanding: workflow.optionalFlag("standing") ?? false)
        }
    }

    private func splits() -> [NegotiatedSplit] {
        let parts = 0...Int64(ConsultationCore.Limits.splitParts)
        return (children("negotiatedSplits", limit: ServiceKind.allCases.count) ?? []).map { split in
            NegotiatedSplit(
                serviceKind: split.choice("serviceKind", otherwise: .other),
                invitingParts: Int(split.integer("invitingParts", in: parts)),
                invitedParts: Int(split.integer("invitedParts", in: parts)))
        }
    }

    func agreementSigning() -> AgreementSigning {
        let document = optionalText("documentSha256", limit: 64)
        let digest = document.flatMap(Digest.init(hexadecimal:))
        if document != nil, digest == nil { note("documentSha256", .invalid(ofKind: "SHA-256")) }
        return AgreementSigning(
            signatory: text("signatory", limit: Limits.name),
            authority: text("authority", limit: Limits.name),
            method: optionalChoice("method", of: AgreementSignature.Method.self) ?? .electronic,
            document: digest)
    }
}
