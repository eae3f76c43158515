import ConsultationCore
import Simulation
import Testing

/// The table of one kind of quality record, and the means to try its cells.
struct QualityTable<Record: QualityRecord> {
    struct Row {
        let name: String
        let caller: Caller
        let command: Record.Command
        var later = TimeSpan.zero
    }

    let page: String
    let rows: [Row]
    let facts: QualityFacts
    /// The record on its way into the state that the column names; nil for the time before.
    let arrive: (String) throws -> Record?

    /// Every difference between table and core.
    func differences() throws -> [String] {
        let table = try #require(ProtocolTable(in: protocolPage(page), under: "Commands by state"))
        #expect(table.rows.map { $0[0] } == rows.map(\.name), "\(page): rows")
        var found: [String] = []
        for (row, cells) in zip(rows, table.rows) {
            for (state, cell) in zip(table.columns.dropFirst().map(\.unmarked), cells.dropFirst()) {
                let got = try outcome(of: row, in: state)
                if got != cell { found.append("\(row.name) in \(state): \(got), the table says \(cell)") }
            }
        }
        return found
    }

    private func outcome(of row: Row, in state: String) throws -> String {
        let current = try arrive(state)
        #expect(current?.stateName ?? QualityGate.start == state)
        do throws(Refusal) {
            let decision = try Record.decide(
                row.command, on: current, by: row.caller, at: ConsultationWorld.start + row.later,
                under: .jilin, facts: facts)
            let after = Record.state(after: decision, on: current)
            return after?.stateName == state ? "=" : "**\(after?.stateName ?? "nothing")**"
        } catch {
            return String(error.code.rawValue.dropFirst("err.".count))
        }
    }

    /// Takes the commands of these rows one after the other.
    static func through(
        _ rows: [Row], _ facts: QualityFacts
    ) throws -> Record? {
        var current: Record?
        for row in rows {
            let decision = try Record.decide(
                row.command, on: current, by: row.caller, at: ConsultationWorld.start + row.later,
                under: .jilin, facts: facts)
            current = Record.state(after: decision, on: current)
        }
        return current
    }
}

/// People of the inviting hospital, and others, as these records see them.
enum QualityPeople {
    static func member(
        _ role: Role, at institution: InstitutionID = "inst-county", practitioner: PractitionerID? = nil,
        account: AccountID? = nil
    ) -> Caller {
        .member(
            Caller.Member(
                account: account ?? AccountID("acc-\(role.rawValue)"), institution: institution,
                practitioner: practitioner, roles: [role]))
    }

    static let quality = member(.qualityController)
    static let admin = member(.institutionAdmin)
    static let physician = member(.physician, practitioner: "doc-attending", account: "acc-attending")
}

/// Decides one command and applies it; throws the refusal.
func decided<Record: QualityRecord>(
    _ type: Record.Type, _ command: Record.Command, on current: Record?, by caller: Caller,
    at now: WallTime = ConsultationWorld.start, facts: QualityFacts = QualityFacts(),
    under policy: Policy = .jilin
) throws(Refusal) -> (state: Record, decision: RecordDecision<Record.Change>) {
    let decision = try Record.decide(command, on: current, by: caller, at: now, under: policy, facts: facts)
    guard let state = Record.state(after: decision, on: current) else { throw .accessDenied }
    return (state, decision)
}

func refusal(_ body: () throws -> Void) -> Refusal? {
    do {
        try body()
        return nil
    } catch {
        return error as? Refusal
    }
}
