import HTTPTypes

/// Problems that the HTTP side itself finds, before any rule of a consultation is asked.
extension Problem {
    static let malformed = transport("err.request.malformed", .badRequest)
    static let unsupportedMediaType = transport("err.request.unsupportedMediaType", .unsupportedMediaType)
    static let methodNotAllowed = transport("err.request.methodNotAllowed", .methodNotAllowed)
    static let notFound = transport("err.notFound", .notFound)
    static let unauthenticated = transport("err.auth.required", .unauthorized)
    static let badCredentials = transport("err.auth.badCredentials", .unauthorized)
    static let stepUpFailed = transport("err.auth.stepUpFailed", .unprocessableContent)
    static let secondFactorRequired = transport("err.auth.secondFactorRequired", .unauthorized)
    static let factorCodeRefused = transport("err.auth.codeWrong", .unauthorized)
    static let factorCodeWrong = transport("err.auth.codeWrong", .unprocessableContent)
    static let factorEnrolmentDue = transport("err.auth.factorEnrolmentDue", .forbidden)
    static let purposeRequired = transport("err.access.purposeRequired", .unprocessableContent)
    static let csrf = transport("err.auth.csrf", .forbidden)
    static let ifMatchRequired = transport("err.request.ifMatchRequired", .preconditionRequired)
    static let idempotencyKeyRequired = transport("err.idempotency.keyRequired", .badRequest)
    static let idempotencyMismatch = transport("err.idempotency.bodyMismatch", .unprocessableContent)
    static let hashMismatch = transport("err.transfer.hashMismatch", .unprocessableContent)
    static let recordingElsewhere = transport("err.recording.elsewhere", .conflict)
    static let recordingNotWhole = transport("err.recording.notWhole", .conflict)
    static let recordingNotPlayable = transport("err.recording.notPlayable", .serviceUnavailable)
    static let storageUnencrypted = transport("err.storage.unencrypted", .serviceUnavailable)
    static let incomplete = transport("err.transfer.incomplete", .badRequest)
    static let unavailable = transport("err.service.unavailable", .serviceUnavailable)
    static let fault = transport("err.internal", .internalServerError)

    static func locked(retryAfterSeconds: Int) -> Problem {
        var problem = transport("err.auth.locked", .locked)
        problem.retryAfterSeconds = retryAfterSeconds
        return problem
    }

    static func tooManyRequests(retryAfterSeconds: Int) -> Problem {
        var problem = transport("err.request.tooMany", .tooManyRequests)
        problem.retryAfterSeconds = retryAfterSeconds
        return problem
    }

    static func tooLarge(limit: Int) -> Problem {
        var problem = transport("err.request.tooLarge", .contentTooLarge)
        problem.limit = limit
        problem.detail += "（上限 \(limit) 字节）"
        problem.detailEnglish += " (limit: \(limit) bytes)"
        return problem
    }

    static func roomFull(limit: Int) -> Problem {
        var problem = transport("err.room.full", .conflict)
        problem.limit = limit
        return problem
    }

    static func tooManyDeviceKeys(limit: Int) -> Problem {
        var problem = transport("err.media.tooManyDeviceKeys", .conflict)
        problem.limit = limit
        return problem
    }

    static let participantAbsent = transport("err.media.participantAbsent", .conflict)
    static let keysInClear = transport("err.media.keysInClear", .forbidden)

    static func offerUnusable(_ reason: String) -> Problem {
        var problem = transport("err.media.offerUnusable", .unprocessableContent)
        problem.detail += "（\(reason)）"
        problem.detailEnglish += " (\(reason))"
        return problem
    }

    static func tooSlow(limit: Duration) -> Problem {
        var problem = transport("err.request.tooSlow", .requestTimeout)
        problem.limit = Int(limit.components.seconds)
        return problem
    }

    static func stale(currentVersion: Int) -> Problem {
        var problem = transport("err.request.stale", .preconditionFailed)
        problem.currentVersion = currentVersion
        return problem
    }

    static func fields(_ errors: [FieldProblem]) -> Problem {
        var problem = transport("err.request.fields", .unprocessableContent)
        problem.errors = errors
        return problem
    }

    private static func transport(_ code: String, _ status: HTTPResponse.Status) -> Problem {
        let text = ProblemCatalogue.text(code)
        return Problem(
            code: code, status: status, title: text.title, titleEnglish: text.titleEnglish,
            detail: text.advice, detailEnglish: text.adviceEnglish,
            article: ProblemCatalogue.article(code: code))
    }
}

extension HTTPResponse.Status {
    /// 423 Locked (RFC 4918 §11.3), which the HTTP types package does not name.
    static let locked = HTTPResponse.Status(code: 423, reasonPhrase: "Locked")
}
