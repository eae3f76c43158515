import ConsultationCore
import Storage

extension DemoData {
    /// The hospital is registered, has everything that is asked of it, and is let in; once.
    static func activate(
        _ hospital: InstitutionID, in transaction: WriteTransaction, at now: WallTime
    ) throws {
        let reading = transaction.reading
        let validTo = try reading.institution(hospital)?.licence?.validTo
        if try reading.system.record(InstitutionProfile.self, hospital.text) == nil {
            try write(InstitutionProfile.self, profile(of: hospital, at: now), in: transaction, at: now)
        }
        if try reading.system.record(InstitutionStanding.self, hospital.text) == nil {
            try write(
                InstitutionStanding.self, [.registered(hospital, licenceValidTo: validTo), .accepted],
                in: transaction, at: now)
        }
    }

    @discardableResult
    static func write<Record: DomainRecord>(
        _ type: Record.Type, _ changes: [Record.Change], in transaction: WriteTransaction, at now: WallTime
    ) throws -> Record? {
        let events = changes.map {
            RecordEvent(at: now, by: .system, policyVersion: "demo", change: $0)
        }
        guard let record = Record.replay(events) else { return nil }
        let subject = JournalStream.record(type, record.key)
        try transaction.append(
            try events.map { JournalDraft(kind: $0.change.kind, payload: try StoredJSON.encode($0)) },
            to: subject, after: 0, at: now.milliseconds, by: .system, under: "demo")
        try transaction.save(record, at: now)
        try transaction.follow(record.openDeadlines, of: subject)
        return record
    }

    private static func profile(of hospital: InstitutionID, at now: WallTime) -> [ProfileChange] {
        let today = CivilDate(now)
        let tested = today.adding(days: -40)
        let site = Site(
            id: SiteID("\(hospital.text)-1"), name: "远程会诊中心（演示）", region: "jilin",
            links: [
                ProviderLink(provider: "中国电信（演示）", kind: .dedicatedLine, megabits: 100),
                ProviderLink(provider: "中国联通（演示）", kind: .internet, megabits: 200),
            ], access: AccessLink(kind: .dedicatedLine, number: "CTC-DEMO-0431"),
            systems: [AvSystem(name: "会诊室一（演示）"), AvSystem(name: "会诊室二（演示）")],
            nodes: [
                SiteNode(name: "站点网关（演示）", kind: .relay, hasUPS: true, testedOn: tested),
                SiteNode(name: "核心交换机（演示）", kind: .network, hasUPS: true, testedOn: tested),
            ])
        return [
            .opened(hospital),
            .staffKept(
                managers: [ProfilePerson(name: "远程医疗管理员（演示）", phone: "0431-00000000")],
                technicians: [
                    ProfilePerson(name: "网络技术员（演示）", trainedOn: today.adding(years: -1))
                ]),
            .siteKept(site),
            .bandwidthMeasured(site.id, BandwidthTest(down: 94_000, up: 47_000, at: now)),
            .securityKept(
                SecurityEvidence(level: 3, number: "演示-等保三级", validTo: today.adding(years: 2))),
            .connectivityTested(
                ConnectivityTest(isPassed: true, at: now, roundTrip: TimeSpan(milliseconds: 18))),
        ]
    }
}
