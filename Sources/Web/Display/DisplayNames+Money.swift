import ConsultationCore

extension DisplayNames {
    static func charge(_ state: Charge.State) -> String {
        switch state {
        case .quoted: "已报价"
        case .confirmed: "已确认"
        case .billable: "待收费"
        case .receipted: "已开票"
        case .allocated: "已分配"
        case .settled: "已结算"
        case .reversed: "已冲销"
        }
    }

    static func batch(_ state: SettlementBatch.State) -> String {
        switch state {
        case .open: "未关账"
        case .closed: "已关账"
        case .exported: "已导出"
        case .paid: "已付款"
        case .reconciled: "已对账"
        }
    }

    static func batchAction(_ action: BatchAction) -> String {
        switch action {
        case .close: "关账"
        case .export: "导出"
        case .pay: "登记付款"
        case .reconcile: "确认到账"
        }
    }
}
