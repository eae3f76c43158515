/// A new key for a device, and the doors it opens.
struct DeviceKeyPayload: Encodable {
    let token: String
    let expiresAt: Instant
    let whip: String
    let whep: String
}
