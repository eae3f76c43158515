package import ConsultationCore
package import Storage

/// Three fictional Jilin hospitals, of which the first may ask the others, with everybody who is needed. Names of
/// institutions and people, numbers and the patient are invented; the resident id only has a right checksum.
package enum DemoData {
    package struct Account: Sendable {
        package let username: String
        package let displayName: String
        package let institution: String
        package let roles: [Role]
        /// False when the account was there already and kept its password.
        package let isNew: Bool
    }

    /// Loads what is missing and refreshes what expires (registry checks, agreement). Running it again is harmless.
    /// - Parameter password: asked once for each new account; passwords are never made or kept here.
    package static func load(
        into database: ServiceDatabase, signIn: SignInService,
        password: @Sendable (_ username: String) -> String
    ) async throws -> [Account] {
        let now = signIn.environment.now()
        let patientID = PatientID(signIn.environment.newID())
        try await database.write { transaction in
            let today = CivilDate(now)
            for var institution in institutions(on: today) {
                let known = try transaction.reading.institution(institution.id)
                institution.isSuspended = known?.isSuspended ?? false
                try transaction.put(institution)
            }
            for (practitioner, home) in practitioners(on: today) {
                try transaction.put(practitioner, home: home)
            }
            for hospital in [county, province, city] { try activate(hospital, in: transaction, at: now) }
            try equip(county, keeper: colleague, in: transaction, at: now)
            try sign(agreementText(on: today), as: agreementID, in: transaction, at: now)
            try sign(teamAgreement(on: today), as: teamAgreementID, in: transaction, at: now)
            for price in prices(on: today, publishedAt: now) { try transaction.add(price) }
            _ = try transaction.insertOrFind(patient(patientID, at: now), at: now)
            try transaction.note(
                "demoDataLoaded", "{}", in: JournalStream.masterData, at: now.milliseconds, by: .system)
        }
        var accounts: [Account] = []
        for draft in drafts + cityDrafts {
            let isNew = try await database.read { try $0.account(username: draft.username) } == nil
            if isNew { _ = try await signIn.addAccount(draft, password: password(draft.username)) }
            accounts.append(
                Account(
                    username: draft.username, displayName: draft.displayName,
                    institution: names[draft.institution] ?? "", roles: draft.roles, isNew: isNew))
        }
        return accounts
    }

    package static let county: InstitutionID = "01900000-0000-7000-8000-000000000001"
    package static let province: InstitutionID = "01900000-0000-7000-8000-000000000002"
    package static let platform: InstitutionID = "01900000-0000-7000-8000-000000000003"
    package static let authority: InstitutionID = "01900000-0000-7000-8000-000000000004"
    package static let agreementID: AgreementID = "01900000-0000-7000-8000-000000000010"
    package static let provincePrice: PriceID = "01900000-0000-7000-8000-000000000020"
    package static let ecgPrice: PriceID = "01900000-0000-7000-8000-000000000024"

    package static let attending: PractitionerID = "01900000-0000-7000-8000-000000000101"
    package static let colleague: PractitionerID = "01900000-0000-7000-8000-000000000102"
    package static let reviewingPharmacist: PractitionerID = "01900000-0000-7000-8000-000000000103"
    package static let respiratoryChief: PractitionerID = "01900000-0000-7000-8000-000000000201"
    package static let cardiologist: PractitionerID = "01900000-0000-7000-8000-000000000202"
    package static let radiologist: PractitionerID = "01900000-0000-7000-8000-000000000204"
    package static let juniorResident: PractitionerID = "01900000-0000-7000-8000-000000000203"

    /// 诊疗科目 codes: internal medicine, respiratory, cardiovascular, surgery, paediatrics, imaging.
    static let departments = [
        Department(code: "03", name: "内科"), Department(code: "03.01", name: "呼吸内科专业"),
        Department(code: "03.04", name: "心血管内科专业"), Department(code: "04", name: "外科"),
        Department(code: "07", name: "儿科"), Department(code: "32", name: "医学影像科"),
    ]

    private static let names: [InstitutionID: String] = [
        county: "长林县人民医院（演示）", province: "松江省立医院（演示）", platform: "远程会诊平台运营中心（演示）",
        authority: "省卫生健康监督所（演示）",
    ]

    static let drafts = [
        AccountDraft(
            username: "li.chunyan", institution: county, displayName: "李春燕", practitioner: attending,
            roles: [.physician]),
        AccountDraft(
            username: "zhao.zhiqiang", institution: county, displayName: "赵志强", practitioner: colleague,
            roles: [.physician]),
        AccountDraft(
            username: "sun.li", institution: county, displayName: "孙丽", practitioner: nil,
            roles: [.invitationCoordinator]),
        AccountDraft(
            username: "wu.min", institution: county, displayName: "吴敏", practitioner: nil, roles: [.finance]),
        AccountDraft(
            username: "zheng.hong", institution: county, displayName: "郑红", practitioner: nil,
            roles: [.qualityController, .institutionAdmin]),
        AccountDraft(
            username: "ma.yan", institution: county, displayName: "马燕", practitioner: reviewingPharmacist,
            roles: []),
        AccountDraft(
            username: "zhou.mingyuan", institution: province, displayName: "周明远",
            practitioner: respiratoryChief, roles: [.physician]),
        AccountDraft(
            username: "chen.sining", institution: province, displayName: "陈思宁", practitioner: cardiologist,
            roles: [.physician]),
        AccountDraft(
            username: "sun.yaqin", institution: province, displayName: "孙雅琴", practitioner: radiologist,
            roles: [.physician]),
        AccountDraft(
            username: "he.jing", institution: province, displayName: "何静", practitioner: nil,
            roles: [.invitationCoordinator]),
        AccountDraft(
            username: "xu.fang", institution: province, displayName: "徐芳", practitioner: nil,
            roles: [.finance]),
        AccountDraft(
            username: "gao.jun", institution: province, displayName: "高军", practitioner: nil,
            roles: [.qualityController, .institutionAdmin]),
        AccountDraft(
            username: "operator", institution: platform, displayName: "平台运维", practitioner: nil,
            roles: [.operator]),
        AccountDraft(
            username: "system.admin", institution: platform, displayName: "系统管理员", practitioner: nil,
            roles: [.systemAdmin], staffNumber: "D-001"),
        AccountDraft(
            username: "security.admin", institution: platform, displayName: "安全管理员", practitioner: nil,
            roles: [.securityAdmin], staffNumber: "D-002"),
        AccountDraft(
            username: "audit.admin", institution: platform, displayName: "审计管理员", practitioner: nil,
            roles: [.auditAdmin], staffNumber: "D-003"),
        AccountDraft(
            username: "supervisor", institution: authority, displayName: "监管员", practitioner: nil,
            roles: [.healthAuthority]),
        AccountDraft(
            username: "auditor", institution: authority, displayName: "审计员", practitioner: nil,
            roles: [.auditor]),
    ]
}
