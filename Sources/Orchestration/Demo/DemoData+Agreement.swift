import ConsultationCore
import Storage

extension DemoData {
    static func agreementText(on today: CivilDate) -> AgreementText {
        AgreementText(
            parties: [county, province], validFrom: today.adding(years: -1),
            validTo: today.adding(years: 3), governingText: "JL",
            clauses: [
                .init(.purpose, "提升县域诊疗能力，方便患者就近就医（演示）。"),
                .init(.conditions, "双方均取得医疗机构执业许可证，并通过远程医疗能力评估验收（演示）。"),
                .init(.content, "远程会诊、远程心电诊断、远程医学影像诊断（演示）。"),
                .init(.workflow, "邀请方发起邀请，受邀方答复并安排医师，双方经平台会诊，受邀方签发意见报告（演示）。"),
                .init(.rightsAndDuties, "邀请方承担诊疗责任并保证资料质量；受邀方对所出具的意见负责（演示）。"),
                .init(.medicalHarmRiskAndLiability, "发生医疗损害的，依照法律法规和本协议分担责任（演示）。"),
            ],
            serviceKinds: [
                .remoteConsultation, .remoteMultidisciplinaryTeam, .remoteEcgDiagnosis,
                .remoteImagingDiagnosis,
            ],
            relation: CooperationRelation(kind: .medicalConsortium),
            diagnosisWorkflows: [
                DiagnosisWorkflow(
                    serviceKind: .remoteEcgDiagnosis, text: "邀请方采集并上传心电图，受邀方值班医师出具诊断报告（演示）。",
                    turnaroundMinutes: 60, isStanding: true),
                DiagnosisWorkflow(
                    serviceKind: .remoteImagingDiagnosis, text: "邀请方上传检查影像，受邀方值班医师阅片并出具诊断报告（演示）。",
                    turnaroundMinutes: 240),
            ],
            negotiatedSplits: [
                NegotiatedSplit(serviceKind: .remoteEcgDiagnosis, invitingParts: 3, invitedParts: 7),
                NegotiatedSplit(serviceKind: .remoteImagingDiagnosis, invitingParts: 4, invitedParts: 6),
            ])
    }

    /// The parties draft and sign, as their administrators would; once.
    static func sign(
        _ text: AgreementText, as id: AgreementID, in transaction: WriteTransaction, at now: WallTime
    ) throws {
        let known = try transaction.reading.system.record(CooperationAgreement.self, id.text)
        guard known == nil else { return }
        var acts: [(AgreementChange, InstitutionID)] = [
            (.drafted(id, text, by: county), county),
            (.submitted(contentHash: text.content(of: id).digest), county),
        ]
        for party in text.parties {
            var signature = signature(of: party, under: text, as: id, at: now)
            signature.entity = try transaction.reading.institution(party).map {
                LegalEntity(of: $0, under: .telemedicine)
            }
            acts.append((.signed(signature), party))
        }
        acts.append((.enteredIntoForce, text.parties.last ?? county))
        let events = acts.map { change, institution in
            RecordEvent(
                at: now,
                by: .member(
                    Caller.Member(account: "demo", institution: institution, roles: [.institutionAdmin])),
                policyVersion: "demo", change: change)
        }
        guard let agreement = CooperationAgreement.replay(events) else { return }
        let subject = JournalStream.record(CooperationAgreement.self, agreement.key)
        try transaction.append(
            try events.map { JournalDraft(kind: $0.change.kind, payload: try StoredJSON.encode($0)) },
            to: subject, after: 0, at: now.milliseconds, by: .system, under: "demo")
        try transaction.save(agreement, at: now)
        try transaction.follow(agreement.openDeadlines, of: subject)
        try transaction.follow(agreement)
    }

    private static func signature(
        of party: InstitutionID, under text: AgreementText, as id: AgreementID, at now: WallTime
    ) -> AgreementSignature {
        AgreementSignature(
            institution: party, account: "demo", signatory: "院长（演示）", authority: "法定代表人",
            method: .electronic, document: nil, signedAt: now,
            contentHash: text.content(of: id).digest)
    }
}
