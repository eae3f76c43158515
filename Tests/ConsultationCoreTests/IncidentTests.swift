import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct IncidentTests {
    private func incident(_ state: Incident.State?) throws -> Incident? {
        guard let state else { return nil }
        var commands: [IncidentCommand] = [.open(.device, cause: "x", summary: "录制停止")]
        if state == .closed { commands.append(.close(summary: "恢复")) }
        var current: Incident?
        for command in commands { current = try after(command, on: current) }
        return current
    }

    private func after(_ command: IncidentCommand, on current: Incident?) throws(Refusal) -> Incident? {
        let decision = try Incident.decide(
            command, as: "i", on: current,
            plan: ContingencyPlan(kind: .device, title: "预案", steps: ["改用备用设备"]),
            operators: ["inst-platform"], by: .system, at: ConsultationWorld.start, under: .jilin)
        return Incident.state(after: decision, on: current)
    }

    @Test(.requirement("NHC-IH-A5"))
    func `every cell of the incident table is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("operations-states.md"), under: "Incident: commands by state"))
        let states: [Incident.State?] = [nil, .open, .closed]
        #expect(table.columns.dropFirst(2).map(\.unmarked) == Incident.State.allCases.map(\.rawValue))
        let commands: [IncidentCommand] = [
            .open(.device, cause: "y", summary: "再次"), .completeStep(0), .note("情况"), .close(summary: "恢复"),
        ]
        #expect(table.rows.map { $0[0] } == IncidentCommand.Action.allCases.map(\.rawValue))
        for (command, cells) in zip(commands, table.rows) {
            for (state, cell) in zip(states, cells.dropFirst()) {
                let current = try incident(state)
                var found: String
                do throws(Refusal) {
                    let next = try after(command, on: current)
                    found = next?.state == state ? "=" : "**\(next?.state.rawValue ?? "none")**"
                } catch { found = String(error.code.rawValue.dropFirst("err.".count)) }
                #expect(found == cell, "\(command.action.rawValue) in \(state?.rawValue ?? "none")")
            }
        }
    }

    @Test(.requirement("NHC-TM-4.1.1"))
    func `a plan without steps or with a blank one is refused with its place`() throws {
        let caller = Caller.member(
            Caller.Member(account: "a", institution: "inst-platform", roles: [.operator]))
        func problems(_ steps: [String]) -> [String] {
            do throws(Refusal) {
                _ = try ContingencyPlans.keep(
                    ContingencyPlan(kind: .power, title: "停电", steps: steps), of: "inst-platform", by: caller,
                    at: ConsultationWorld.start, under: .jilin)
                return []
            } catch { return error.fields.map(\.pointer) }
        }
        #expect(problems([]) == ["/steps"])
        #expect(problems(["启用发电机", " "]) == ["/steps/1"])
        #expect(problems(Array(repeating: "步骤", count: 21)) == ["/steps"])
        #expect(problems(["启用发电机"]).isEmpty)
    }
}
