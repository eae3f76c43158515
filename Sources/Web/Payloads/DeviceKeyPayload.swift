import Orchestration

/// A new key for a device, and the doors it opens.
struct DeviceKeyPayload: Encodable {
    let id: String
    let token: String
    let expiresAt: Instant
    let whip: String
    let whep: String
}

/// The keys that still open a room, without the keys themselves.
struct DeviceKeyListPayload: Encodable {
    struct Item: Encodable {
        let id: String
        let label: String
        let issuedAt: Instant
        let expiresAt: Instant
        let lastUsedAt: Instant?
        /// "publish" and "watch": what its device does now.
        let doing: [String]

        init(_ key: DeviceKeyView) {
            id = key.name.text
            label = key.label
            issuedAt = Instant(key.issuedAt)
            expiresAt = Instant(key.expiresAt)
            lastUsedAt = key.lastUsedAt.map { Instant($0) }
            doing = key.doing.map(\.rawValue).sorted()
        }
    }

    let items: [Item]
    let limit: Int
    let whip: String
    let whep: String
}
