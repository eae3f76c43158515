import ConsultationCore

/// Words for refusals about supervision, internet hospitals, staff and published texts.
enum AdmissionTexts {
    static let all: [String: ProblemText] = [
        "err.institution.supervisionNotConnected": .init(
            "尚未与省级互联网医疗服务监管平台对接", "The province's supervision platform is not connected",
            "互联网医院启用前须完成与监管平台的对接。请联系平台运营人员完成联调。",
            "An internet hospital begins only after that. Ask the operator to finish the connection."),
        "err.supervision.testMissing": .init(
            "监管平台尚未完成联调", "The province has not read with its key yet",
            "请监管平台用已登记的密钥完成一次读取，再确认对接。核对公钥和本平台地址是否一致。",
            "Have the province's program read once with the registered key, then confirm."),
        "err.institution.verificationOverdue": .init(
            "互联网医院许可逾期未校验", "The internet hospital's licence was not verified in time",
            "逾期未校验的，不得开展新的互联网诊疗。请机构管理员完成校验后，在“互联网医院”页登记校验日期。",
            "No new visits online. Have the licence verified and record the day on the internet hospital's page."
        ),
        "err.institution.reapplicationOverdue": .init(
            "逾期未重新申请设置互联网医院", "The new application of the internet hospital is overdue",
            "合作方变更或协议失效后须重新申请设置。请机构管理员取得新的许可后登记。",
            "A change of partner asks for a new application. Record the new licence."),
        "err.institution.departmentStaffingInsufficient": .init(
            "科室医师配备不足", "The department has too few senior physicians",
            "每个科室至少有 1 名正高级、1 名副高级职称的执业医师注册在本机构。请先登记并准入相应医师。",
            "Each department needs one chief and one associate chief physician registered here. Admit them first."
        ),
        "err.practitioner.insuranceMissing": .init(
            "医师没有有效的医疗责任保险", "The physician has no valid malpractice insurance",
            "互联网医院应当为医师购买医疗责任保险。请机构管理员在“人员准入”登记保险单号和有效期。",
            "Internet hospitals insure their physicians. Record policy number and validity on the staff page."
        ),
        "err.practitioner.notAdmitted": .init(
            "人员未准入或已退出", "The person is not admitted",
            "待准入、暂停执业或已退出的人员不能承担新的工作。请机构管理员在“人员准入”办理。",
            "Candidates, suspended people and those who left take no new work. See the staff page."),
        "err.content.reviewRequired": .init(
            "须经他人审核后发布", "Somebody else must review it first",
            "作者本人不能审核。请先提交审核，由本机构另一名管理员或质控人员审核发布。",
            "The author cannot review. Submit it and have another administrator or quality controller publish it."
        ),
    ]

    static func sentence(_ refusal: AdmissionRefusal) -> (chinese: String, english: String)? {
        switch refusal {
        case .verificationOverdue(let day): ("校验期至 \(day)。", "Verified until \(day).")
        case .departmentStaffingInsufficient(let code, let full, let associate):
            (
                "科室 \(code)：正高级 \(full) 名，副高级 \(associate) 名。",
                "Department \(code): \(full) chief, \(associate) associate chief."
            )
        case .departmentsMissing: ("尚未准入任何科室。", "No department is admitted yet.")
        default: nil
        }
    }
}
