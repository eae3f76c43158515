package import ConsultationCore
package import Storage

/// The patient's own view: a code that the hospital hands over, and what the code shows.
package struct PatientQueries: Sendable {
    let database: ServiceDatabase
    let environment: ServiceEnvironment

    package init(database: ServiceDatabase, environment: ServiceEnvironment) {
        self.database = database
        self.environment = environment
    }

    package static let makers: [Role] = [.physician, .invitationCoordinator]
    static let codeLife = TimeSpan.days(90)
    /// Cases shown at once.
    static let caseLimit = 50
    /// Digits and letters that are not mistaken for each other.
    private static let alphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
    /// 16 characters of 5 bits: nobody guesses 80 bits through a door that takes a few attempts a minute.
    private static let codeLength = 16

    /// A new code for a patient of the caller's institution; the earlier one is void. Shown once.
    package func newCode(
        for patient: PatientID, by signedIn: SignedIn
    ) async throws -> (code: String, expiresAt: WallTime)? {
        try signedIn.demand(Self.makers)
        let now = environment.now()
        let bytes = environment.randomBytes(Self.codeLength)
        let code = String(bytes.map { Self.alphabet[Int($0) % Self.alphabet.count] })
        let kept = PatientCode(
            codeHash: Self.hash(code), patient: patient, madeAt: now, madeBy: signedIn.account,
            expiresAt: now + Self.codeLife)
        let institution = signedIn.member.institution
        let actor = signedIn.journalActor
        let isOwn = try await database.write { transaction in
            guard let known = try transaction.reading.system.patient(patient),
                known.institution == institution
            else { return false }
            // Only who was verified by real name sees records or comes to a visit (NHC-SUP 17).
            guard known.isIdentityVerified else { throw Refusal.patientIdentityUnverified }
            try transaction.keep(kept)
            try transaction.note(
                "patientCodeMade", "{}", in: JournalStream.patient(patient), at: now.milliseconds, by: actor)
            return true
        }
        return isOwn ? (Self.grouped(code), kept.expiresAt) : nil
    }

    /// What the bearer of a code may see: own cases, without those that a physician keeps from the patient (AT-27).
    package func view(code: String) async throws -> PatientView? {
        let hash = Self.hash(Self.plain(code))
        let now = environment.now()
        return try await database.read { transaction in
            try transaction.system.patient(ofCode: hash, at: now).map { try view(of: $0, transaction) }
        }
    }

    private func view(of patient: Patient, _ transaction: ReadTransaction) throws -> PatientView {
        let cases = try transaction.system.consultations(of: patient.id, limit: Self.caseLimit)
            .filter { $0.state != .draft && !$0.isHiddenFromPatient }
        return PatientView(
            patient: patient.id, name: patient.name, visits: try visits(of: patient.id, transaction),
            familyDoctors: try familyDoctors(of: patient.id, transaction),
            cases: try cases.map { one in
                PatientView.Case(
                    consultation: one, inviting: try transaction.institution(one.inviting)?.name ?? "",
                    invited: try one.invitedInstitutions.compactMap {
                        try transaction.institution($0)?.name
                    })
            })
    }

    /// Contracts with family doctors that were signed.
    private func familyDoctors(
        of patient: PatientID, _ transaction: ReadTransaction
    ) throws -> [PatientView.FamilyDoctor] {
        try transaction.system
            .familyDoctorContracts(of: patient, limit: ReadTransaction.contractsOfOnePatient)
            .filter { !$0.signings.isEmpty }
            .map { one in
                PatientView.FamilyDoctor(
                    contract: one, institution: try transaction.institution(one.institution)?.name ?? "",
                    team: try one.team.compactMap { try transaction.practitioner($0)?.name })
            }
    }

    /// Online visits that have begun, without those that a physician keeps from the patient (NHC-IH 21).
    private func visits(
        of patient: PatientID, _ transaction: ReadTransaction
    ) throws -> [PatientView.Visit] {
        try transaction.system.visits(of: patient, limit: Self.caseLimit)
            .filter { $0.state != .draft && !$0.isHiddenFromPatient }
            .map { visit in
                let place = try transaction.institution(visit.institution)
                return PatientView.Visit(
                    visit: visit, institution: place?.name ?? "",
                    department: place?.department(visit.department)?.name ?? "",
                    physician: try transaction.practitioner(visit.physician)?.name ?? "")
            }
    }

    /// Lets the bearer of a code take part in the own visits; nil for an unknown or expired one.
    package func admit(code: String, at door: PatientDoor) async throws -> (token: String, view: PatientView)?
    {
        guard let view = try await view(code: code) else { return nil }
        return (door.admit(view.patient, environment), view)
    }

    /// The same view for whoever was let in already.
    package func view(of patient: PatientID) async throws -> PatientView? {
        try await database.read { transaction in
            try transaction.system.patient(patient).map { try view(of: $0, transaction) }
        }
    }

    private static func hash(_ code: String) -> String { Digest(of: "patient-code/\(code)").hexadecimal }

    /// As it was typed: spaces and hyphens do not matter, nor do small letters.
    private static func plain(_ code: String) -> String {
        String(code.uppercased().filter { alphabet.contains($0) })
    }

    private static func grouped(_ code: String) -> String {
        var text = ""
        for (index, character) in code.enumerated() {
            if index > 0, index.isMultiple(of: 4) { text.append("-") }
            text.append(character)
        }
        return text
    }
}

package struct PatientView: Sendable {
    package let patient: PatientID
    package let name: Redacted<String>
    package let visits: [Visit]
    package let familyDoctors: [FamilyDoctor]
    package let cases: [Case]

    package struct Visit: Sendable {
        package let visit: InternetVisit
        package let institution: String
        package let department: String
        package let physician: String
    }

    package struct FamilyDoctor: Sendable {
        package let contract: FamilyDoctorContract
        package let institution: String
        package let team: [String]
    }

    package struct Case: Sendable {
        package let consultation: Consultation
        package let inviting: String
        package let invited: [String]
    }
}
