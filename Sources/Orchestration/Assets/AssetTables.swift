package import ConsultationCore

/// Words that the file shows beside its figures; the pages have the same.
package struct AssetWords: Sendable {
    package let category: @Sendable (AssetTold.Category) -> String
    package let work: @Sendable (AssetWork) -> String
    package let state: @Sendable (Asset.State) -> String

    package init(
        category: @escaping @Sendable (AssetTold.Category) -> String,
        work: @escaping @Sendable (AssetWork) -> String, state: @escaping @Sendable (Asset.State) -> String
    ) {
        self.category = category
        self.work = work
        self.state = state
    }
}

extension ReportTable {
    /// The register as it is handed in at an inspection: a line a thing.
    package static func assets(
        _ views: [AssetView], of institution: Institution, at now: WallTime, _ words: AssetWords
    ) -> ReportTable {
        ReportTable(
            name: "设备设施台账",
            columns: [
                .init("类别", 10), .init("名称", 26), .init("生产厂家", 18), .init("型号", 16), .init("序列号", 18),
                .init("地点", 22), .init("用于会诊", 10), .init("责任人", 12), .init("启用日期", 12),
                .init("状态", 14), .init("检测维护计划", 36), .init("最近一次", 30), .init("下次到期", 12),
                .init("逾期", 8), .init("停用或报废原因", 26),
            ],
            rows: views.map { view in
                let (asset, told) = (view.asset, view.asset.told)
                let plan = asset.plan.map { "\(words.work($0.work))：每 \($0.everyMonths) 个月" }
                let last = asset.works.last.map(\.report).map {
                    "\($0.doneOn) \(words.work($0.work)) \($0.isPassed ? "合格" : "不合格")（\($0.by)）"
                }
                return [
                    .text(words.category(told.category)), .text(told.name), .text(told.maker ?? ""),
                    .text(told.model ?? ""), .text(told.serial ?? ""), .text(told.place),
                    .text(told.isForConsultation ? "是" : "否"), .text(view.keeper),
                    .text(told.inServiceSince.description), .text(words.state(asset.state)),
                    .text(plan.joined(separator: "；")), .text(last ?? ""),
                    .text(asset.nextDueOn?.description ?? ""),
                    .text(asset.overdue(on: view.today).isEmpty ? "否" : "是"),
                    .text(asset.reason?.value ?? ""),
                ]
            },
            notes: [
                ("机构", institution.name), ("导出时间", SettlementExport.localTime(now)),
                ("依据", "《远程医疗服务管理规范（试行）》二（二）、四（三）4"),
            ])
    }
}
