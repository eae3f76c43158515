import ConsultationCore
import Simulation
import TestRequirements
import Testing

/// Connections and messages of a hospital's own systems (Protocols/exchange-states.md).
@Suite(.requirement("NHC-SUP-19b")) struct ExchangeTests {
    static let settings = ExchangeSettings(
        system: .his, name: "HIS", host: "10.0.0.1", port: 2575, isEncrypted: false, path: "",
        application: "HIS", facility: "JLYD", secret: nil, sends: [.report], isQualityAttested: true)

    static func caller(_ role: Role, at institution: InstitutionID = "inst-county") -> Caller {
        .member(Caller.Member(account: "a", institution: institution, roles: [role]))
    }

    static func after(
        _ command: ExchangeConnectionCommand, on current: ExchangeConnection?,
        allowed: [String] = ["10.0.0.1"], others: Int = 0, by caller: Caller = caller(.institutionAdmin)
    ) throws(Refusal) -> ExchangeConnection? {
        let decision = try ExchangeConnection.decide(
            command, as: "c", on: current, allowed: allowed, others: others, by: caller,
            at: ConsultationWorld.start, under: .jilin)
        return ExchangeConnection.state(after: decision, on: current)
    }

    static func connection(_ state: ExchangeConnection.State?) throws -> ExchangeConnection? {
        guard let state else { return nil }
        let open = try after(.open(settings), on: nil)
        return state == .active ? open : try after(.stop(reason: "检修"), on: open)
    }

    static func message(
        _ state: ExchangeMessage.State, _ topic: ExchangeTopic = .result
    ) -> ExchangeMessage {
        ExchangeMessage(
            id: "m", connection: "c", institution: "inst-county", topic: topic, controlID: "1", subject: nil,
            createdAt: ConsultationWorld.start, state: state)
    }

    @Test func `every cell of the connection table is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("exchange-states.md"), under: "Connection: commands by state"))
        let states: [ExchangeConnection.State?] = [nil, .active, .stopped]
        #expect(
            table.columns.dropFirst(2).map(\.unmarked) == ExchangeConnection.State.allCases.map(\.rawValue))
        let commands: [ExchangeConnectionCommand] = [
            .open(Self.settings), .change(Self.settings), .stop(reason: "检修"), .start,
        ]
        #expect(table.rows.map { $0[0] } == ExchangeConnectionCommand.Action.allCases.map(\.rawValue))
        for (command, cells) in zip(commands, table.rows) {
            for (state, cell) in zip(states, cells.dropFirst()) {
                var found: String
                let current = try Self.connection(state)
                do throws(Refusal) {
                    let next = try Self.after(command, on: current)
                    found = next?.state == state ? "=" : "**\(next?.state.rawValue ?? "none")**"
                } catch { found = String(error.code.rawValue.dropFirst("err.".count)) }
                #expect(found == cell, "\(command.action.rawValue) in \(state?.rawValue ?? "none")")
            }
        }
    }

    @Test func `every cell of the message table is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("exchange-states.md"), under: "Message: acts of people by state"))
        #expect(table.columns.dropFirst().map(\.unmarked) == ExchangeMessage.State.allCases.map(\.rawValue))
        #expect(table.rows.map { $0[0] } == ExchangeMessage.Act.allCases.map(\.rawValue))
        for (act, cells) in zip(ExchangeMessage.Act.allCases, table.rows) {
            for (state, cell) in zip(ExchangeMessage.State.allCases, cells.dropFirst()) {
                let message = Self.message(state)
                var found = "**\(act.next.rawValue)**"
                do throws(Refusal) {
                    try message.check(act, reason: "原因", by: Self.caller(act.roles(for: .result)[0]))
                } catch { found = String(error.code.rawValue.dropFirst("err.".count)) }
                #expect(found == cell, "\(act.rawValue) in \(state.rawValue)")
            }
        }
    }

    @Test func `only a host of the operator's list can be named, and not by somebody else`() {
        func code(_ settings: ExchangeSettings, by caller: Caller = Self.caller(.institutionAdmin))
            -> RefusalCode?
        {
            do throws(Refusal) { _ = try Self.after(.open(settings), on: nil, by: caller); return nil } catch
            {
                return error.code
            }
        }
        var foreign = Self.settings
        foreign.host = "169.254.169.254"
        #expect(code(foreign) == .exchangeHostNotAllowed)
        #expect(code(Self.settings, by: Self.caller(.physician)) == .roleRequired)
        #expect(code(Self.settings, by: .system) == .accessDenied)
        #expect(code(Self.settings) == nil)
        for (path, secret) in [
            ("dicom-web", nil), ("/a?b", nil), ("/../x", nil), ("/a", "../key"), ("/a", "/etc/shadow"),
        ] {
            var archive = Self.settings
            (archive.system, archive.path, archive.secret, archive.sends) = (.pacs, path, secret, [])
            #expect(code(archive) == .fieldInvalid, "\(path) \(secret ?? "")")
        }
        var laboratory = Self.settings
        (laboratory.system, laboratory.sends) = (.lis, [.report])
        #expect(code(laboratory) == .fieldInvalid)
    }

    @Test func `a foreign institution, a wrong role and a missing reason are refused`() {
        func code(
            _ act: ExchangeMessage.Act, _ reason: String?, _ caller: Caller, _ topic: ExchangeTopic = .result
        )
            -> RefusalCode?
        {
            let message = Self.message(act.allowed[0], topic)
            do throws(Refusal) { try message.check(act, reason: reason, by: caller); return nil } catch {
                return error.code
            }
        }
        #expect(code(.retry, nil, Self.caller(.institutionAdmin, at: "inst-other")) == .accessDenied)
        #expect(code(.match, nil, Self.caller(.institutionAdmin)) == .roleRequired)
        #expect(code(.match, nil, Self.caller(.finance), .fee) == nil)
        #expect(code(.dismiss, " ", Self.caller(.physician)) == .fieldInvalid)
        #expect(code(.giveUp, nil, Self.caller(.institutionAdmin)) == .fieldInvalid)
    }

    @Test func `a result goes to the case its order named, else to the only open one, else to nobody`() {
        #expect(
            ExchangeMatch.find(ordered: ["a"], isPatientKnown: true, open: ["a", "b"]) == .consultation("a"))
        #expect(
            ExchangeMatch.find(ordered: ["a", "a"], isPatientKnown: true, open: ["a"]) == .consultation("a"))
        #expect(ExchangeMatch.find(ordered: ["x"], isPatientKnown: true, open: ["a"]) == .none(.noOpenCase))
        #expect(
            ExchangeMatch.find(ordered: ["a", "b"], isPatientKnown: true, open: ["a", "b"])
                == .none(.severalCases))
        #expect(ExchangeMatch.find(ordered: [], isPatientKnown: false, open: []) == .none(.patientUnknown))
        #expect(ExchangeMatch.find(ordered: [], isPatientKnown: true, open: []) == .none(.noOpenCase))
        #expect(ExchangeMatch.find(ordered: [], isPatientKnown: true, open: ["a"]) == .consultation("a"))
        #expect(
            ExchangeMatch.find(ordered: [], isPatientKnown: true, open: ["a", "b"]) == .none(.severalCases))
    }

    @Test func `pauses double up to the longest, and end`() {
        let retry = ExchangeRetry(attemptLimit: 5, firstPause: .seconds(2), longestPause: .seconds(7))
        #expect((1...5).map { retry.pause(after: $0)?.milliseconds } == [2000, 4000, 7000, 7000, nil])
        let long = ExchangeRetry(attemptLimit: 100, firstPause: .hours(1), longestPause: .hours(2))
        #expect(long.pause(after: 99) == .hours(2))
    }

    @Test func `the worst message about a case is what quality control sees`() {
        #expect(RecordDelivery.of([], isConnected: false) == .notConnected)
        #expect(RecordDelivery.of([], isConnected: true) == .notDue)
        #expect(RecordDelivery.of([.delivered, .dead, .waiting], isConnected: true) == .dead)
        #expect(RecordDelivery.of([.delivered, .waiting], isConnected: true) == .waiting)
        #expect(RecordDelivery.of([.delivered, .givenUp], isConnected: true) == .givenUp)
        #expect(RecordDelivery.of([.delivered], isConnected: false) == .delivered)
    }
}
