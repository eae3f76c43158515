package import ConsultationCore
import Storage

/// Names a key without being it.
package struct DeviceKeyName: Sendable, Hashable {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// A right for one device, for one room, of one participant. Told once; kept as its hash, until the service ends.
package struct DeviceKey: Sendable {
    package let name: DeviceKeyName
    package let token: String
    package let expiresAt: WallTime
}

/// What the person who made a key sees of it afterwards.
package struct DeviceKeyView: Sendable, Equatable {
    package let name: DeviceKeyName
    /// In the person's own words.
    package let label: String
    package let issuedAt: WallTime
    package let expiresAt: WallTime
    package let lastUsedAt: WallTime?
    /// What its device does at this moment.
    package let doing: Set<DeviceRole>
}

struct DeviceGrant: Sendable {
    let name: DeviceKeyName
    let label: String
    let consultation: ConsultationID
    let account: AccountID
    /// A changed password ends what was granted under the old one.
    let passwordMark: Digest
    let issuedAt: WallTime
    let expiresAt: WallTime
    var lastUsedAt: WallTime?
}
