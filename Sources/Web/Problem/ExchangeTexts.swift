import ConsultationCore

/// Words for what goes between the service and hospitals' own systems.
enum ExchangeTexts {
    static let all: [String: ProblemText] = [
        "err.exchange.connectionStateNotAllowed": .init(
            "接口当前状态不能这样操作", "Not possible in the connection's state",
            "请刷新页面查看接口状态。", "Reload the page to see its state."),
        "err.exchange.messageStateNotAllowed": .init(
            "消息当前状态不能这样操作", "Not possible in the message's state",
            "可能他人已处理。请刷新页面。", "Somebody may have dealt with it. Reload the page."),
        "err.exchange.hostNotAllowed": .init(
            "该主机不在允许清单内", "This host is not on the list of allowed ones",
            "请联系系统管理员，在配置 exchange.hosts 中加入该主机后再试。",
            "Ask the operator to add it to exchange.hosts of the configuration."),
        "err.exchange.notConnected": .init(
            "本机构尚未接入该系统", "The institution has connected no such system",
            "请机构管理员在“院内系统对接”中建立接口。", "Have the administrator set up a connection."),
        "err.exchange.failed": .init(
            "与院内系统的交换未成功", "The exchange with the hospital's system failed",
            "请核对地址、端口和对方服务后重试；仍不成功请联系信息科。",
            "Check address, port and the other side, then try again; else ask your IT department."),
        "err.exchange.studyTooLarge": .init(
            "影像检查超过大小上限", "The study is too large",
            "请请信息科调整 exchange.studyMegabytes，或仅上传关键序列。",
            "Ask for a higher exchange.studyMegabytes, or upload the key series alone."),
        "err.exchange.importsRunning": .init(
            "正在调取的影像过多", "Too many studies are being fetched",
            "请等其他影像调取完成后再试。", "Wait until others are done, then try again."),
    ]

    static func sentence(_ refusal: ExchangeRefusal) -> (chinese: String, english: String)? {
        switch refusal {
        case .connectionStateNotAllowed(let state):
            (state == .active ? "接口正在运行。" : "接口已停用。", "The connection is \(state.rawValue).")
        case .messageStateNotAllowed(let state):
            ("消息处于“\(self.state(state))”。", "The message is \(state.rawValue).")
        case .notConnected(let system):
            ("系统：\(self.system(system))。", "System: \(system.rawValue.uppercased()).")
        case .failed(let failure): words(failure)
        case .studyTooLarge(let limit): ("上限 \(limit >> 20) MB。", "Limit: \(limit >> 20) MiB.")
        case .importsRunning(let limit): ("上限 \(limit) 个。", "Limit: \(limit).")
        case .hostNotAllowed: nil
        }
    }

    /// A failure in plain words, with the other side's code where there is one.
    static func words(_ failure: ExchangeFailure) -> (chinese: String, english: String) {
        let (chinese, english) = reason(failure.reason)
        guard let code = failure.code else { return (chinese + "。", english + ".") }
        return (chinese + "（\(code)）。", english + " (\(code)).")
    }

    private static func reason(_ reason: ExchangeFailure.Reason) -> (String, String) {
        switch reason {
        case .unreachable: ("对方系统无法连接", "The other system cannot be reached")
        case .unavailable: ("对方系统暂时不可用", "The other system is not available for the moment")
        case .refused: ("对方系统拒收", "The other system refused it")
        case .notAuthorised: ("用户名或口令不被接受", "Name or password are not accepted")
        case .answerUnreadable: ("对方系统的应答无法识别", "The other system's answer cannot be read")
        case .nothingToSend: ("要发送的文书不存在", "There is no document to send")
        case .patientUnknown: ("找不到该患者", "The patient is not known here")
        case .noOpenCase: ("该患者没有对应的在办会诊", "No open case fits")
        case .severalCases: ("对应不止一例会诊，需人工选择", "More than one case fits; somebody must choose")
        case .notFinal: ("结果尚未审核", "The result is not final")
        case .notAttested: ("该接口未承诺数据质量，需人工核对", "The connection does not attest quality; somebody must check")
        case .caseRefused: ("会诊不接收该资料", "The case does not take it")
        case .messageRefused: ("来件格式不符合约定，已退回", "A message did not follow the profile and was refused")
        }
    }

    static func system(_ system: ExchangeSystem) -> String {
        switch system {
        case .his: "HIS（医院信息系统）"
        case .lis: "LIS（检验信息系统）"
        case .pacs: "PACS/RIS（影像系统）"
        }
    }

    static func topic(_ topic: ExchangeTopic) -> String {
        switch topic {
        case .registration: "患者登记"
        case .order: "检查检验申请"
        case .fee: "收费"
        case .result: "检验结果"
        case .report: "诊疗意见报告"
        case .diagnosisReport: "远程诊断报告"
        case .visitRecord: "复诊记录"
        }
    }

    static func state(_ state: ExchangeMessage.State) -> String {
        switch state {
        case .waiting: "待发送"
        case .delivered: "已送达"
        case .dead: "发送失败"
        case .givenUp: "已放弃"
        case .taken: "已入档"
        case .unmatched: "待匹配"
        case .dismissed: "已搁置"
        case .refused: "已退回"
        }
    }

    static func delivery(_ delivery: RecordDelivery) -> String {
        switch delivery {
        case .notConnected: "未对接院内电子病历"
        case .notDue: "尚无待回传文书"
        case .waiting: "待回传院内电子病历"
        case .delivered: "已回传院内电子病历"
        case .dead: "回传失败"
        case .givenUp: "已放弃回传"
        }
    }
}
