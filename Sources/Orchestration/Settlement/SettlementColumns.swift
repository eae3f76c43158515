package import ConsultationCore

/// One value of a settlement file, before any format.
package enum SettlementCell: Sendable, Equatable {
    case text(String)
    case money(Money)
    case integer(Int64)
    case instant(WallTime)
    /// A part of a whole, shown in percent.
    case share(Int, of: Int)
    case empty
}

/// One column of a file for finance offices, for every format.
package struct SheetColumn<Row: Sendable>: Sendable {
    package let title: String
    /// The member name for machines.
    package let field: String
    /// Width in characters of a spreadsheet.
    package let width: Double
    package let isSummed: Bool
    package let value: @Sendable (Row, Int) -> SettlementCell

    init(
        _ title: String, _ field: String, _ width: Double, summed: Bool = false,
        _ value: @escaping @Sendable (Row, Int) -> SettlementCell
    ) {
        self.title = title
        self.field = field
        self.width = width
        isSummed = summed
        self.value = value
    }
}

/// One column of 结算明细.
package typealias SettlementColumn = SheetColumn<SettlementEntry>

extension SheetColumn<SettlementEntry> {
    fileprivate init(
        _ title: String, _ field: String, _ width: Double,
        text: @escaping @Sendable (SettlementLineRow) -> String
    ) {
        self.init(title, field, width) { entry, _ in .text(text(entry.line)) }
    }

    fileprivate init(
        _ title: String, _ field: String, money: @escaping @Sendable (SettlementLineRow) -> Money
    ) {
        self.init(title, field, 14, summed: true) { entry, _ in .money(money(entry.line)) }
    }

}

/// The columns of 结算明细.
enum SettlementColumns {
    static let all: [SettlementColumn] = who + when + amounts + proof

    private static let who: [SettlementColumn] = [
        .init("序号", "row", 6) { _, row in .integer(Int64(row)) },
        .init("会诊编号", "number", 19, text: \.number),
        .init("结算期间", "period", 10, text: \.period),
        .init("会诊类型", "kind", 14) { entry, _ in .text(SettlementExport.kind(of: entry.line)) },
        .init("邀请方机构", "invitingInstitution", 24, text: \.invitingName),
        .init("邀请方代码", "invitingCode", 20, text: \.invitingCode),
        .init("邀请科室", "invitingDepartment", 14, text: \.invitingDepartment),
        .init("申请医师", "applicant", 10, text: \.applicant),
        .init("受邀方机构", "invitedInstitution", 24, text: \.invitedName),
        .init("受邀方代码", "invitedCode", 20, text: \.invitedCode),
        .init("受邀科室", "invitedDepartment", 14, text: \.invitedDepartment),
        .init("会诊专家", "specialist", 12, text: \.specialist),
        .init("专家职称", "specialistTitle", 12, text: \.specialistTitle),
        .init("患者标识（脱敏）", "patientMasked", 12, text: \.patientMasked),
    ]

    private static let when: [SettlementColumn] = [
        .init("开始时间", "startedAt", 19) { entry, _ in instant(entry.line.startedAt) },
        .init("结束时间", "endedAt", 19) { entry, _ in instant(entry.line.endedAt) },
        .init("时长（分钟）", "minutes", 10) { entry, _ in
            entry.line.sessionSeconds.map { .integer($0 / 60) } ?? .empty
        },
        .init("报告出具时间", "reportedAt", 19) { entry, _ in instant(entry.line.reportedAt) },
        .init("收费确认时间", "receiptedAt", 19) { entry, _ in instant(entry.receiptedAt) },
        .init("收费项目编码", "itemCode", 14, text: \.itemCode),
        .init("收费项目名称", "itemName", 20, text: \.itemName),
    ]

    private static let amounts: [SettlementColumn] = [
        .init("应收金额（元）", "priceYuan", 14, summed: true) { entry, _ in
            .money(entry.line.kind == .charge ? entry.line.price : .zero)
        },
        .init("减免/调整金额（元）", "adjustmentYuan", 16, summed: true) { entry, _ in
            .money(entry.line.kind == .charge ? .zero : entry.line.fee)
        },
        .init("调整原因", "adjustment", 10) { entry, _ in .text(SettlementExport.adjustment(entry.line.kind)) },
        .init("实收金额（元）", "feeYuan", money: \.fee),
        .init("分成规则编号", "rule", 12, text: \.rule),
        .init("规则版本", "ruleVersion", 18, text: \.ruleVersion),
        .init("邀请方比例", "invitingPercent", 10) { entry, _ in
            .share(entry.line.invitingParts, of: entry.line.invitingParts + entry.line.invitedParts)
        },
        .init("受邀方比例", "invitedPercent", 10) { entry, _ in
            .share(entry.line.invitedParts, of: entry.line.invitingParts + entry.line.invitedParts)
        },
        .init("平台比例", "platformPercent", 10) { _, _ in .share(0, of: 1) },
        .init("邀请方分成（元）", "invitingShareYuan", money: \.invitingShare),
        .init("受邀方分成（元）", "invitedShareYuan", money: \.invitedShare),
        .init("平台分成（元）", "platformShareYuan", 14, summed: true) { _, _ in .money(.zero) },
        // As the hospital's cashier told it (JL 5); the shares divide the whole fee all the same.
        .init("医保支付（元）", "insurancePartYuan", 14, summed: true) { entry, _ in
            entry.insuranceShare.map { .money($0.insurancePart) } ?? .empty
        },
        .init("个人支付（元）", "selfPayPartYuan", 14, summed: true) { entry, _ in
            entry.insuranceShare.map { .money($0.selfPayPart) } ?? .empty
        },
    ]

    private static let proof: [SettlementColumn] = [
        .init("收款单位", "payee", 24, text: \.payeeName),
        .init("收款账号", "payeeAccount", 20, text: \.payeeMasked),
        .init("状态", "state", 10) { entry, _ in .text(SettlementExport.stateName(entry)) },
        .init("原会诊编号（冲销时）", "reversedNumber", 19) { entry, _ in
            .text(entry.line.kind == .charge ? "" : entry.line.number)
        },
        .init("收据/发票号", "receipt", 22) { entry, _ in .text(entry.receipt) },
        .init("备注", "remark", 16) { entry, _ in .text(SettlementExport.remark(entry.line)) },
    ]

    private static func instant(_ instant: WallTime?) -> SettlementCell {
        instant.map { .instant($0) } ?? .empty
    }
}
