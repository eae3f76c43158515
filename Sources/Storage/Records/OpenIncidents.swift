package import ConsultationCore

extension SystemScope {
    /// Incidents that are not over, newest first.
    package func openIncidents() throws -> [Incident] {
        try transaction.documents(
            Incident.self,
            """
            SELECT snapshot AS document FROM records WHERE stream = ? AND state = ?
            ORDER BY updated_at DESC, id LIMIT 200
            """, [.text(Incident.stream), .text(Incident.State.open.rawValue)])
    }
}
