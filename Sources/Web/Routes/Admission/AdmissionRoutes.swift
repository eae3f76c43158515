import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Internet hospitals, their staff, third parties, published texts and expert studios (§3.1–§3.4, §3.26).
struct AdmissionRoutes: Sendable {
    let services: WebServices

    private var records: QualityRoutes { QualityRoutes(services: services) }

    func add(to routes: inout Routes) {
        hospitals(&routes)
        staff(&routes)
        supportAgreements(&routes)
        contents(&routes)
        studios(&routes)
    }

    private func hospitals(_ routes: inout Routes) {
        let detail: @Sendable (QualityView<InternetHospital>) -> InternetHospitalDetail = {
            InternetHospitalDetail($0)
        }
        let path = "/internet-hospitals"
        records.lists(&routes, path, InternetHospital.self, detail)
        create(&routes, path, InternetHospital.self, detail) { fields, own, _ in
            (own.text, .prepare(own, fields.hospitalDetails()))
        }
        act(&routes, path, "edit", InternetHospital.self, detail) { .edit($0.hospitalDetails()) }
        act(&routes, path, "departments", InternetHospital.self, detail) {
            .admitDepartment($0.department("departmentCode"))
        }
        act(&routes, path, "activate", InternetHospital.self, detail) { _ in .activate }
        act(&routes, path, "verify", InternetHospital.self, detail) {
            .recordVerification($0.requiredDate("verifiedOn"))
        }
        act(&routes, path, "licensing-office", InternetHospital.self, detail) {
            .chooseOffice(InstitutionID($0.text("authorityId", limit: Limits.id)))
        }
        act(&routes, path, "partner-changed", InternetHospital.self, detail) {
            .partnerChanged(reason: $0.reason().value, endedOn: $0.requiredDate("endedOn"))
        }
        act(&routes, path, "reapply", InternetHospital.self, detail) { .reapply($0.hospitalDetails()) }
        act(&routes, path, "close", InternetHospital.self, detail) { .close(reason: $0.reason().value) }
    }

    private func staff(_ routes: inout Routes) {
        let detail: @Sendable (QualityView<StaffAdmission>) -> StaffAdmissionDetail = {
            StaffAdmissionDetail($0)
        }
        let path = "/staff-admissions"
        records.lists(&routes, path, StaffAdmission.self, detail)
        routes.on(.post, path, .command) { call in
            let fields = try call.fields()
            let id = PractitionerID(fields.text("practitionerId", limit: Limits.id))
            let data = try staffData(fields, call)
            let own = call.person.member.institution
            let outcome = try await services.orchestrator.perform(
                StaffAdmission.self, .record(id, at: own, data), on: id.text, expectedVersion: nil,
                by: call.person, idempotency: call.idempotency)
            return try await records.show(
                StaffAdmission.self, id.text, call, detail, status: .created, isReplay: outcome.isReplay)
        }
        routes.on(.post, path + "/{id}/data", .change) { call in
            let key = try call.parameter("id")
            let data = try staffData(try call.fields(), call)
            let outcome = try await services.orchestrator.perform(
                StaffAdmission.self, .keepData(data), on: key, expectedVersion: call.version,
                by: call.person, idempotency: call.idempotency)
            return try await records.show(
                StaffAdmission.self, key, call, detail, isReplay: outcome.isReplay)
        }
        act(&routes, path, "admit", StaffAdmission.self, detail) { _ in .admit }
        act(&routes, path, "suspend", StaffAdmission.self, detail) { .suspend(reason: $0.reason().value) }
        act(&routes, path, "reinstate", StaffAdmission.self, detail) { _ in .reinstate }
        act(&routes, path, "exit", StaffAdmission.self, detail) { .exit(reason: $0.reason().value) }
        act(&routes, path, "insurance", StaffAdmission.self, detail) {
            .keepInsurance(
                MalpracticeInsurance(
                    insurer: $0.text("insurer", limit: Limits.name),
                    policyNumber: $0.text("policyNumber", limit: Limits.name),
                    validTo: $0.requiredDate("validTo")))
        }
        act(&routes, path, "multi-site", StaffAdmission.self, detail) { .keepMultiSite($0.multiSite()) }
    }

    /// The picture is stored before the act that names it.
    private func staffData(_ fields: Fields, _ call: Call) throws -> StaffData {
        var (data, photo) = fields.staffData()
        try fields.finish()
        if let photo {
            data.photo = try services.orchestrator.storeSignature(
                photo, limit: Limits.signatureImage, of: call.person.member.institution)
        }
        return data
    }

    private func supportAgreements(_ routes: inout Routes) {
        let detail: @Sendable (QualityView<SupportAgreement>) -> SupportAgreementDetail = {
            SupportAgreementDetail($0)
        }
        let path = "/support-agreements"
        records.lists(&routes, path, SupportAgreement.self, detail)
        create(&routes, path, SupportAgreement.self, detail) { fields, own, id in
            (id, .draft(id: id, own, fields.supportTerms()))
        }
        act(&routes, path, "edit", SupportAgreement.self, detail) { .edit($0.supportTerms()) }
        act(&routes, path, "conclude", SupportAgreement.self, detail) {
            .conclude(document: $0.digest("document"))
        }
        act(&routes, path, "end", SupportAgreement.self, detail) { .end(reason: $0.reason().value) }
    }

    private func contents(_ routes: inout Routes) {
        let detail: @Sendable (QualityView<PublicContent>) -> PublicContentDetail = {
            PublicContentDetail($0)
        }
        let path = "/contents"
        records.lists(&routes, path, PublicContent.self, detail)
        create(&routes, path, PublicContent.self, detail) { fields, own, id in
            (id, .write(id: id, own, fields.publicText()))
        }
        act(&routes, path, "edit", PublicContent.self, detail) { .edit($0.publicText()) }
        act(&routes, path, "submit", PublicContent.self, detail) { _ in .submit }
        act(&routes, path, "approve", PublicContent.self, detail) { _ in .approve }
        act(&routes, path, "send-back", PublicContent.self, detail) { .sendBack(reason: $0.reason().value) }
        act(&routes, path, "withdraw", PublicContent.self, detail) { .withdraw(reason: $0.reason().value) }
        routes.open(.get, Routes.prefix + "/public/contents") { _, _ in
            let found = try await services.quality.published()
            return .json(Items(items: found.map { PublishedPayload($0.content, $0.institution) }))
        }
    }

    private func studios(_ routes: inout Routes) {
        let detail: @Sendable (QualityView<ExpertStudio>) -> ExpertStudioDetail = { ExpertStudioDetail($0) }
        let path = "/expert-studios"
        records.lists(&routes, path, ExpertStudio.self, detail)
        create(&routes, path, ExpertStudio.self, detail) { fields, own, id in
            (id, .open(id: id, own, fields.studioProfile()))
        }
        act(&routes, path, "edit", ExpertStudio.self, detail) { .edit($0.studioProfile()) }
        act(&routes, path, "close", ExpertStudio.self, detail) { .close(reason: $0.reason().value) }
    }

    // MARK: What all of them do alike

    private func act<Record: QualityRecord, Detail: Encodable & SendableMetatype>(
        _ routes: inout Routes, _ path: String, _ name: String, _ type: Record.Type,
        _ detail: @escaping @Sendable (QualityView<Record>) -> Detail,
        _ command: @escaping @Sendable (Fields) -> Record.Command
    ) {
        records.act(&routes, "\(path)/{id}/\(name)", type, detail, command)
    }

    /// A new record of the own institution; `command` gives its key and the command that begins it.
    private func create<Record: QualityRecord, Detail: Encodable & SendableMetatype>(
        _ routes: inout Routes, _ path: String, _ type: Record.Type,
        _ detail: @escaping @Sendable (QualityView<Record>) -> Detail,
        _ command: @escaping @Sendable (Fields, InstitutionID, String) -> (String, Record.Command)
    ) {
        routes.on(.post, path, .command) { call in
            let fields = try call.fields()
            let id = try call.stableID(Record.stream)
            let (key, command) = command(fields, call.person.member.institution, id)
            try fields.finish()
            let outcome = try await services.orchestrator.perform(
                type, command, on: key, expectedVersion: nil, by: call.person, idempotency: call.idempotency)
            return try await records.show(
                type, key, call, detail, status: .created, isReplay: outcome.isReplay)
        }
    }
}
