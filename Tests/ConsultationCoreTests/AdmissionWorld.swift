import ConsultationCore
import Simulation

/// A hospital that wants to see patients online, with everything it needs; a test takes one thing away.
struct AdmissionWorld {
    var institution = ConsultationWorld().county
    var rules: OnlineRules
    var connector: SupervisionConnector.State? = .connected
    var practitioners: [Practitioner]
    var now = ConsultationWorld.start

    static let photo = Digest(of: "photo")

    init(in jurisdiction: Jurisdiction = .jilin) throws {
        institution.jurisdiction = jurisdiction
        let schedule = try PolicySchedule(.repository)
        let day = CivilDate(ConsultationWorld.start)
        guard let found = schedule.version(of: .internetFollowUp, for: jurisdiction, on: day) else {
            throw PolicyIncomplete(parameters: ["internetFollowUp"])
        }
        rules = try OnlineRules(found.resolution, named: found.policy.id)
        practitioners = [
            ConsultationWorld.physician("doc-chief", at: "inst-county", title: .fullSenior, since: 2000),
            ConsultationWorld.physician(
                "doc-associate", at: "inst-county", title: .associateSenior, since: 2010),
        ]
    }

    var facts: QualityFacts {
        QualityFacts(
            institution: institution,
            admission: AdmissionFacts(
                rules: rules, connector: connector, practitioners: practitioners,
                licensing: LicensingChoice(
                    of: institution, among: [ConsultationWorld.office("inst-authority")])))
    }

    func details(
        _ kind: InternetHospital.Kind = .standalone, named name: String = "益康互联网医院",
        issuedOn: CivilDate = ConsultationWorld.date(2025, 3, 1)
    ) -> InternetHospitalDetails {
        InternetHospitalDetails(
            kind: kind, name: name, licenceNumber: "IH-1", authority: "省卫生健康委员会", issuedOn: issuedOn,
            partner: kind == .secondName
                ? nil : .init(name: "益康公司", agreementEndsOn: ConsultationWorld.date(2025, 12, 31)))
    }

    static let data = StaffData(
        identityNumber: "220102198001010012", photo: photo, practicePlaces: ["县医院"],
        clinicalSince: ConsultationWorld.date(2010, 7, 1))

    func hospital(
        _ steps: [InternetHospitalCommand], of kind: InternetHospital.Kind = .standalone
    ) throws(Refusal) -> InternetHospital {
        try run(InternetHospital.self, [.prepare(institution.id, details(kind))] + steps)
    }

    /// The record after these commands of the administrator.
    func run<Record: QualityRecord>(
        _ type: Record.Type, _ commands: [Record.Command], by caller: Caller = QualityPeople.admin
    ) throws(Refusal) -> Record {
        var current: Record?
        for command in commands {
            current = try decided(type, command, on: current, by: caller, at: now, facts: facts).state
        }
        guard let current else { throw .accessDenied }
        return current
    }

    func refusal<Record: QualityRecord>(
        _ type: Record.Type, _ command: Record.Command, on current: Record?,
        by caller: Caller = QualityPeople.admin
    ) -> Refusal? {
        do throws(Refusal) {
            _ = try decided(type, command, on: current, by: caller, at: now, facts: facts)
            return nil
        } catch { return error }
    }

    static let department = InternetHospitalCommand.admitDepartment(ConsultationWorld.cardiology)
    static let terms = SupportTerms(
        partner: "云联科技有限公司", creditCode: "91220101MA0Y123458", service: "视频与短信服务",
        validFrom: ConsultationWorld.date(2025, 1, 1), validTo: ConsultationWorld.date(2025, 12, 31),
        clauses: AgreementClause.allCases.map { AgreementClauseText($0, "约定") })
    static let text = PublicText(topic: .healthEducation, title: "高血压日常管理", body: "按时服药，定期复查。")
    static let studio = StudioProfile(
        name: "心血管专家工作室", introduction: "面向基层", head: "doc-chief", members: ["doc-chief", "doc-associate"])
    static let consumer = FeedConsumer(name: "吉林省互联网医疗服务监管平台", publicKey: Digest(of: "key"))
    static let feedOperator = QualityPeople.member(.operator, at: "inst-platform")
}
