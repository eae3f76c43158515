import ConsultationCore

/// Words for accounts, roles and second factors (NHC-ID-13).
enum AccountTexts {
    static let all: [String: ProblemText] = [
        "err.account.administratorsApart": .init(
            "管理员岗位不得兼任", "An administrator's role stands alone",
            "系统管理员、安全管理员、审计管理员由不同的人担任，且不兼任其他岗位。请改由其他人员担任，或先撤去其原岗位。",
            "System, security and audit administrator are different people with no other role. Choose somebody else, or take the other role away first."
        ),
        "err.account.own": .init(
            "不能办理本人账号的事项", "Not about your own account",
            "请由本机构另一名管理员办理。", "Another administrator has to do this."),
        "err.account.proposerMayNotApprove": .init(
            "提出人不能自己批准", "Whoever proposed it cannot approve it",
            "请由另一名安全管理员审批。", "Another security administrator has to decide."),
        "err.account.roleBeyondInstitution": .init(
            "该岗位不由本机构授予", "Your institution does not give this role",
            "该岗位涉及其他机构的数据，请联系平台运营方的管理员办理。",
            "It reaches other institutions' data. Ask the platform operator's administrators."),
        "err.account.lastAdministrator": .init(
            "这是最后一名该岗位的管理员", "This is the last administrator of the kind",
            "请先为他人授予该岗位，再停用或调整此账号。", "Give the role to somebody else first."),
        "err.account.stateNotAllowed": .init(
            "账号当前状态不能这样办理", "Not possible in the account's present state",
            "请刷新页面，查看账号的最新状态。", "Reload the page to see the account as it is now."),
        "err.auth.secondFactorRequired": .init(
            "请输入动态验证码", "A verification code is needed",
            "请打开身份验证器，输入 6 位动态验证码；设备不在身边时，可用一个恢复码代替。",
            "Open your authenticator and enter its six digits, or a recovery code if the device is not at hand."
        ),
        "err.auth.codeWrong": .init(
            "动态验证码不正确", "The verification code is wrong",
            "验证码每 30 秒更换，用过的不能再用。请等待下一个验证码后重试；多次错误账号将被锁定。",
            "Codes change every 30 seconds and work once. Wait for the next one; several wrong codes lock the account."
        ),
        "err.auth.factorEnrolmentDue": .init(
            "请先启用双因素登录", "Enrol a second factor first",
            "您的岗位须双因素登录。请在“账号安全”启用动态验证码，启用前不能进行其他操作。",
            "Your role signs in with a second factor. Enrol one on the account security page; nothing else is possible before."
        ),
    ]

    static func sentence(_ refusal: AccountRefusal) -> (chinese: String, english: String)? {
        switch refusal {
        case .administratorsApart(let roles):
            (
                "同一人的岗位：\(roles.map(DisplayNames.role).joined(separator: "、"))。",
                "Roles of one person: \(roles.map(\.rawValue).joined(separator: ", "))."
            )
        case .roleBeyondInstitution(let role), .lastAdministrator(let role):
            ("岗位：\(DisplayNames.role(role))。", "Role: \(role.rawValue).")
        case .stateNotAllowed(let state):
            ("账号状态：\(DisplayNames.account(state))。", "The account is \(state.rawValue).")
        case .ownAccount, .proposerMayNotApprove: nil
        }
    }
}

extension DisplayNames {
    static func account(_ state: AccountPermissions.State) -> String {
        switch state {
        case .active: "使用中"
        case .proposed: "岗位待批准"
        case .disabled: "已停用"
        }
    }
}
