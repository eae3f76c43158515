import ConsultationCore
import Orchestration
import Synchronization
import TestRequirements
import Testing

/// Devices beside the pages: the same law of entering, presence and recording.
@Suite struct DeviceTests {
    @Test func `a device that sends is its person's presence, once it is heard`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.scheduled()
        let physician = try await service.user("li.chunyan")
        let entry = try await service.rooms.joinDevice(id, role: .publish, offer: "v=0", by: physician)
        #expect(entry.answer == "v=0 answer \(entry.session)")
        #expect(service.relay.ledger.withLock { $0.opened.count } == 1, "the recorder runs first")
        #expect(try await service.consultation(id).session.presences.isEmpty)
        await service.rooms.take(.connected(entry.session, link: nil))
        #expect(try await service.consultation(id).session.presences.filter { $0.leftAt == nil }.count == 1)
        #expect(try await service.rooms.room(id, for: physician)?.roster.count == 1)
        await service.rooms.take(.disconnected(entry.session))
        #expect(try await service.consultation(id).session.presences.allSatisfy { $0.leftAt != nil })
        #expect(try await service.rooms.room(id, for: physician)?.roster.isEmpty == true)
    }

    @Test func `a page and a device of one person are one line of the roster, and the page stays`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let id = try await service.scheduled()
        let physician = try await service.user("li.chunyan")
        let page = try await service.rooms.enter(id, by: physician)
        await service.rooms.take(.connected(page.session, link: nil))
        let device = try await service.rooms.joinDevice(id, role: .publish, offer: "v=0", by: physician)
        await service.rooms.take(.connected(device.session, link: nil))
        #expect(try await service.rooms.room(id, for: physician)?.roster.map(\.session) == [page.session])
        try await service.rooms.leaveAsDevice(device.session, in: id, by: physician)
        #expect(try await service.consultation(id).session.presences.contains { $0.leftAt == nil })
        #expect(service.relay.ledger.withLock { $0.left } == [device.session])
    }

    @Test func `a screen works only while its person is there, and makes nobody present`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.scheduled()
        let physician = try await service.user("li.chunyan")
        await #expect(throws: CommandFault.participantAbsent) {
            try await service.rooms.joinDevice(id, role: .watch, offer: "v=0", by: physician)
        }
        let page = try await service.rooms.enter(id, by: physician)
        await service.rooms.take(.connected(page.session, link: nil))
        let screen = try await service.rooms.joinDevice(id, role: .watch, offer: "v=0", by: physician)
        await service.rooms.take(.connected(screen.session, link: nil))
        #expect(try await service.consultation(id).session.presences.count == 1)
        try await service.rooms.leave(page.session, by: physician)
        #expect(try await service.consultation(id).session.presences.allSatisfy { $0.leftAt != nil })
    }

    @Test(.requirement("JL-30")) func `who may not enter may not send by a device either`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.scheduled()
        let stranger = try await service.user("chen.sining")
        await #expect(throws: (any Error).self) {
            try await service.rooms.joinDevice(id, role: .publish, offer: "v=0", by: stranger)
        }
        service.relay.ledger.withLock { $0.recorderBroken = true }
        let physician = try await service.user("li.chunyan")
        await #expect(throws: CommandFault.recordingUnavailable) {
            try await service.rooms.joinDevice(id, role: .publish, offer: "v=0", by: physician)
        }
        #expect(service.relay.ledger.withLock { $0.joined.isEmpty })
    }

    @Test(.requirement("NHC-SUP-13")) func `a key stands for its person in its room until it is taken back`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let id = try await service.scheduled()
        let physician = try await service.user("li.chunyan")
        let key = try await service.rooms.deviceKey(id, by: physician)
        let found = try #require(try await service.rooms.person(ofDeviceKey: key.token))
        #expect(found.0 == id && found.1.account == physician.account && found.1.csrfToken == nil)
        #expect(try await service.rooms.person(ofDeviceKey: key.token + "0") == nil)
        let entry = try await service.rooms.joinDevice(id, role: .publish, offer: "v=0", by: found.1)
        await service.rooms.revokeDeviceKeys(id, by: physician)
        #expect(try await service.rooms.person(ofDeviceKey: key.token) == nil)
        #expect(service.relay.ledger.withLock { $0.left } == [entry.session])
    }

    @Test func `each key is seen by its person alone, with what its device does, and taken back alone`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let id = try await service.scheduled()
        let physician = try await service.user("li.chunyan")
        let rooms = service.rooms
        let codec = try await rooms.deviceKey(id, labelled: "三楼终端", by: physician)
        let wall = try await rooms.deviceKey(id, labelled: "大屏", by: physician)
        let seen = try await rooms.deviceKeys(id, by: physician)
        #expect(Set(seen.map(\.label)) == ["三楼终端", "大屏"])
        #expect(seen.allSatisfy { $0.doing.isEmpty && $0.lastUsedAt == nil })
        #expect(try await rooms.deviceKeys(id, by: service.user("zhou.mingyuan")).isEmpty)

        func doing(_ key: DeviceKey) async throws -> Set<DeviceRole>? {
            try await rooms.deviceKeys(id, by: physician).first { $0.name == key.name }?.doing
        }
        let sender = try #require(try await rooms.person(ofDeviceKey: codec.token)).1
        let sending = try await rooms.joinDevice(id, role: .publish, offer: "v=0", by: sender)
        #expect(try await doing(codec) == [], "not before it is heard")
        await rooms.take(.connected(sending.session, link: nil))
        let watcher = try #require(try await rooms.person(ofDeviceKey: wall.token)).1
        let watching = try await rooms.joinDevice(id, role: .watch, offer: "v=0", by: watcher)
        await rooms.take(.connected(watching.session, link: nil))
        #expect(try await doing(codec) == [.publish])
        #expect(try await doing(wall) == [.watch])

        try await rooms.revokeDeviceKey(wall.name, in: id, by: physician)
        #expect(service.relay.ledger.withLock { $0.left } == [watching.session])
        #expect(try await rooms.person(ofDeviceKey: wall.token) == nil)
        #expect(try await rooms.person(ofDeviceKey: codec.token) != nil)
        #expect(try await rooms.deviceKeys(id, by: physician).map(\.name) == [codec.name])
        await rooms.take(.disconnected(sending.session))
        let after = try #require(try await rooms.deviceKeys(id, by: physician).first)
        #expect(after.doing.isEmpty && after.lastUsedAt != nil)
    }

    @Test func `nobody takes back another's key, and a ninth key is refused while eight are good`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let id = try await service.scheduled()
        let physician = try await service.user("li.chunyan")
        let key = try await service.rooms.deviceKey(id, by: physician)
        let other = try await service.user("zhou.mingyuan")
        await #expect(throws: CommandFault.notFound) {
            try await service.rooms.revokeDeviceKey(key.name, in: id, by: other)
        }
        for _ in 1..<RoomKeeper.deviceKeyLimit {
            _ = try await service.rooms.deviceKey(id, by: physician)
        }
        await #expect(throws: CommandFault.tooManyDeviceKeys(limit: RoomKeeper.deviceKeyLimit)) {
            try await service.rooms.deviceKey(id, by: physician)
        }
        #expect(try await service.rooms.person(ofDeviceKey: key.token) != nil, "the first one still works")
        try await service.rooms.revokeDeviceKey(key.name, in: id, by: physician)
        _ = try await service.rooms.deviceKey(id, by: physician)
    }
}
