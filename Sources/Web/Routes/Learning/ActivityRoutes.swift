import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Service volume, activity of practitioners and stationed time, each as a page and as a file (JL 46, 47).
struct ActivityRoutes: Sendable {
    let services: WebServices

    private var now: WallTime { services.orchestrator.environment.now() }

    func add(to routes: inout Routes) {
        routes.on(.get, "/activity", .read) { .json(ActivityPayload(try await activity($0))) }
        routes.on(.get, "/activity/export", .read) { call in
            try call.report(.activity(try await activity(call)), at: now)
        }
        routes.on(.get, "/stationed-time", .read) { .json(StationedPayload(try await stationed($0))) }
        routes.on(.get, "/stationed-time/export", .read) { call in
            try call.report(.stationed(try await stationed(call), .pages), at: now)
        }
        routes.on(.post, "/stationed-time/terms", .change) { call in
            let fields = try call.fields()
            let entry = StationingTerms.Entry(
                isPublic: fields.flag("isPublic"),
                requiredHours: fields.optionalInteger(
                    "requiredHours", in: 1...Int64(StationingTerms.hoursLimit)))
            try fields.finish()
            let outcome = try await services.orchestrator.enterStationingTerms(
                entry, expectedVersion: call.version, by: call.person, idempotency: call.idempotency)
            return .json(
                StationedPayload(try await stationed(call)), headers: WebServices.replay(outcome.isReplay))
        }
        routes.on(.get, "/statistics/export", .read) { call in
            let (first, last) = try call.days()
            let views = try await services.quality.serviceVolume(
                of: call.institution, from: first, to: last, for: call.person)
            return try call.report(.volume(views, from: first, to: last, at: now, .pages), at: now)
        }
    }

    private func activity(_ call: Call) async throws -> ActivityReport {
        let (first, last) = try call.days()
        return try await services.quality.activity(
            of: call.institution, from: first, to: last, for: call.person)
    }

    private func stationed(_ call: Call) async throws -> StationedReport {
        let years = 2000...2999
        let asked = call.query("year") ?? String(CivilDate(now).year)
        guard let year = Int(asked), years.contains(year) else {
            throw call.wrongQuery(
                "year", .outOfRange(Int64(years.lowerBound)...Int64(years.upperBound)))
        }
        return try await services.quality.stationedTime(of: call.institution, in: year, for: call.person)
    }
}

extension Call {
    /// A list of figures as a file; `format` is xlsx or csv.
    func report(_ table: ReportTable, at now: WallTime) throws -> Response {
        let asked = query("format") ?? ReportTable.Format.xlsx.rawValue
        guard let format = ReportTable.Format(rawValue: asked) else {
            throw wrongQuery(
                "format", .unknownValue(allowed: ReportTable.Format.allCases.map(\.rawValue)))
        }
        let file = try TemporaryFile()
        try table.write(as: format, to: file.path, at: now)
        let type = format == .xlsx ? SettlementFormat.xlsx.contentType : SettlementFormat.csv.contentType
        return try file.response(
            named: "\(table.name)_\(CivilDate(now)).\(format.rawValue)", type: type)
    }
}

extension LearningWords {
    static let pages = LearningWords(
        counter: DisplayNames.counter, noCredit: DisplayNames.noCredit,
        ineligibility: DisplayNames.ineligibility)
}
