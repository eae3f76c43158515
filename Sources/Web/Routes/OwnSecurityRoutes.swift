import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// One's own password and second factor (NHC-ID-13).
struct OwnSecurityRoutes: Sendable {
    let services: WebServices
    let limiter: AttemptLimiter

    func add(to routes: inout Routes) {
        routes.on(.post, "/session/second-factor", .act) { call in
            let fields = try attempt(call)
            let password = fields.text("password", limit: Limits.password)
            let code = fields.optionalText("code", limit: Limits.secondFactorCode)
            try fields.finish()
            let enrolment = try await proving {
                try await services.signIn.beginSecondFactor(call.person, password: password, code: code)
            }
            return secret(
                FactorEnrolmentPayload(
                    key: enrolment.key, address: enrolment.address, picture: QRCode.svg(of: enrolment.address)
                ))
        }
        routes.on(.put, "/session/second-factor", .act) { call in
            let fields = try attempt(call)
            let code = fields.text("code", limit: Limits.secondFactorCode)
            try fields.finish()
            let codes = try await proving {
                try await services.signIn.confirmSecondFactor(call.person, code: code)
            }
            return secret(RecoveryCodesPayload(recoveryCodes: codes))
        }
        routes.on(.put, "/session/password", .act) { call in
            let fields = try attempt(call)
            let current = fields.text("current", limit: Limits.password)
            let new = fields.text("password", limit: Limits.password)
            try fields.finish()
            try await proving {
                try await services.signIn.changePassword(call.person, current: current, new: new)
            }
            return Response(status: .noContent)
        }
    }

    private func attempt(_ call: Call) throws -> Fields {
        let now = services.signIn.environment.now().milliseconds
        if let wait = limiter.secondsToWait(call.context.peerAddress ?? "unknown", at: now) {
            throw Problem.tooManyRequests(retryAfterSeconds: wait)
        }
        return try call.fields()
    }

    /// A wrong password is a mistake in a field here, not the end of the session.
    private func proving<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch SignInFault.badCredentials {
            throw Problem.stepUpFailed
        } catch SignInFault.wrongCode {
            throw Problem.factorCodeWrong
        } catch let fault as SignInFault {
            throw Problem(fault, now: services.signIn.environment.now())
        }
    }

    private func secret(_ payload: some Encodable) -> Response {
        .json(payload, headers: [.cacheControl: "no-store, no-transform"])
    }
}
