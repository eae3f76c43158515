package import ConsultationCore
import Storage
import Synchronization

/// Patients who have shown their code: a token for the time of a visit, kept in memory alone. After a restart the code
/// is shown again.
package final class PatientDoor: Sendable {
    /// One visit, with room for waiting.
    static let life = TimeSpan.hours(4)
    /// When full, the oldest go first.
    static let limit = 10_000

    private struct Grant: Sendable {
        let patient: PatientID
        let expiresAt: WallTime
    }

    private let grants = Mutex<[String: Grant]>([:])

    package init() {}

    func admit(_ patient: PatientID, _ environment: ServiceEnvironment) -> String {
        let now = environment.now()
        let token = Hex.text(environment.randomBytes(32))
        grants.withLock { grants in
            grants = grants.filter { $0.value.expiresAt > now }
            if grants.count >= Self.limit,
                let oldest = grants.min(by: { $0.value.expiresAt < $1.value.expiresAt })
            {
                grants[oldest.key] = nil
            }
            grants[Self.hash(token)] = Grant(patient: patient, expiresAt: now + Self.life)
        }
        return token
    }

    package func patient(token: String, at now: WallTime) -> PatientID? {
        grants.withLock { $0[Self.hash(token)] }.flatMap { $0.expiresAt > now ? $0.patient : nil }
    }

    private static func hash(_ token: String) -> String { Digest(of: "patient-token/\(token)").hexadecimal }
}

extension Orchestrator {
    /// A message or a picture of the patient in the own visit.
    package func patientSays(
        _ medium: VisitExchange.Medium, _ words: Redacted<String>, file: SealedFile?, in id: VisitID,
        by patient: PatientID
    ) async throws -> InternetVisit {
        let found = try await database.read { try $0.system.record(InternetVisit.self, id.text) }
        guard let found, found.patient == patient else { throw CommandFault.notFound }
        return try await note(.patientSaid(medium, words, file: file), on: id)
    }
}
