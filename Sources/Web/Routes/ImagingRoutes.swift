import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Studies of a case's patient in the hospital's own archive of images.
struct ImagingRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/consultations/{id}/imaging", .read) { try await show($0) }
        // A search's numbers are a patient's: they go in the body.
        routes.on(.post, "/consultations/{id}/imaging/search", .act) { call in
            let fields = try call.fields()
            let query = StudyQuery(
                patientID: fields.optionalText("patientNumber", limit: Limits.id),
                accessionNumber: fields.optionalText("accessionNumber", limit: Limits.id))
            let archive = fields.optionalText("connectionId", limit: Limits.id)
            try fields.finish()
            let found = try await services.imaging.search(
                query, at: archive.map(ExchangeConnectionID.init(_:)), for: try call.consultation(),
                by: call.person)
            return .json(StudiesPayload(found))
        }
        routes.on(.post, "/consultations/{id}/imaging/imports", .command) { call in
            let fields = try call.fields()
            let study = fields.coded("studyUid", in: .dicomUID)
            let archive = fields.optionalText("connectionId", limit: Limits.id)
            if !fields.flag("qualityAttested") { fields.note("qualityAttested", .required) }
            try fields.finish()
            _ = try await services.imaging.fetch(
                study, at: archive.map(ExchangeConnectionID.init(_:)), into: try call.consultation(),
                by: call.person)
            return try await show(call, status: .accepted)
        }
    }

    private func show(_ call: Call, status: HTTPResponse.Status = .ok) async throws -> Response {
        let id = try call.consultation()
        guard try await services.cases.consultation(id, for: call.person) != nil else {
            throw Problem.notFound
        }
        return .json(
            ImagingPayload(
                archives: try await services.imaging.archives(for: call.person).map {
                    .init(id: $0.id.text, name: $0.settings.name)
                },
                imports: services.imaging.progress(of: id, for: call.person).map(ImagingPayload.Import.init)),
            status: status)
    }
}

struct ImagingPayload: Encodable {
    struct Archive: Encodable {
        let id: String
        let name: String
    }

    struct Import: Encodable {
        let id: String
        let studyUid: String
        let state: String
        let bytes: Int
        let objects: Int
        let expected: Int
        let startedAt: Instant
        let problem: String?
        let problemEn: String?

        init(_ one: ImagingDesk.Import) {
            id = one.id
            studyUid = one.studyUID
            state = one.state.rawValue
            bytes = one.bytes
            objects = one.objects
            expected = one.expected
            startedAt = Instant(one.startedAt)
            let found = one.refusal.map { Problem($0) }
            problem = found.map { $0.title + "。" + $0.detail }
            problemEn = found.map { $0.titleEnglish + ". " + $0.detailEnglish }
        }
    }

    let archives: [Archive]
    let imports: [Import]
}

struct StudiesPayload: Encodable {
    struct Study: Encodable {
        let uid: String
        let patientNumber: String
        let patientName: String
        let at: Instant?
        let modalities: [String]
        let description: String
        let accessionNumber: String
        let objects: Int
    }

    let connectionId: String
    let patientNumber: String?
    let studies: [Study]

    init(_ found: ImagingDesk.Found) {
        connectionId = found.archive.id.text
        patientNumber = found.recordNumber
        studies = found.studies.map {
            Study(
                uid: $0.uid, patientNumber: $0.patientID, patientName: $0.patientName.value,
                at: $0.at.map(Instant.init), modalities: $0.modalities, description: $0.description,
                accessionNumber: $0.accessionNumber, objects: $0.objects)
        }
    }
}
