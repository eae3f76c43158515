import HTTPTypes
import Simulation
import Synchronization
import TestRequirements
import Testing

/// The members of the main payloads, by name: a page or a program that reads them breaks when one goes.
struct PayloadShapeTests {
    @Test func `a consultation has the members of its contract at each stage`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            let draft = try await journey.attending.get("/api/v1/consultations/\(journey.id)").body
            let always: Set<String> = [
                "id", "version", "number", "state", "stateDisplay", "side", "priority", "legalPathway",
                "mode",
                "serviceKind", "invitingInstitution", "invitedInstitution", "patient", "invitation",
                "questions",
                "attachments", "assigned", "uploadDuties", "limits", "actions", "blockers", "policyVersionId",
            ]
            #expect(draft.names == always)
            #expect(draft["number"].string?.hasPrefix("HZ20250310-") == true)
            #expect(draft["state"] == "draft" && draft["stateDisplay"] == "草稿" && draft["side"] == "inviting")
            #expect(
                draft["patient"] == [
                    "id": "pat-1", "name": "张三", "nameMasked": "张*", "sex": "female", "age": 45,
                    "identityMasked": "220***********0012",
                ])
            #expect(draft["invitation"]["proposedSchedule"] == [Journey.slot])
            #expect(draft["questions"] == .array(Journey.questions.map(JSON.string)))
            let blocked = draft["blockers"].items.first { $0["action"] == "submit" }
            #expect(blocked?["problem"]["code"] == "err.consent.missing")
            #expect(blocked?["problem"]["article"].string?.hasPrefix("《远程医疗服务管理规范（试行）》") == true)

            try await journey.consent()
            try await journey.submit()
            try await journey.accept()
            let scheduled = try await journey.coordinator.get("/api/v1/consultations/\(journey.id)").body
            #expect(scheduled.names == always.union(["consent", "slot", "charge"]))
            #expect(scheduled["side"] == "invited" && scheduled["state"] == "scheduled")
            #expect(scheduled["slot"] == Journey.slot)
            #expect(scheduled["consent"]["state"] == "signed")
            #expect(scheduled["consent"]["hash"].string?.count == 64)
            #expect(
                scheduled["assigned"] == [
                    ["practitionerId": "doc-specialist", "name": "医师 doc-specialist", "title": "fullSenior"]
                ])
            #expect(scheduled["invitation"]["state"] == "accepted")
        }
    }

    @Test func `a work item says what to do by when`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            try await journey.consent()
            try await journey.submit()
            let list = try await journey.coordinator.get("/api/v1/worklist").body
            #expect(list["counts"] == ["todo": 1, "overdue": 0])
            let item = list["items"][0]
            #expect(
                item.names == [
                    "consultationId", "number", "state", "stateDisplay", "priority", "question",
                    "patientMasked",
                    "otherInstitution", "role", "action", "due", "updatedAt",
                ])
            #expect(item["action"] == ["code": "answerInvitation", "label": "答复邀请"])
            #expect(item["patientMasked"] == "张*")
            #expect(item["question"] == "胸痛待查")
            #expect(item["role"] == "invited")
            #expect(
                item["due"] == [
                    "kind": "responseDue", "overdue": false, "openedAt": "2025-03-10T08:00:00.000+08:00",
                    "dueAt": "2025-03-11T08:00:00.000+08:00",
                ])
        }
    }

    @Test func `directories and lists have their members`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let journey = try await Journey(service, client)
            let institutions = try await journey.attending.get("/api/v1/institutions").body["items"]
            #expect(institutions.items.count == 2)
            #expect(institutions[1]["agreement"] == ["id": "agr-1", "validTo": "2026-12-31"])
            #expect(institutions[1]["departments"] == [["code": "03.04", "name": "心血管内科"]])
            let staff = try await journey.coordinator.get("/api/v1/institutions/inst-province/practitioners")
                .body
            #expect(staff["items"].items.count == 2)
            #expect(staff["items"][0]["qualified"] == true)
            #expect(
                try await journey.attending.get("/api/v1/institutions/inst-province/practitioners").status
                    == 404)
            let patients = try await journey.attending.get("/api/v1/patients?q=%E5%BC%A0").body["items"]
            #expect(patients[0]["identityMasked"] == "220***********0012")
            #expect(patients[0]["verifiedAt"].string?.hasSuffix("+08:00") == true)
            let record = try await journey.attending.get("/api/v1/patients/pat-1?purpose=care").body
            #expect(record["identityDocument"] == ["type": "residentId", "number": "220102198001010012"])
            let noPurpose = try await journey.attending.get("/api/v1/patients/pat-1")
            #expect(noPurpose.code == "err.access.purposeRequired")
            let prices = try await journey.attending.get("/api/v1/prices?serviceKind=remoteConsultation").body
            #expect(prices["items"][0]["amountFen"] == 30_000)
            let open = try await Browser(client).get("/api/v1/public/prices").body["items"]
            #expect(open[0]["serviceKindDisplay"] == "远程会诊")
            #expect(open[0]["institution"] == "医院 inst-county")
        }
    }

    @Test func `a settlement is exported as a file with a name in Chinese`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let finance = try await Browser.signedIn(.invitingFinance, client)
            let csv = try await finance.get("/api/v1/settlements/export?period=2025-03&format=csv")
            #expect(csv.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(csv.bytes.starts(with: [0xEF, 0xBB, 0xBF]))
            #expect(
                csv.headers[.contentDisposition]?.contains(
                    "filename*=UTF-8''%E7%BB%93%E7%AE%97%E6%98%8E%E7%BB%86_inst-county_2025-03.csv"
                )
                    == true)
            for period in ["2025-13", "2025-3", "x", ""] {
                let wrong = try await finance.get("/api/v1/settlements?period=\(period)")
                #expect(wrong.status == 422, "\(period)")
            }
            let format = try await finance.get("/api/v1/settlements/export?period=2025-03&format=xls")
            #expect(format.status == 422)
        }
    }

    @Test(.requirement("JL-22")) func `an upload duty opens with its clock and closes with a signed reason`()
        async throws
    {
        let service = try await TestService.make()
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            let opened = try await journey.attending.send(
                .post, "/api/v1/upload-duties",
                [
                    "trigger": "patientRequest", "consultationId": .string(journey.id),
                    "requestedAt": "2025-03-10T07:00:00+08:00", "requesterName": "张三", "relation": "patient",
                ])
            #expect(opened.status == 201, "\(opened.text)")
            #expect(opened.body["state"] == "open")
            #expect(opened.body["dueAt"] == "2025-03-11T07:00:00.000+08:00")
            #expect(opened.body["remainingSeconds"] == 82_800)
            #expect(
                opened.body["groups"].names == [
                    "conditionSummary", "medicalRecordMaterial", "laboratoryReport",
                ])
            let id = try #require(opened.body["id"].string)
            let list = try await journey.attending.get("/api/v1/upload-duties").body["items"]
            #expect(list.items.count == 1 && list[0]["patientMasked"] == "张*")
            let noReason = try await journey.attending.send(
                .post, "/api/v1/upload-duties/\(id)/close", ["password": .string(TestService.password)])
            #expect(noReason.code == "err.upload.closeReasonRequired")
            let closed = try await journey.attending.send(
                .post, "/api/v1/upload-duties/\(id)/close",
                ["reason": "transferredOut", "password": .string(TestService.password)])
            #expect(closed.status == 200, "\(closed.text)")
            #expect(closed.body["state"] == "closedWithReason")
        }
    }

    @Test(.requirement("JL-35c"))
    func `nobody enters while the recorder cannot run, and a foreign seat is unknown`()
        async throws
    {
        let service = try await TestService.make()
        try await service.test { client in
            let journey = try await Journey.accepted(service, client)
            service.setTime(ConsultationWorld.at(2025, 3, 10, 15))
            let attending = try await journey.again(.attending)
            let path = "/api/v1/consultations/\(journey.id)/room"
            service.relay.memory.withLock { $0.recorderFails = true }
            let refused = try await attending.send(.post, path + "/sessions", [:])
            #expect(refused.status == 409)
            #expect(refused.code == "err.recording.notRunning")
            service.relay.memory.withLock { $0.recorderFails = false }
            let entry = try await attending.send(.post, path + "/sessions", [:])
            #expect(entry.status == 201)
            #expect(entry.body.names == ["sessionId", "offer", "participantId", "roster", "slots"])
            let session = try #require(entry.body["sessionId"].string)
            let room = try await attending.get(path).body
            #expect(room["state"] == "waiting" && room["recording"]["on"] == true)
            #expect(room["roster"][0]["side"] == "inviting")
            let other = try await journey.again(.specialist)
            let stolen = try await other.send(.put, path + "/sessions/\(session)/answer", ["sdp": "v=0"])
            #expect(stolen.status == 404)
            let unreadable = try await attending.send(
                .put, path + "/sessions/\(session)/answer", ["sdp": "nonsense"])
            #expect(unreadable.status == 422)
            #expect(unreadable.body["errors"][0]["pointer"] == "/sdp")
            let muted = try await attending.send(
                .put, path + "/sessions/\(session)/state",
                ["audioMuted": true, "videoMuted": false, "screenSharing": false])
            #expect(muted.status == 204)
            #expect(try await attending.get(path).body["roster"][0]["audioMuted"] == true)
            let pinned = try await attending.send(
                .put, path + "/sessions/\(session)/state",
                [
                    "audioMuted": true, "videoMuted": false, "screenSharing": false,
                    "pinnedParticipantId": "someone-who-left",
                ])
            #expect(pinned.status == 204, "a wish that cannot be met is no fault")
            #expect(try await attending.send(.delete, path + "/sessions/\(session)").status == 204)
        }
    }
}
