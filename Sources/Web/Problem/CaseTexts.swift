/// Words for refusals of teams, kinds of service, attendance in person and prescriptions.
enum CaseTexts {
    static let all: [String: ProblemText] = [
        "err.team.specialtiesTooFew": .init(
            "多学科会诊至少需要两个专业", "A multidisciplinary consultation needs two specialties",
            "请为受邀机构选择合计不少于两个专业；只需一个专业时请发起普通远程会诊。",
            "Ask for at least two specialties in all; for one, open an ordinary consultation."),
        "err.consent.truthfulnessNotStated": .init(
            "知情同意书缺少如实陈述病情的告知", "The consent does not ask for a truthful account",
            "知情同意书须写明患者应当如实陈述病情并交纳服务费。请重新告知。",
            "The form asks the patient to describe the illness truthfully and to pay the fee. Present it again."
        ),
        "err.attendance.identityProofRequired": .init(
            "进入会诊室前须再次验证本人身份", "Prove who you are before you enter",
            "请输入登录密码后进入，须由医师本人接诊。",
            "Enter your password again; the physician must attend in person."),
        "err.attendance.elsewhere": .init(
            "您正在另一间会诊室", "You are in another room",
            "同一医师同时只能参加一场会诊。请先退出另一间会诊室。",
            "A physician attends one session at a time. Leave the other room first."),
        "err.attendance.patientMissing": .init(
            "患者尚未到场", "The patient is not present",
            "远程门诊须患者在邀请方现场。请邀请方医师登记患者到场后开始。",
            "In a remote outpatient visit the patient is at the inviting hospital; its physician records the arrival."
        ),
        "err.prescription.pathwayNotPermitted": .init(
            "远程会诊中受邀方不能开具处方", "The invited side cannot prescribe in telemedicine",
            "请把用药建议写入诊疗意见报告，由邀请方医师决定并开具处方。",
            "Write medication advice into the report; the inviting physician decides and prescribes."),
    ]
}
