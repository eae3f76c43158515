import ConsultationCore
import Foundation
import Storage

/// The two places every test of the store runs in.
enum Place: String, CaseIterable, Sendable {
    case memory, file

    func open() throws -> ServiceDatabase {
        switch self {
        case .memory: try ServiceDatabase.inMemory()
        case .file: try ServiceDatabase.open(Scratch.path())
        }
    }
}

enum Scratch {
    /// A fresh path for a database, in a directory of its own.
    static func path() -> String {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("huizhen-test-\(UUID().uuidString)")
        return directory.appendingPathComponent("huizhen.sqlite").path
    }
}

func instant(_ milliseconds: Int64) -> WallTime { WallTime(milliseconds: milliseconds) }

let physician = JournalActor(id: "a-1", name: "李春燕", institution: "i-1")
