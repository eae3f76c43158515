import ConsultationCore
import Orchestration
import Simulation
import Storage
import Testing

/// Lists are read side by side and state by state: together they must give what a look at every case would give.
@Suite struct ListTests {
    @Test func `pages of a list hold every case once, newest first, whatever the states asked for`()
        async throws
    {
        let service = try await Fixture.inMemory()
        var all: [Consultation] = []
        for index in 0..<7 {
            let id = index.isMultiple(of: 2) ? try await service.submitted() : try await service.prepared()
            // Two at the same instant: the id breaks the tie.
            if index.isMultiple(of: 3) { service.clock.advance(.minutes(1)) }
            all.append(try await service.consultation(id))
        }
        let physician = try await service.user("li.chunyan")
        for states in [[], [.draft], [.inviting, .draft], [.archived]] as [[Consultation.State]] {
            var seen: [ConsultationID] = []
            var cursor: String?
            repeat {
                let page = try await service.cases.consultations(
                    in: states, cursor: cursor, limit: 2, for: physician)
                seen += page.items.map(\.consultation.id)
                cursor = page.next
            } while cursor != nil
            let expected = all.filter { states.isEmpty || states.contains($0.state) }
            #expect(seen.count == expected.count)
            #expect(Set(seen) == Set(expected.map(\.id)))
        }
        let coordinator = try await service.user("he.jing")
        let invited = try await service.cases.consultations(
            in: [], cursor: nil, limit: 50, for: coordinator)
        #expect(
            Set(invited.items.map(\.consultation.id)) == Set(all.filter { $0.state == .inviting }.map(\.id)))
    }

    @Test func `a list shows the state of now, also when it showed the case before`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.submitted()
        let coordinator = try await service.user("he.jing")
        let before = try await service.cases.worklist(.todo, for: coordinator)
        #expect(before.items.map(\.summary.consultation.state) == [.inviting])
        try await service.run(Fixture.acceptance, id, by: "he.jing")
        #expect(try await service.cases.worklist(.todo, for: coordinator).items.isEmpty)
        let list = try await service.cases.consultations(in: [], cursor: nil, limit: 9, for: coordinator)
        #expect(list.items.map(\.consultation.state) == [.scheduled])
    }

    @Test func `an old case that waits stays in the work list under any number of newer ones that do not`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let waiting = try await service.submitted()
        let template = try await service.consultation(service.prepared())
        let now = service.clock.now
        try await service.database.write { transaction in
            for number in 0..<600 {
                let text = try StoredJSON.encode(template)
                    .replacing(template.id.text, with: "0190bbbb-0000-7000-8000-\(100_000_000_000 + number)")
                    .replacing(template.number.text, with: "HZ20261122-\(10_000 + number)")
                var copy = try StoredJSON.decode(Consultation.self, from: text)
                copy.state = .archived
                try transaction.save(copy, at: now + .minutes(Int64(number)))
            }
        }
        let list = try await service.cases.worklist(.todo, for: service.user("he.jing"))
        #expect(list.items.map(\.summary.consultation.id) == [waiting])
        #expect(list.todoCount == 1)
        let done = try await service.cases.worklist(.done, for: service.user("li.chunyan"))
        #expect(done.items.count == 100)
    }

    @Test func `patients are found by the beginning of the name, and signs of patterns are letters`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let staff = try await service.user("li.chunyan")
        for name in ["王伟", "王伟东", "王兰", "汪伟", "a_b", "aXb"] {
            _ = try await service.orchestrator.registerPatient(
                PatientRegistration(
                    name: Redacted(name), identity: Redacted(.passport("P-\(name)")), sex: nil,
                    birthDate: nil,
                    phone: Redacted(nil), verification: .documentSeen), by: staff, idempotency: nil)
        }
        func found(_ query: String) async throws -> Set<String> {
            Set(try await service.directory.patients(matching: query, for: staff).map(\.name.value))
        }
        #expect(try await found("王伟") == ["王伟", "王伟东"])
        #expect(try await found("a_") == ["a_b"])
        #expect(try await found("%").isEmpty)
        #expect(try await found("").count == 7)
    }

    @Test func `whatever asks for an action is in a state that the work list reads`() async throws {
        let service = try await Fixture.inMemory()
        let prepared = try await service.consultation(service.prepared())
        let scheduled = try await service.consultation(service.scheduled())
        var asked = 0
        for template in [prepared, scheduled] {
            for state in Consultation.State.allCases {
                var consultation = template
                consultation.state = state
                for username in ["li.chunyan", "sun.li", "zhou.mingyuan", "he.jing"] {
                    let member = try await service.user(username).member
                    for side in PartySide.allCases {
                        guard NextAction.of(consultation, side: side, member: member) != nil else { continue }
                        asked += 1
                        #expect(NextAction.states(of: side, for: member.roles).contains(state))
                    }
                }
            }
        }
        #expect(asked > 10)
    }
}
