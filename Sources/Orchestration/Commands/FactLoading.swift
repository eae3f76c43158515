import ConsultationCore
import Storage

extension ReadTransaction {
    /// Reads what a decision needs, in the same transaction that will write its result.
    func facts(
        for command: ConsultationCommand, on consultation: Consultation?, by caller: Caller
    ) throws -> Facts {
        Facts()
    }
}
