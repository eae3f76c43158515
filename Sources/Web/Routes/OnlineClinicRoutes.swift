import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// How an institution holds its online visits: notices, end conditions, hours, pharmacists.
struct OnlineClinicRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/online-clinic", .read) { try await show($0) }
        routes.on(.get, "/online-clinic/physicians", .read) { call in
            let found = try await services.visits.consultable(for: call.person)
            return .json(
                Items(
                    items: found.map { one in
                        ConsultablePayload(
                            id: one.physician.id.text, name: one.physician.name,
                            title: one.physician.titleDisplay, hospitalId: one.hospital.id.text,
                            hospital: one.hospital.shortName,
                            departments: (one.physician.scopeOfPractice
                                + [one.physician.department].compactMap(\.self)).reduce(into: []) {
                                    codes, code in
                                    if !codes.contains(code.text) { codes.append(code.text) }
                                })
                    }))
        }
        change(&routes, "/notice") { .publishNotice($0.noticeTemplate()) }
        change(&routes, "/ending") { .setEnding($0.endingRules()) }
        change(&routes, "/hours") { .setHours($0.openingHours()) }
        change(&routes, "/diseases") { fields in
            .setDiseases(
                fields.codeBeginnings("codes", in: .icd10, limit: OnlineClinic.diseaseLimit) ?? [])
        }
        change(&routes, "/pharmacists") { .namePharmacists($0.outsidePharmacists()) }
    }

    private func change(
        _ routes: inout Routes, _ path: String,
        command: @escaping @Sendable (Fields) -> OnlineClinicCommand
    ) {
        routes.on(.post, "/online-clinic" + path, .change) { call in
            let fields = try call.fields()
            let command = command(fields)
            try fields.finish()
            let outcome = try await services.orchestrator.perform(
                command, expectedVersion: call.version, by: call.person, idempotency: call.idempotency)
            return try await show(call, isReplay: outcome.isReplay)
        }
    }

    private func show(_ call: Call, isReplay: Bool = false) async throws -> Response {
        let view = try await services.visits.clinic(for: call.person)
        var headers = WebServices.replay(isReplay)
        headers[.eTag] = "\"\(view.clinic?.version ?? 0)\""
        return .json(OnlineClinicPayload(view), headers: headers)
    }
}

struct ConsultablePayload: Encodable {
    let id: String
    let name: String
    let title: String
    let hospitalId: String
    let hospital: String
    let departments: [String]
}

struct OnlineClinicPayload: Encodable {
    struct Notice: Encodable {
        let kind: String
        let version: String
        let blocks: [NoticeBlockPayload]
        /// Absent while the standard words hold.
        let publishedAt: Instant?
    }

    struct Hours: Encodable {
        let weekday: Int
        let from: Int
        let to: Int
    }

    struct Pharmacist: Encodable {
        let practitionerId: String
        let institutionId: String
        let agreement: String
        let validTo: String
    }

    let version: Int
    let state: String
    let since: Instant?
    let notices: [Notice]
    let endConditions: [EndConditionPayload]
    let warning: String
    let target: String
    /// Whether the institution said it in its own words.
    let endingIsOwn: Bool
    let hours: [Hours]
    let diseases: [String]
    let pharmacists: [Pharmacist]
    let onDuty: [String]
    let minimum: Int
    let waiting: Int
    let mayChange: Bool
}

extension OnlineClinicPayload {
    init(_ view: OnlineClinicView) {
        let clinic = view.clinic
        let ending = clinic?.ending ?? .standard(at: view.institution.name)
        self.init(
            version: clinic?.version ?? 0, state: (clinic?.state ?? .attended).rawValue,
            since: clinic.map { Instant($0.stateSince) },
            notices: NoticeTemplate.Kind.allCases.map { kind in
                let notice = clinic?.notice(kind) ?? .standard(kind)
                return Notice(
                    kind: kind.rawValue, version: notice.version, blocks: NoticeBlockPayload.of(notice),
                    publishedAt: notice.publishedAt.map(Instant.init))
            },
            endConditions: ending.conditions.map {
                EndConditionPayload(reason: $0.reason.rawValue, text: $0.text)
            }, warning: ending.warning, target: ending.target, endingIsOwn: clinic?.ending != nil,
            hours: (clinic?.hours ?? []).map { Hours(weekday: $0.weekday, from: $0.from, to: $0.to) },
            diseases: clinic?.diseases ?? [],
            pharmacists: (clinic?.pharmacists ?? []).map {
                Pharmacist(
                    practitionerId: $0.practitioner.text, institutionId: $0.institution.text,
                    agreement: $0.agreement, validTo: $0.validTo.description)
            }, onDuty: view.onDuty, minimum: view.minimum, waiting: view.waiting,
            mayChange: view.mayChange)
    }
}

extension Fields {
    fileprivate func noticeTemplate() -> NoticeTemplate {
        let kind: NoticeTemplate.Kind = choice("kind", otherwise: .internetVisit)
        let texts = child("texts")
        if texts == nil, !has("texts") { note("texts", .required) }
        var found: [NoticeTemplate.Block: String] = [:]
        for block in kind.blocks {
            found[block] = texts?.optionalText(
                block.rawValue, limit: ConsultationCore.Limits.shortText)
        }
        return NoticeTemplate(kind: kind, texts: found)
    }

    fileprivate func endingRules() -> EndingRules {
        let conditions = children("conditions", limit: OnlineClinic.conditionLimit)
        if conditions == nil, !has("conditions") { note("conditions", .required) }
        return EndingRules(
            conditions: (conditions ?? []).map {
                EndingRules.Condition(
                    reason: $0.choice("reason", otherwise: .otherUnsuitable),
                    text: $0.text("text", limit: ConsultationCore.Limits.shortText))
            }, warning: text("warning", limit: ConsultationCore.Limits.shortText),
            target: text("target", limit: Limits.name))
    }

    fileprivate func openingHours() -> [OpeningHours] {
        let minutes = Int64(OpeningHours.minutesOfDay)
        return (children("hours", limit: OnlineClinic.hoursLimit) ?? []).map {
            OpeningHours(
                weekday: Int($0.integer("weekday", in: 0...6)),
                from: Int($0.integer("from", in: 0...minutes)),
                to: Int($0.integer("to", in: 0...minutes)))
        }
    }

    fileprivate func outsidePharmacists() -> [OutsidePharmacist] {
        (children("pharmacists", limit: OnlineClinic.pharmacistLimit) ?? []).map {
            OutsidePharmacist(
                practitioner: PractitionerID($0.text("practitionerId", limit: Limits.id)),
                institution: InstitutionID($0.text("institutionId", limit: Limits.id)),
                agreement: $0.text("agreement", limit: Limits.name),
                validTo: $0.date("validTo") ?? CivilDate(daysSinceEpoch: 0))
        }
    }
}
