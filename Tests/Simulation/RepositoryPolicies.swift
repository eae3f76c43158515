package import ConsultationCore
import Foundation
import PolicyFiles

/// The policy files of this repository, as the service loads them.
extension PolicyShelf {
    package static let repository: PolicyShelf = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        do { return try PolicyDirectory.load(root.appending(path: "config/policy").path()) } catch {
            preconditionFailure("config/policy: \(error)")
        }
    }()
}

extension Policy {
    package static let national = repository(.national)
    package static let jilin = repository(.jilin)

    /// Telemedicine in `place` on the first day of 2025.
    package static func repository(_ place: Jurisdiction) -> Policy {
        do {
            return try Policy(
                PolicyShelf.repository.resolve(.telemedicine, place, on: ConsultationWorld.date(2025, 1, 1)))
        } catch {
            preconditionFailure("config/policy: \(error)")
        }
    }
}
