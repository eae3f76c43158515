import ConsultationCore
import Storage

extension DemoData {
    /// Things of a hospital's consultation room: a camera that is overdue, a gateway in order; once.
    static func equip(
        _ hospital: InstitutionID, keeper: PractitionerID, in transaction: WriteTransaction, at now: WallTime
    ) throws {
        let today = CivilDate(now)
        let since = today.adding(years: -2)
        let told = AssetTold(
            category: .device, name: "会诊摄像机（演示）", maker: "演示视讯", model: "HD-20", serial: "DEMO-0001",
            place: "门诊楼三层远程会诊室一", isForConsultation: true, keeper: .practitioner(keeper),
            inServiceSince: since)
        let plan = [
            PlannedWork(work: .inspection, everyMonths: 6, firstDueOn: since.adding(months: 6)),
            PlannedWork(work: .maintenance, everyMonths: 12, firstDueOn: since.adding(months: 12)),
        ]
        try keep(
            "camera", of: hospital, told, plan,
            [
                WorkDone(
                    work: .inspection, doneOn: today.adding(months: -13), by: "演示视讯售后", isPassed: true,
                    recordedAt: today.adding(months: -13).start),
                WorkDone(
                    work: .maintenance, doneOn: today.adding(months: -11), by: "设备科（演示）", isPassed: true,
                    note: "更换电源适配器", recordedAt: today.adding(months: -11).start),
                WorkDone(
                    work: .inspection, doneOn: today.adding(months: -7), by: "演示视讯售后", isPassed: true,
                    recordedAt: today.adding(months: -7).start),
            ], in: transaction, at: now)
        try keep(
            "gateway", of: hospital,
            AssetTold(
                category: .informationSystem, name: "会诊站点网关（演示）", maker: "演示网络", model: "GW-4",
                serial: "DEMO-0002", place: "信息中心机房", isForConsultation: true,
                keeper: .practitioner(keeper), inServiceSince: since),
            [
                PlannedWork(work: .maintenance, everyMonths: 3, firstDueOn: since.adding(months: 3)),
                PlannedWork(work: .upgrade, everyMonths: 12, firstDueOn: today.adding(days: 10)),
            ],
            [
                WorkDone(
                    work: .maintenance, doneOn: today.adding(months: -1), by: "信息科（演示）", isPassed: true,
                    recordedAt: today.adding(months: -1).start)
            ], in: transaction, at: now)
    }

    private static func keep(
        _ name: String, of hospital: InstitutionID, _ told: AssetTold, _ plan: [PlannedWork],
        _ works: [WorkDone], in transaction: WriteTransaction, at now: WallTime
    ) throws {
        let id = "demo-\(hospital.text.suffix(4))-\(name)"
        guard try transaction.reading.system.record(Asset.self, id) == nil else { return }
        let days = 14
        let asset = try write(
            Asset.self,
            [.registered(id: id, hospital, told, plan: plan, reminderDays: days)]
                + works.map { .recorded($0) },
            in: transaction, at: now)
        if let asset { try transaction.enter(asset) }
    }
}
