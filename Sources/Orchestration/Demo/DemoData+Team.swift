package import ConsultationCore

/// A third hospital, so that a multidisciplinary consultation has two to ask (NHC-TM 二(二)).
extension DemoData {
    package static let city: InstitutionID = "01900000-0000-7000-8000-000000000005"
    package static let teamAgreementID: AgreementID = "01900000-0000-7000-8000-000000000011"
    package static let teamPrice: PriceID = "01900000-0000-7000-8000-000000000026"
    package static let cityCardiologist: PractitionerID = "01900000-0000-7000-8000-000000000301"

    static func teamAgreement(on today: CivilDate) -> AgreementText {
        AgreementText(
            parties: [county, city], validFrom: today.adding(years: -1), validTo: today.adding(years: 3),
            governingText: "JL",
            clauses: [
                .init(.purpose, "多学科协作，明确疑难病例的诊断（演示）。"),
                .init(.conditions, "双方均取得医疗机构执业许可证，并通过远程医疗能力评估验收（演示）。"),
                .init(.content, "远程多学科会诊（演示）。"),
                .init(.workflow, "邀请方同时邀请两家以上机构，各机构分别答复、出具意见，会后共同签署会诊小结（演示）。"),
                .init(.rightsAndDuties, "邀请方承担诊疗责任并保证资料质量；各受邀方对所出具的意见负责（演示）。"),
                .init(.medicalHarmRiskAndLiability, "发生医疗损害的，依照法律法规和本协议分担责任（演示）。"),
            ],
            serviceKinds: [.remoteMultidisciplinaryTeam],
            relation: CooperationRelation(kind: .medicalConsortium))
    }

    static let cityDrafts = [
        AccountDraft(
            username: "lin.yue", institution: city, displayName: "林月", practitioner: cityCardiologist,
            roles: [.physician]),
        AccountDraft(
            username: "ma.jun", institution: city, displayName: "马俊", practitioner: nil,
            roles: [.invitationCoordinator]),
        AccountDraft(
            username: "tian.hui", institution: city, displayName: "田慧", practitioner: nil, roles: [.finance]),
    ]
}
