/// The lists of contracts with family doctors beside their states in `records`, and visits counted by kind of service.
enum FamilyDoctorSchema {
    static let tables = """
        CREATE TABLE family_doctor_contracts (
            id TEXT PRIMARY KEY,
            institution TEXT NOT NULL,
            patient TEXT NOT NULL,
            physician TEXT NOT NULL,
            state TEXT NOT NULL,
            created_at BIGINT NOT NULL
        );
        CREATE INDEX family_doctor_by_institution ON family_doctor_contracts (institution, created_at, id);
        CREATE INDEX family_doctor_by_physician ON family_doctor_contracts (institution, physician, created_at, id);
        CREATE INDEX family_doctor_by_patient ON family_doctor_contracts (patient, state, created_at, id);
        CREATE INDEX family_doctor_by_state ON family_doctor_contracts (institution, state);
        ALTER TABLE visit_rows ADD COLUMN service TEXT NOT NULL DEFAULT 'internetFollowUp';
        UPDATE visit_rows SET service = 'internetHospitalConsultation' WHERE reception IS NOT NULL;
        CREATE INDEX visits_by_service ON visit_rows (institution, service, created_at);
        """
}
