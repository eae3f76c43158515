import ConsultationCore

/// Words for refusals about contracts with family doctors.
enum FamilyDoctorTexts {
    static let all: [String: ProblemText] = [
        "err.familyDoctor.stateNotAllowed": .init(
            "签约的当前状态不能进行此操作", "Not possible in the present state of the contract",
            "请刷新页面查看最新状态；已到期或已解除的，请重新签约。",
            "Reload the page. A contract that has ended is signed anew."),
        "err.familyDoctor.notRegistered": .init(
            "本机构未登记家庭医生签约服务", "The institution has not registered family-doctor service",
            "执业许可证载明的服务须含“家庭医生签约”。请由机构管理员办理登记后更新许可信息。",
            "The licence must name the service. Have it registered, then update the licence here."),
        "err.familyDoctor.contractMissing": .init(
            "患者没有生效的家庭医生签约", "The patient has no contract with a family doctor in force",
            "家庭医生在线服务只面向签约居民。请先签约，或改为互联网复诊。",
            "The service is for those who have signed. Sign first, or open a follow-up visit."),
        "err.familyDoctor.notOfTeam": .init(
            "不是该居民签约团队的医师", "The physician is not of the patient's team",
            "请由签约的家庭医生或其团队成员接诊。", "Let the family doctor or a member of the team see the patient."),
        "err.familyDoctor.alreadySigned": .init(
            "患者已与本机构家庭医生签约", "The patient has a contract here already",
            "请先查看原有签约；到期前可以续签，更换团队须先解除。",
            "Look at the present contract: renew it near its end, or end it to change the team."),
        "err.familyDoctor.renewalTooEarly": .init(
            "未到可以续签的时间", "It is too early to renew", "请在所列日期之后续签。", "Renew from the day named on."),
    ]

    static func sentence(_ refusal: FamilyDoctorRefusal) -> (chinese: String, english: String)? {
        switch refusal {
        case .stateNotAllowed(let state):
            ("签约状态：\(DisplayNames.familyDoctor(state))。", "The contract is \(state.rawValue).")
        case .renewalTooEarly(let day): ("可续签日期：\(day) 起。", "From \(day) on.")
        case .notRegistered, .contractMissing, .notOfTeam, .alreadySigned: nil
        }
    }
}
