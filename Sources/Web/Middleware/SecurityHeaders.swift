import HTTPTypes
import Hummingbird

/// Headers on every answer, pages and API alike.
struct SecurityHeaders: RouterMiddleware {
    let secure: Bool

    func handle(
        _ request: Request, context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in Self.fixed { response.headers[name] = value }
        if secure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        response.headers[.requestID] = context.traceID
        return response
    }

    /// Nothing inline, nothing from elsewhere, nobody may frame us.
    private static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:",
        "media-src 'self' blob: mediastream:", "font-src 'self'", "connect-src 'self'", "worker-src 'self'",
        "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private static let fixed: [(HTTPField.Name, String)] = [
        (.contentSecurityPolicy, policy),
        (.xContentTypeOptions, "nosniff"),
        (.referrerPolicy, "no-referrer"),
        (.frameOptions, "DENY"),
        (
            .permissionsPolicy,
            "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=()"
        ),
        (.openerPolicy, "same-origin"),
        (.resourcePolicy, "same-origin"),
    ]
}

extension HTTPField.Name {
    static func named(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is not a header name") }
        return name
    }

    static let requestID = named("X-Request-Id")
    static let referrerPolicy = named("Referrer-Policy")
    static let frameOptions = named("X-Frame-Options")
    static let permissionsPolicy = named("Permissions-Policy")
    static let openerPolicy = named("Cross-Origin-Opener-Policy")
    static let resourcePolicy = named("Cross-Origin-Resource-Policy")
    static let idempotencyKey = named("Idempotency-Key")
    static let idempotencyReplayed = named("Idempotency-Replayed")
    static let csrfToken = named("X-CSRF-Token")
    static let fileName = named("X-File-Name")
    static let materialGroup = named("X-Material-Group")
    static let materialKind = named("X-Material-Kind")
    static let materialAuthor = named("X-Material-Author")
    static let acquiredAt = named("X-Acquired-At")
    static let deviceID = named("X-Device-Id")
    static let qualityAttested = named("X-Quality-Attested")
    static let captureMethod = named("X-Capture-Method")
    static let capturedBy = named("X-Captured-By")
    static let originalKeeper = named("X-Original-Keeper")
    static let replaces = named("X-Replaces")
    static let reprDigest = named("Repr-Digest")
}
