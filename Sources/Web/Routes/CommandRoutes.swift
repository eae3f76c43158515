import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// The commands of a consultation: read the fields, perform, show what came of it.
struct CommandRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        change(&routes, .put, "/draft") { .updateDraft($0.draft()) }
        change(&routes, .post, "/consent/present") { .presentConsent($0.consentPresentation()) }
        change(&routes, .post, "/consent/refuse") {
            // A refusal needs no reason.
            .refuseConsent(reason: Redacted($0.optionalText("reason", limit: Limits.reason) ?? ""))
        }
        change(&routes, .post, "/consent/withdraw") { .withdrawConsent(reason: $0.reason()) }
        change(&routes, .post, "/submit") { _ in .submit }
        change(&routes, .post, "/diagnosis") {
            .recordDiagnosis(signedAt: WallTime(milliseconds: $0.instant("at")))
        }
        change(&routes, .post, "/accept") { .accept($0.acceptance()) }
        change(&routes, .post, "/decline") { .decline($0.decline()) }
        change(&routes, .post, "/confirm-slot") { _ in .confirmSlot }
        change(&routes, .post, "/replace-physician") { $0.replacement() }
        change(&routes, .post, "/cancel") { .cancel(reason: $0.reason()) }
        change(&routes, .post, "/confirm-team") { _ in .confirmTeam }
        change(&routes, .post, "/start-without-absent") { _ in .startWithoutAbsent }
        change(&routes, .post, "/patient-attendance") { .recordPatient(present: $0.flag("present")) }
        change(&routes, .post, "/open-to-patient") { _ in .openToPatient }
        change(&routes, .post, "/reject-material") {
            .rejectMaterial(
                AttachmentID($0.text("attachmentId", limit: Limits.id)), reason: $0.reason())
        }
        change(&routes, .put, "/summary") {
            .saveSummary(text: Redacted($0.text("text", limit: Limits.text)))
        }
        // Exists to say no, and why (NHC-TM 三(三)).
        change(&routes, .post, "/prescriptions") { _ in .prescribe }
        signed(&routes, "/summary/sign") { _ in .signSummary }
        change(&routes, .post, "/hand-over") { .handOver(reason: $0.reason()) }
        change(&routes, .post, "/note") { .writeNote(text: Redacted($0.text("text", limit: Limits.text))) }
        change(&routes, .post, "/end") { _ in .endSession }
        change(&routes, .put, "/report/draft") { $0.reportDraft() }
        signed(&routes, "/report/sign") { _ in .signReport }
        signed(&routes, "/report/addenda") {
            .addAddendum(text: Redacted($0.text("text", limit: Limits.text)))
        }
        signed(&routes, "/decision") { $0.decision() }
        routes.on(.post, "/consultations/{id}/consent/sign", .change) { try await signConsent($0) }
    }

    private func change(
        _ routes: inout Routes, _ method: HTTPRequest.Method, _ path: String,
        command: @escaping @Sendable (Fields) -> ConsultationCommand
    ) {
        routes.on(method, "/consultations/{id}" + path, .change) { call in
            let fields = try call.fields()
            let command = command(fields)
            try fields.finish()
            return try await perform(command, call, as: call.person)
        }
    }

    /// A signature: the person proves again who they are (step-up), then the command is performed.
    private func signed(
        _ routes: inout Routes, _ path: String, command: @escaping @Sendable (Fields) -> ConsultationCommand
    ) {
        routes.on(.post, "/consultations/{id}" + path, .change) { call in
            let (command, person) = try await services.asked(call, command)
            return try await perform(command, call, as: person)
        }
    }

    private func signConsent(_ call: Call) async throws -> Response {
        try await perform(.signConsent(try services.consentSigner(call)), call, as: call.person)
    }

    private func perform(
        _ command: ConsultationCommand, _ call: Call, as person: SignedIn
    ) async throws -> Response {
        let id = try call.consultation()
        let outcome = try await services.orchestrator.perform(
            command, on: id, expectedVersion: call.version, by: person, idempotency: call.idempotency)
        // Who declines is no party from then on: it is done, and there is nothing left to show.
        return try await services.shown(id, call, isReplay: outcome.isReplay, isActor: true)
            ?? Response(status: .noContent, headers: WebServices.replay(outcome.isReplay))
    }
}
