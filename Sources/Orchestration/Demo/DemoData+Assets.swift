import ConsultationCore
import Storage

extension DemoData {
    /// Things of a hospital's consultation room, with a history: a camera that is due in some days, of which its keeper
    /// was reminded, and a power supply that failed its last test; once.
    static func equip(
        _ hospital: InstitutionID, keeper: PractitionerID, in transaction: WriteTransaction, at now: WallTime
    ) throws {
        let today = CivilDate(now)
        let since = today.adding(years: -2)
        func told(_ category: AssetTold.Category, _ name: String, _ model: String) -> AssetTold {
            AssetTold(
                category: category, name: name, maker: "演示厂家", model: model, serial: "DEMO-\(model)",
                place: "门诊楼三层远程会诊室一", isForConsultation: true, keeper: .practitioner(keeper),
                inServiceSince: since)
        }
        func done(
            _ work: AssetWork, _ day: CivilDate, isPassed: Bool = true, _ note: Redacted<String>? = nil
        ) -> WorkDone {
            WorkDone(
                WorkReport(work: work, doneOn: day, by: "设备科（演示）", isPassed: isPassed, note: note),
                recordedAt: day.start + .hours(10))
        }
        let inspected = today.adding(months: -12).adding(days: 5)
        let reminderDays = 14
        let due = inspected.adding(months: 12)
        try keep(
            told(.device, "会诊摄像机（演示）", "HD-20"), as: "camera", of: hospital,
            [
                PlannedWork(work: .inspection, everyMonths: 12, firstDueOn: since.adding(months: 12)),
                PlannedWork(work: .maintenance, everyMonths: 12, firstDueOn: since.adding(months: 12)),
            ],
            [
                .recorded(done(.inspection, inspected)),
                .recorded(done(.maintenance, today.adding(months: -6), "更换电源适配器，清洁镜头")),
                .reminded(dueAt: due.adding(days: -reminderDays).start),
            ], reminderDays, in: transaction, at: now)
        try keep(
            told(.facility, "会诊室不间断电源（演示）", "UPS-3"), as: "power", of: hospital,
            [PlannedWork(work: .inspection, everyMonths: 12, firstDueOn: since.adding(months: 12))],
            [
                .recorded(done(.inspection, today.adding(months: -7))),
                .recorded(
                    done(.inspection, today.adding(days: -3), isPassed: false, "电池容量不足，满载只能维持 4 分钟，待换电池")),
            ], reminderDays, in: transaction, at: now)
    }

    private static func keep(
        _ told: AssetTold, as name: String, of hospital: InstitutionID, _ plan: [PlannedWork],
        _ history: [AssetChange], _ reminderDays: Int, in transaction: WriteTransaction, at now: WallTime
    ) throws {
        let id = "demo-\(hospital.text.suffix(4))-\(name)"
        guard try transaction.reading.system.record(Asset.self, id) == nil else { return }
        let asset = try write(
            Asset.self,
            [.registered(id: id, hospital, told, plan: plan, reminderDays: reminderDays)] + history,
            in: transaction, at: now)
        if let asset { try transaction.enter(asset) }
    }
}
