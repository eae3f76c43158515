import ConsultationCore
import Crypto
import Foundation
import HTTPTypes
import HummingbirdTesting
import Orchestration
import Simulation
import Storage
import Testing

/// The county hospital as an internet hospital: a pharmacist who may review, a second physician, an administrator.
enum VisitService {
    static func make(agreed: Bool = true) async throws -> TestService {
        let service = try await TestService.make()
        var county = service.world.county
        county.holdsInternetHospitalLicence = true
        var physician = service.world.attending
        physician.title = .associateSenior
        physician.provincialRegistration = service.world.specialist.provincialRegistration
        let consent = OnlineConsent(
            institution: county.id, reference: "线上执业同意书", from: ConsultationWorld.date(2024, 1, 1))
        var consulted = physician
        (consulted.id, consulted.name, consulted.onlineConsent) = ("doc-consulted", "会诊医师", consent)
        if agreed { physician.onlineConsent = consent }
        var pharmacist = ConsultationWorld.physician(
            "doc-pharmacist", at: "inst-county", title: .junior, since: 2015)
        pharmacist.kind = .reviewingPharmacist
        let (hospital, people) = (county, [physician, consulted, pharmacist])
        try await service.database.write { transaction in
            try transaction.put(hospital)
            for person in people { try transaction.put(person, home: hospital.id) }
        }
        for (name, practitioner, roles) in [
            ("pharmacist", pharmacist.id, [Role]()), ("consulted", consulted.id, [.physician]),
            ("clinic-admin", nil, [.institutionAdmin]),
        ] as [(String, PractitionerID?, [Role])] {
            _ = try await service.signIn.addAccount(
                AccountDraft(
                    username: name, institution: county.id, displayName: name, practitioner: practitioner,
                    roles: roles), password: TestService.password)
        }
        return service
    }

    /// Codes of the breaches on the hospital's board.
    static func board(of service: TestService) async throws -> [String] {
        let own = ViolationBoard.institution(service.world.county.id)
        return try await service.database.read {
            try $0.violations(on: own, ViolationFilter(), before: nil, limit: 10).map(\.stored.violation.code)
        }
    }
}

/// One online visit driven through the API.
struct VisitDriver {
    struct Patient {
        let browser: Browser
        let path: String
        let token: String

        func send(_ method: HTTPRequest.Method, _ place: String, _ body: JSON? = nil) async throws
            -> Browser.Answer
        {
            try await browser.send(
                method, path + place, body, headers: [.authorization: "Patient " + token])
        }

        func look() async throws -> Browser.Answer { try await send(.get, "") }
        func say(_ text: String) async throws -> Browser.Answer {
            try await send(.post, "/exchanges", ["medium": "text", "text": .string(text)])
        }
    }

    static let document = Array("门诊病历：原发性高血压".utf8)
    static let password: JSON = ["password": .string(TestService.password)]
    static let record: JSON = [
        "fields": .object(
            Dictionary(
                uniqueKeysWithValues: (VisitRecord.Field.always + [.menstrualHistory]).map {
                    ($0.rawValue, .string("无特殊"))
                }))
    ]

    static func lines(_ code: String) -> JSON {
        ["lines": [["code": .string(code), "quantity": 1, "usage": "每日一次"]]]
    }

    static func evidence(_ sha256: String) -> JSON {
        [
            "kind": "outpatientRecord", "institutionName": "县医院", "diagnosedOn": "2025-02-20",
            "diagnoses": ["I10.x00"], "sha256": .string(sha256), "fileName": "病历.pdf",
            "contentType": "application/pdf",
        ]
    }

    let client: any TestClientProtocol
    let path: String
    var doctor: Browser
    var version = 1

    init(_ id: String, _ doctor: Browser, _ client: any TestClientProtocol) {
        path = "/api/v1/visits/" + id
        self.doctor = doctor
        self.client = client
    }

    /// A new visit of the county's patient.
    init(_ service: TestService, _ client: any TestClientProtocol) async throws {
        let doctor = try await Browser.signedIn(.attending, client)
        let made = try await doctor.send(
            .post, "/api/v1/visits",
            ["patientId": "pat-1", "departmentCode": .string(ConsultationWorld.cardiology.text)])
        try #require(made.status == 201, "\(made.text)")
        self.init(made.body["id"].string ?? "", doctor, client)
    }

    /// One act on the newest version.
    mutating func act(
        _ place: String, _ body: JSON = [:], by browser: Browser? = nil
    ) async throws -> Browser.Answer {
        let answer = try await (browser ?? doctor).send(.post, path + place, body, version: version)
        if answer.status == 200 { version = answer.body["version"].number.map { Int($0) } ?? version }
        return answer
    }

    mutating func readAndConsent(_ signer: JSON = ["signerKind": "patient", "signerName": "张三"]) async throws
    {
        let notice = try await doctor.get(path).body["notice"]["version"]
        let read = try await act("/risk-notice", ["version": notice])
        try #require(read.status == 200, "\(read.text)")
        guard case .object(var body) = signer else { return }
        body["signatureImage"] = .string(Journey.signature)
        let given = try await act("/consent", .object(body))
        try #require(given.status == 200, "\(given.text)")
    }

    mutating func addEvidence() async throws -> String {
        let sent = try await doctor.send(
            .post, path + "/files",
            headers: MaterialTests.headers(Self.document, name: "record.pdf", group: "other"),
            bytes: Self.document)
        try #require(sent.status == 201, "\(sent.text)")
        let digest = sent.body["sha256"].string ?? ""
        let added = try await act("/evidence", Self.evidence(digest))
        try #require(added.status == 200, "\(added.text)")
        return digest
    }

    /// Everything beside notice and consent that a start asks for.
    mutating func prepare() async throws {
        _ = try await addEvidence()
        let all = JSON.array(VisitCondition.allCases.map { .string($0.rawValue) })
        for (place, body) in [
            ("/follow-up", [:]), ("/exclusions", ["conditions": all]), ("/record-review", [:]),
        ] as [(String, JSON)] {
            let answer = try await act(place, body)
            try #require(answer.status == 200, "\(place): \(answer.text)")
        }
    }

    /// An open visit in which both sides have written, with a diagnosis.
    mutating func open() async throws {
        try await readAndConsent()
        try await prepare()
        for (place, body) in [
            ("/start", [:]), ("/exchanges", ["medium": "text", "text": "血压？"]),
            ("/diagnosis", ["code": "I10.x00", "name": "高血压"]),
        ] as [(String, JSON)] {
            let answer = try await act(place, body)
            try #require(answer.status == 200, "\(place): \(answer.text)")
        }
        let said = try await patient().say("一百四")
        try #require(said.status == 200, "\(said.text)")
        version += 1
    }

    func code() async throws -> String {
        let made = try await doctor.send(.post, "/api/v1/patients/pat-1/access-code", [:])
        return try #require(made.body["code"].string, "\(made.text)")
    }

    func view(_ code: String) async throws -> JSON {
        try await Browser(client).send(.post, "/api/v1/public/patient-view", ["code": .string(code)]).body
    }

    /// The patient with a code that was made just now.
    func patient() async throws -> Patient {
        let view = try await view(try await code())
        return Patient(
            browser: Browser(client), path: path.replacing("/api/v1/visits", with: "/api/v1/public/visits"),
            token: try #require(view["token"].string))
    }
}
