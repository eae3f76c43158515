import ConsultationCore
import Foundation
import Simulation
import TestRequirements
import Testing

/// The page of Protocols/ beside this package's tests.
func protocolPage(_ name: String, from file: String = #filePath) throws -> String {
    let root = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "Protocols/\(name)"), encoding: .utf8)
}

struct StateTableTests {
    @Test(.requirement("NHC-TM-3.3.1a", "NHC-TM-3.3.2a", "SC-23c"))
    func `the table has a row for every command and a column for every state`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("consultation-states.md"), under: "Commands by state"))
        #expect(table.columns.dropFirst(2).map(\.unmarked) == Consultation.State.allCases.map(\.rawValue))
        #expect(table.rows.map { $0[0] } == ConsultationRow.all.map(\.name))
        let actions = Set(ConsultationRow.all.map(\.action))
        let expected = Set(ConsultationAction.allCases.map(\.rawValue)).subtracting(["deadlinePassed"])
        #expect(actions == expected)
    }

    @Test func `every cell of the table is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("consultation-states.md"), under: "Commands by state"))
        var tried = 0
        for (row, cells) in zip(ConsultationRow.all, table.rows) {
            #expect(cells.count == table.columns.count)
            let states: [Consultation.State?] = [nil] + Consultation.State.allCases.map { $0 }
            for (state, cell) in zip(states, cells.dropFirst()) {
                let outcome = try outcome(of: row, in: state)
                #expect(outcome == cell, "\(row.name) in \(state?.rawValue ?? "—")")
                tried += 1
            }
        }
        #expect(tried == ConsultationRow.all.count * 14)
    }

    private func outcome(of row: ConsultationRow, in state: Consultation.State?) throws -> String {
        var journey = try state.map { try ConsultationJourney.furnished(at: $0) } ?? ConsultationJourney()
        let before = journey.current
        do throws(Refusal) {
            try journey.perform(row.command(journey), by: row.person)
        } catch {
            #expect(journey.current == before, "a refusal changes nothing")
            return String(error.code.rawValue.dropFirst("err.".count))
        }
        return journey.state == before?.state ? "=" : "**\(journey.state?.rawValue ?? "—")**"
    }

    @Test func `each actor of the page is the actor of the core`() throws {
        let table = try #require(ProtocolTable(in: protocolPage("consultation-states.md"), under: "Who may"))
        #expect(Set(table.rows.map { $0[0] }) == Set(ConsultationActor.allCases.map(\.rawValue)))
        for action in ConsultationAction.allCases {
            let named = table.rows.filter {
                $0[2].split(separator: ", ").map(String.init).contains(action.rawValue)
            }
            #expect(
                Set(named.map { $0[0] }) == Set(action.actors.map(\.rawValue)), "\(action.rawValue)")
        }
    }

    @Test func `every person without the role is refused in every state`() throws {
        for state in Consultation.State.allCases {
            let journey = try ConsultationJourney.furnished(at: state)
            for row in ConsultationRow.all where !["create", "match", "volunteer"].contains(row.action) {
                let command = row.command(journey)
                #expect(journey.refusal(of: command, by: .stranger)?.code == .accessDenied)
                #expect(journey.refusal(of: command, by: .platformOperator)?.code == .operatorForbidden)
                #expect(journey.refusal(of: command, by: .invitingFinance)?.code == .roleRequired)
            }
        }
    }

    @Test func `each waiting state has exactly one limit of its own, and no other state has one`() throws {
        let table = try #require(ProtocolTable(in: protocolPage("consultation-states.md"), under: "Limits"))
        for state in Consultation.State.allCases {
            let journey = try ConsultationJourney.arrived(at: state)
            let open = try #require(journey.current).openDeadlines(under: journey.world.policy)
            let expected = table.rows.filter { $0[0].unmarked == state.rawValue }.map { $0[1] }
            let found = open.filter { !$0.kind.isReminder }.map {
                $0.kind.rawValue + ($0.kind.strikesWhenReached ? " ●" : "")
            }
            #expect(found == expected, "\(state.rawValue)")
        }
    }

    @Test func `each limit passes one millisecond after its instant and leads where the page says`() throws {
        let table = try #require(ProtocolTable(in: protocolPage("consultation-states.md"), under: "Limits"))
        for row in table.rows {
            let state = try #require(Consultation.State(rawValue: row[0].unmarked))
            var journey = try ConsultationJourney.arrived(at: state)
            if state == .terminated {
                try journey.perform(
                    .recordingSegmentSealed(
                        recording: "rec-1", segment: 1, root: ConsultationJourney.digest, streams: 4),
                    by: .system)
            }
            let limit = try #require(journey.current?.openDeadlines(under: journey.world.policy).first)
            journey.now = limit.firesAt - TimeSpan(milliseconds: 1)
            let command = ConsultationCommand.deadlinePassed(limit.kind)
            #expect(journey.refusal(of: command, by: .system) == .deadlineNotPassed(dueAt: limit.dueAt))
            journey.now = limit.firesAt
            try journey.perform(command, by: .system)
            let target = row[4].split(separator: "**", omittingEmptySubsequences: false)
            let expected = target.count > 1 ? String(target[1]) : state.rawValue
            #expect(journey.state?.rawValue == expected, "\(state.rawValue)")
            // Handled once: nothing left to scan, or the state has gone on.
            let again = try journey.current.map { try $0.pending(at: journey) } ?? []
            #expect(!again.contains(limit.kind))
        }
    }
}

extension Consultation {
    fileprivate func pending(at journey: ConsultationJourney) throws -> [Deadline.Kind] {
        openDeadlines(under: journey.world.policy).filter {
            $0.passedAt == nil && $0.hasPassed(at: journey.now)
        }
        .map(\.kind)
    }
}
