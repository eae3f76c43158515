package import ConsultationCore
import Storage

/// Keys that let a device in without its person's password: made, seen and taken back by the person alone.
extension RoomKeeper {
    /// What a device key begins with, so that it is never taken for a person's token.
    package static let deviceKeyPrefix = "hzd_"
    private static let deviceKeyLife = TimeSpan.hours(12)
    /// Keys of one person in one room.
    package static let deviceKeyLimit = 8

    /// A key for a device of this person, once they may enter.
    package func deviceKey(
        _ id: ConsultationID, labelled label: String = "", by signedIn: SignedIn
    ) async throws -> DeviceKey {
        _ = try await orchestrator.perform(
            .enterRoom, on: id, expectedVersion: nil, by: signedIn, idempotency: nil)
        guard signedIn.practitioner != nil, let mark = try await passwordMark(of: signedIn.account) else {
            throw CommandFault.notFound
        }
        let now = environment.now()
        deviceGrants = deviceGrants.filter { now < $0.value.expiresAt }
        // None of them goes silently: a device that works would not come back after its next break.
        guard grants(of: signedIn.account, in: id).count < Self.deviceKeyLimit else {
            throw CommandFault.tooManyDeviceKeys(limit: Self.deviceKeyLimit)
        }
        let token = Self.deviceKeyPrefix + Hexadecimal.encode(environment.randomBytes(32))
        let grant = DeviceGrant(
            name: DeviceKeyName(environment.newID()), label: label, consultation: id,
            account: signedIn.account, passwordMark: mark, issuedAt: now,
            expiresAt: now + Self.deviceKeyLife)
        deviceGrants[Hexadecimal.sha256(token)] = grant
        return DeviceKey(name: grant.name, token: token, expiresAt: grant.expiresAt)
    }

    /// This person's keys for this room that still open it, the newest first.
    package func deviceKeys(_ id: ConsultationID, by signedIn: SignedIn) async throws -> [DeviceKeyView] {
        let mark = try await passwordMark(of: signedIn.account)
        let now = environment.now()
        let seats = (rooms[id]?.seats ?? [:]).values
        return grants(of: signedIn.account, in: id)
            .filter { now < $0.expiresAt && $0.passwordMark == mark }
            .sorted { ($1.issuedAt, $1.name.text) < ($0.issuedAt, $0.name.text) }
            .map { grant in
                let own = seats.filter { $0.deviceKey == grant.name && $0.view.connected }
                return DeviceKeyView(
                    name: grant.name, label: grant.label, issuedAt: grant.issuedAt,
                    expiresAt: grant.expiresAt, lastUsedAt: grant.lastUsedAt,
                    doing: Set(own.compactMap(\.device)))
            }
    }

    /// Takes back one key, and ends what its device does.
    package func revokeDeviceKey(
        _ name: DeviceKeyName, in id: ConsultationID, by signedIn: SignedIn
    ) async throws {
        guard grants(of: signedIn.account, in: id).contains(where: { $0.name == name }) else {
            throw CommandFault.notFound
        }
        deviceGrants = deviceGrants.filter { $0.value.name != name }
        await endDevices(in: id) { $0.deviceKey == name }
    }

    /// Takes back every key of this person for this room, and ends what their devices do there.
    package func revokeDeviceKeys(_ id: ConsultationID, by signedIn: SignedIn) async {
        deviceGrants = deviceGrants.filter {
            $0.value.consultation != id || $0.value.account != signedIn.account
        }
        await endDevices(in: id) { $0.account == signedIn.account }
    }

    /// The person for whom the device acts, and where; nil when there is no such key, or no longer.
    package func person(ofDeviceKey token: String) async throws -> (ConsultationID, SignedIn)? {
        guard let grant = deviceGrants[Hexadecimal.sha256(token)], environment.now() < grant.expiresAt,
            try await passwordMark(of: grant.account) == grant.passwordMark
        else { return nil }
        let person: SignedIn? = try await orchestrator.database.read { transaction in
            guard let account = try transaction.account(grant.account), !account.isDisabled else {
                return nil
            }
            // The person was proved when the key was made; later it acts beside a person who is in the room.
            return try transaction.signedIn(as: account, verifiedAt: grant.issuedAt, session: nil)
        }
        return person.map { person in
            var person = person
            person.deviceKey = grant.name
            return (grant.consultation, person)
        }
    }

    func noteUse(of name: DeviceKeyName?) {
        guard let name, let hash = deviceGrants.first(where: { $0.value.name == name })?.key else { return }
        deviceGrants[hash]?.lastUsedAt = environment.now()
    }

    private func grants(of account: AccountID, in id: ConsultationID) -> [DeviceGrant] {
        deviceGrants.values.filter { $0.consultation == id && $0.account == account }
    }

    private func endDevices(in id: ConsultationID, where isMeant: (OpenRoom.Seat) -> Bool) async {
        let sessions = (rooms[id]?.seats ?? [:]).filter { $0.value.device != nil && isMeant($0.value) }
        for session in sessions.keys { await leaveAsDevice(session, id) }
    }

    private func passwordMark(of account: AccountID) async throws -> Digest? {
        try await orchestrator.database.read { try $0.account(account) }.map { Digest(of: $0.passwordHash) }
    }
}
