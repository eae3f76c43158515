import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Playing a recording inside the service: purpose and reason first, watermark over it, each time on record (JL 35).
struct PlaybackRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.post, "/consultations/{id}/playbacks", .command) { try await open($0) }
        routes.on(.get, "/playbacks/{playback}/files/{file}", .read) { try await file($0) }
    }

    private func open(_ call: Call) async throws -> Response {
        let fields = try call.fields()
        let purpose = fields.optionalChoice("purpose", of: AccessPurpose.self)
        let reason = fields.text("reason", limit: Limits.reason)
        try fields.finish()
        guard let keeper = services.playbacks else { throw Problem.notFound }
        do {
            let found = try await keeper.open(
                try call.consultation(), for: call.person, purpose: purpose, reason: reason)
            guard let found else { throw Problem.notFound }
            return .json(PlaybackPayload(found), status: .created)
        } catch let fault as VaultFault {
            throw Problem(fault)
        }
    }

    private func file(_ call: Call) async throws -> Response {
        guard let number = Int(try call.parameter("file")), let keeper = services.playbacks else {
            throw Problem.notFound
        }
        let found = try await keeper.file(number, of: try call.parameter("playback"), for: call.person)
        guard let found else { throw Problem.notFound }
        var response = StoredFile(
            content: found.content, name: found.file.name, type: found.file.contentType, inline: true
        ).response(to: call.request)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

/// What the player needs.
struct PlaybackPayload: Encodable {
    struct File: Encodable {
        let url: String
        let role: String
        let person: String?
        let contentType: String
        /// Milliseconds from the beginning of the recording.
        let startOffset: Int64
        let duration: Int64
    }

    let id: String
    let number: String
    let purpose: String
    let purposeDisplay: String
    let watermark: String
    let startedAt: Instant
    let expiresAt: Instant
    let files: [File]

    init(_ playback: Playback) {
        id = playback.id
        number = playback.number.text
        purpose = playback.purpose.rawValue
        purposeDisplay = DisplayNames.purpose(playback.purpose)
        watermark = playback.watermark
        startedAt = Instant(playback.startedAt)
        expiresAt = Instant(playback.expiresAt)
        files = playback.files.enumerated().map { index, file in
            File(
                url: "\(Routes.prefix)/playbacks/\(playback.id)/files/\(index)",
                role: file.playable.role.rawValue, person: file.person,
                contentType: file.playable.contentType, startOffset: file.playable.startOffset,
                duration: file.playable.duration)
        }
    }
}
