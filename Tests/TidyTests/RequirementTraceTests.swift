import Foundation
import RequirementTrace
import TestRequirements
import Testing

struct RequirementTraceTests {
    /// Core rows that were not met when this number was last lowered. It only ever goes down.
    private static let knownGaps = 0

    @Test func `table and tests agree on every row, every path is there, and what is met has a test`() throws
    {
        let trace = try RequirementTrace(checkout: House.root)
        let faults = trace.faults {
            FileManager.default.fileExists(atPath: House.root.appending(path: $0).path())
        }
        #expect(
            faults.isEmpty,
            "\(faults.joined(separator: "\n"))\nscripts/trace --write takes the tests into the table")
    }

    @Test func `the table has the 142 core and 74 extended rows, and its gaps only shrink`() throws {
        let trace = try RequirementTrace(checkout: House.root)
        #expect(trace.table.rows.count == 235)
        #expect(trace.table.rows(.core).count == 142)
        #expect(trace.table.rows(.extended).count == 74)
        #expect(trace.coreGaps.count <= Self.knownGaps)
        #expect(trace.coreGaps.count > Self.knownGaps - 10, "lower knownGaps to \(trace.coreGaps.count)")
    }

    /// Scenarios and readings still without their place. They only ever get fewer.
    private static let knownMissingScenarios = 0
    private static let knownSilentReadings = 0

    @Test func `acceptance scenarios stand in tests by their numbers, and fewer and fewer are missing`()
        throws
    {
        let missing = try RequirementTrace(checkout: House.root).missingScenarios
        #expect(missing.count <= Self.knownMissingScenarios, "\(missing)")
    }

    @Test func `all 53 readings are listed, with rows that are there, and act where they say`() throws {
        let readings = try ReadingTable(checkout: House.root)
        #expect(readings.faults == [])
        #expect(readings.rows.count == 53)
        let known = Set(try RequirementTrace(checkout: House.root).table.rows.map(\.id))
        for row in readings.rows {
            #expect(known.isSuperset(of: row.requirements), "\(row.id): \(row.requirements)")
        }
        let silent = readings.silent(in: House.root)
        #expect(silent.count <= Self.knownSilentReadings, "\(silent.map(\.id))")
    }

    @Test func `each kind of disagreement is found`() {
        let table = RequirementTable(
            """
            requirement,article,priority,status,enforced,tests
            A-1,A 1,core,met,Sources/There.swift,X/One
            A-2,A 2,core,met,,
            A-3,A 3,core,open,Sources/There.swift,
            A-4,A 4,core,partly,Sources/Gone.swift,X/One
            A-5,A 5,organisational-only,open,,
            A-6,A 6,core,almost,,
            A-1,A 1,core,open,,
            """)
        // In two parts, or this file would carry the ids itself.
        let text = "@Test(\n." + "requirement(\n\"A-1\", \"A-9\"), arguments: [1])\nfunc a() {}"
        let tests = [(name: "X/One", text: text)]
        let found = RequirementTrace(table: table, tests: tests).faults { $0 == "Sources/There.swift" }
        for part in [
            "A-9: carried by", "A-2: met, but no test", "A-3: open, but enforced",
            "there is no Sources/Gone.swift",
            "A-4: the table names [X/One]", "A-5: organisational-only rows", "line 7: not a row",
            "A-1 stands 2 times",
        ] {
            #expect(found.contains { $0.contains(part) }, "\(part): \(found)")
        }
        #expect(!found.contains { $0.hasPrefix("A-1: the table names [X/One]") })
    }
}
