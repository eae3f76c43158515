import ConsultationCore
import Orchestration

extension DisplayNames {
    static func asset(_ state: Asset.State) -> String {
        switch state {
        case .inService: "在用"
        case .defective: "不合格，待处理"
        case .outOfService: "停用"
        case .retired: "已报废"
        }
    }

    static func category(_ category: AssetTold.Category) -> String {
        switch category {
        case .instrument: "仪器"
        case .device: "设备"
        case .facility: "设施"
        case .informationSystem: "信息系统"
        }
    }

    static func work(_ work: AssetWork) -> String {
        switch work {
        case .inspection: "检测"
        case .maintenance: "维护"
        case .renovation: "改造"
        case .upgrade: "升级"
        }
    }

    static func change(_ change: AssetChange) -> String {
        switch change {
        case .registered: "登记"
        case .amended: "修改登记"
        case .planned: "修改计划"
        case .recorded(let done): "\(work(done.report.work))\(done.report.isPassed ? "合格" : "不合格")"
        case .takenOut: "停用"
        case .putBack: "恢复使用"
        case .retired: "报废"
        case .reminded: "到期提醒"
        case .becameOverdue(let works, _, _):
            "\(works.map(work).joined(separator: "、"))逾期"
        }
    }
}

extension AssetWords {
    static let pages = AssetWords(
        category: DisplayNames.category, work: DisplayNames.work, state: DisplayNames.asset)
}
