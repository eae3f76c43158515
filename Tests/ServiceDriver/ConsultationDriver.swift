package import BrowserDriver
package import Foundation

/// Takes a consultation along its path through the API, each step by the person whose step it is.
package struct ConsultationDriver: Sendable {
    package let physician: APIClient
    package let coordinator: APIClient
    package let specialist: APIClient
    package let finance: APIClient
    package let invitedInstitution: String
    package let specialistPractitioner: String
    package let specialty: String
    package let price: JSONValue

    /// Signs in the inviting physician, the invited coordinator and specialist, and the inviting finance office, and
    /// looks up the partner with an agreement, its price and its qualified physician.
    package init(service: ServiceProcess) async throws {
        let accounts = service.accounts
        func account(_ name: String) throws -> DemoAccount {
            guard let found = accounts.first(where: { $0.username == name }) else {
                throw ServiceFault.unexpected("the demo data has no account \(name)")
            }
            return found
        }
        physician = try await service.client(for: account(DemoPeople.invitingPhysician))
        coordinator = try await service.client(for: account(DemoPeople.invitedCoordinator))
        specialist = try await service.client(for: account(DemoPeople.invitedSpecialist))
        finance = try await service.client(for: account(DemoPeople.invitingFinance))
        let me = try await specialist.get("/session").body["account"]
        guard let institution = me["institution"]["id"].string, let practitioner = me["practitionerId"].string
        else {
            throw ServiceFault.unexpected(
                "the specialist's session has no institution or practitioner: \(me)")
        }
        invitedInstitution = institution
        specialistPractitioner = practitioner
        let colleagues = try await coordinator.get("/institutions/\(institution)/practitioners").body["items"]
            .array
        let specialistRecord = colleagues?.first { $0["id"].string == practitioner }
        guard let specialty = specialistRecord?["specialties"][0].string else {
            throw ServiceFault.unexpected("the specialist has no specialty: \(colleagues ?? [])")
        }
        self.specialty = specialty
        let prices = try await physician.get(
            "/prices?serviceKind=remoteConsultation")
        price = prices.body["items"][0]
        guard price["id"].string != nil else {
            throw ServiceFault.unexpected("the inviting institution has no price")
        }
    }

    package static let questions = ["是否需要调整抗凝方案？", "下一步检查有何建议？"]

    /// A complete draft: verified patient, six fields, two questions. Returns the consultation's id.
    package func draft(start: Date = Date().addingTimeInterval(300)) async throws -> String {
        let patients = try await physician.get("/patients").body["items"]
        guard let patient = patients[0]["id"].string else { throw ServiceFault.unexpected("no demo patient") }
        let created = try await physician.post(
            "/consultations", ["patientId": .string(patient), "priority": "routine"])
        guard created.status == 201, let id = created.body["id"].string else {
            throw ServiceFault.unexpected(
                "create: \(created.status) \(String(decoding: created.bytes, as: UTF8.self))")
        }
        try await physician.advance(
            id, "draft",
            [
                "invitationReason": "胸闷三天，诊断不明确", "invitationPurpose": "明确诊断并指导治疗",
                "proposedSchedule": [Self.slot(start)],
                "caseSummary": "患者，男，61岁，胸闷气促三天入院。心电图示ST段改变，肌钙蛋白轻度升高。",
                "requestedSpecialty": .string(specialty), "requestedTitle": "associateSenior",
                "invitedInstitutionId": .string(invitedInstitution), "priceId": price["id"],
                "questions": .array(Self.questions.map(JSONValue.string)),
            ], method: "PUT")
        return id
    }

    package func consent(_ id: String) async throws {
        try await physician.advance(
            id, "consent/present",
            [
                "serviceDescription": "远程会诊一次，音视频全程录制", "feeFen": price["amountFen"], "payer": "patient",
                "recordingStatement": true, "truthfulnessStatement": true,
            ])
        let patient = try await physician.get("/consultations/\(id)").body["patient"]["name"]
        try await physician.advance(
            id, "consent/sign",
            ["signerKind": "patient", "signerName": patient, "signatureImage": .string(Self.signature)])
    }

    package func submit(_ id: String) async throws { try await physician.advance(id, "submit") }

    package func accept(_ id: String) async throws {
        let slot = try await coordinator.get("/consultations/\(id)").body["invitation"]["proposedSchedule"][0]
        try await coordinator.advance(
            id, "accept",
            [
                "physicianIds": [.string(specialistPractitioner)], "slot": slot, "preparationConfirmed": true,
            ])
    }

    package func note(_ id: String) async throws {
        try await specialist.advance(id, "note", ["text": "双方讨论病情，建议完善冠脉检查。"])
    }

    package func end(_ id: String) async throws { try await physician.advance(id, "end") }

    package func saveReport(_ id: String) async throws {
        let sections = Self.questions.map { question -> JSONValue in
            ["question": .string(question), "answer": "建议：维持现有方案，三日内复查，并行冠脉CT检查。"]
        }
        try await specialist.advance(id, "report/draft", ["sections": .array(sections)], method: "PUT")
    }

    package func signReport(_ id: String, password: String) async throws {
        try await specialist.advance(id, "report/sign", ["password": .string(password)])
    }

    package func decide(_ id: String, password: String) async throws {
        try await physician.advance(
            id, "decision", ["outcome": "adopted", "plan": "按会诊意见执行。", "password": .string(password)])
    }

    package func state(_ id: String) async throws -> String {
        try await physician.get("/consultations/\(id)").body["state"].string ?? ""
    }

    package static func slot(_ start: Date) -> JSONValue {
        let format = Date.ISO8601FormatStyle(
            timeZoneSeparator: .colon, timeZone: TimeZone(secondsFromGMT: 8 * 3600) ?? .gmt)
        return [
            "start": .string(start.formatted(format)),
            "end": .string(start.addingTimeInterval(3600).formatted(format)),
        ]
    }

    /// A one-pixel PNG: the smallest thing that is a picture.
    package static let signature =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
}

/// Names of the demonstration data that programs look for.
package enum DemoPeople {
    package static let invitingPhysician = "li.chunyan"
    package static let invitingCoordinator = "sun.li"
    package static let invitingFinance = "wu.min"
    package static let invitedCoordinator = "he.jing"
    package static let invitedSpecialist = "zhou.mingyuan"
}

extension ConsultationDriver {
    /// Waits until the consultation is in `state`.
    package func reached(_ state: String, _ id: String, within limit: Duration = .seconds(15)) async throws {
        let end = ContinuousClock.now.advanced(by: limit)
        var seen = ""
        while ContinuousClock.now < end {
            seen = try await self.state(id)
            if seen == state { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw ServiceFault.unexpected("the consultation stayed \(seen) and did not become \(state)")
    }

    /// Waits until the recording is sealed, and returns what the API says of it.
    package func recording(_ id: String, within limit: Duration = .seconds(15)) async throws -> JSONValue {
        let end = ContinuousClock.now.advanced(by: limit)
        while true {
            let recording = try await physician.get("/consultations/\(id)/recording").body
            let segments = recording["segments"].array ?? []
            if !segments.isEmpty, segments.allSatisfy({ $0["state"].string == "sealed" }) { return recording }
            guard ContinuousClock.now < end else {
                throw ServiceFault.unexpected("the recording was not sealed: \(recording)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// This month in China, as settlements name it.
    package static func currentPeriod() -> String {
        let style = Date.ISO8601FormatStyle(timeZone: TimeZone(secondsFromGMT: 8 * 3600) ?? .gmt)
        return String(Date().formatted(style.year().month()).prefix(7))
    }
}

extension ServiceProcess {
    package func account(named username: String) throws -> DemoAccount {
        guard let found = accounts.first(where: { $0.username == username }) else {
            throw ServiceFault.unexpected("the demo data has no account \(username)")
        }
        return found
    }
}

/// Single commands of a prepared case, each with the version it is decided on, so that only the command itself is
/// timed.
extension ConsultationDriver {
    package struct Prepared: Sendable {
        package let consultation: String
        package let version: Int
        package let body: JSONValue
    }

    package func prepareSubmit(_ id: String) async throws -> Prepared {
        try await prepare(physician, id) { _ in [:] }
    }

    package func prepareAccept(_ id: String) async throws -> Prepared {
        try await prepare(coordinator, id) { state in
            [
                "physicianIds": [.string(specialistPractitioner)],
                "slot": state["invitation"]["proposedSchedule"][0],
                "preparationConfirmed": true,
            ]
        }
    }

    /// Signs on the proof given at sign-in a moment ago: the hashing of a password is not part of the command.
    package func prepareSign(_ id: String) async throws -> Prepared {
        try await prepare(specialist, id) { _ in [:] }
    }

    private func prepare(
        _ client: APIClient, _ id: String, _ body: (JSONValue) -> JSONValue
    ) async throws -> Prepared {
        let state = try await client.get("/consultations/\(id)").body
        return Prepared(consultation: id, version: state["version"].int ?? 0, body: body(state))
    }

    /// Milliseconds from sending the request to having the whole answer.
    package func time(_ client: APIClient, _ verb: String, _ prepared: Prepared) async throws -> Double {
        let began = ContinuousClock.now
        let answer = try await client.post(
            "/consultations/\(prepared.consultation)/\(verb)", prepared.body, version: prepared.version)
        let time = began.duration(to: .now)
        guard answer.status == 200 else {
            throw ServiceFault.unexpected(
                "\(verb): \(answer.status) \(String(decoding: answer.bytes, as: UTF8.self))")
        }
        return Double(time.components.seconds) * 1000 + Double(time.components.attoseconds) / 1e15
    }
}
