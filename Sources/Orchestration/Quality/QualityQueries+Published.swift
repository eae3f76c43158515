package import ConsultationCore
import Storage

extension QualityQueries {
    /// Published texts shown at once, the newest first.
    static let publishedTexts = 200

    /// What everybody may read (NHC-IH 28): only what somebody else has reviewed, and of nobody who has left.
    package func published() async throws -> [(content: PublicContent, institution: Institution)] {
        try await database.read { transaction in
            try transaction.system.publishedContents(limit: Self.publishedTexts).compactMap { content in
                try transaction.institution(content.institution).map { (content, $0) }
            }
        }
    }
}
