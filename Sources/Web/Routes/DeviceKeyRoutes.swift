import ConsultationCore
import Hummingbird
import Orchestration

/// One's own device keys for one room: made, seen, taken back. A key itself is told once, when it is made.
struct DeviceKeyRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        let devices = "/consultations/{id}/room/devices"
        routes.on(.get, devices, .read) { try await keys($0) }
        routes.on(.post, devices, .act) { try await issue($0) }
        routes.on(.delete, devices, .act) { try await revokeAll($0) }
        routes.on(.delete, devices + "/{device}", .act) { try await revoke($0) }
    }

    private func keys(_ call: Call) async throws -> Response {
        let id = try await ownCase(call)
        let keys = try await services.rooms.deviceKeys(id, by: call.person)
        return .json(
            DeviceKeyListPayload(
                items: keys.map(DeviceKeyListPayload.Item.init), limit: RoomKeeper.deviceKeyLimit,
                whip: Self.door(id, "whip"), whep: Self.door(id, "whep")))
    }

    private func issue(_ call: Call) async throws -> Response {
        let id = try call.consultation()
        let fields = try call.fields()
        let label = fields.optionalText("label", limit: Limits.deviceLabel)
        try fields.finish()
        let key = try await services.rooms.deviceKey(
            id, labelled: label?.trimmed ?? "", by: call.person)
        return .json(
            DeviceKeyPayload(
                id: key.name.text, token: key.token, expiresAt: Instant(key.expiresAt),
                whip: Self.door(id, "whip"), whep: Self.door(id, "whep")),
            status: .created, headers: [.cacheControl: "no-store, no-transform"])
    }

    private func revoke(_ call: Call) async throws -> Response {
        let id = try await ownCase(call)
        let name = DeviceKeyName(try call.parameter("device"))
        try await services.rooms.revokeDeviceKey(name, in: id, by: call.person)
        return Response(status: .noContent)
    }

    private func revokeAll(_ call: Call) async throws -> Response {
        await services.rooms.revokeDeviceKeys(try await ownCase(call), by: call.person)
        return Response(status: .noContent)
    }

    /// A foreign case is unknown, whatever is asked of it.
    private func ownCase(_ call: Call) async throws -> ConsultationID {
        let id = try call.consultation()
        guard try await services.rooms.room(id, for: call.person) != nil else { throw Problem.notFound }
        return id
    }

    private static func door(_ id: ConsultationID, _ name: String) -> String {
        "\(Routes.prefix)/consultations/\(id.text)/room/\(name)"
    }
}
