/// Who a message speaks of (PID), as the hospital knows the person.
package struct PatientContent: Sendable, Equatable {
    /// PID-3: the hospital's own number of the patient (MR, PI or no type).
    package var recordNumber: String?
    /// PID-3 with type NI or NNCHN, or PID-19: the resident identity number.
    package var residentID: String?
    /// PID-3 with type PPN.
    package var passport: String?
    package var name: String
    /// PID-8: `M`, `F`, or what else was written.
    package var sex: String
    package var birthDate: HL7Time?
    package var phone: String?

    package init(
        recordNumber: String?, residentID: String? = nil, passport: String? = nil, name: String,
        sex: String = "", birthDate: HL7Time? = nil, phone: String? = nil
    ) {
        self.recordNumber = recordNumber
        self.residentID = residentID
        self.passport = passport
        self.name = name
        self.sex = sex
        self.birthDate = birthDate
        self.phone = phone
    }

    package init(_ message: HL7Message) throws(HL7Fault) {
        guard let person = message["PID"] else { throw .segmentMissing("PID") }
        guard !person[3].isEmpty else { throw .fieldMissing("PID", 3) }
        var record: String?
        var resident: String?
        var passport: String?
        for identifier in person[3].repetitions where !identifier.component(1).isEmpty {
            switch identifier.component(5).uppercased() {
            case "NI", "NNCHN": resident = resident ?? identifier.component(1)
            case "PPN": passport = passport ?? identifier.component(1)
            case "MR", "PI", "PT", "VN", "": record = record ?? identifier.component(1)
            default: continue
            }
        }
        if resident == nil, !person[19].text.isEmpty { resident = person[19].text }
        guard record != nil || resident != nil || passport != nil else { throw .valueInvalid("PID", 3) }
        var birth: HL7Time?
        if !person[7].text.isEmpty {
            guard let time = HL7Time(person[7].text) else { throw .valueInvalid("PID", 7) }
            birth = time
        }
        self.init(
            recordNumber: record, residentID: resident, passport: passport, name: Self.name(person[5]),
            sex: person[8].text.uppercased(), birthDate: birth,
            phone: [person[13].component(1), person[13].component(12)].first { !$0.isEmpty })
    }

    /// Family and given name; a Chinese name is written without a space between them.
    static func name(_ field: HL7Field) -> String {
        let parts = [field.component(1), field.component(2)].filter { !$0.isEmpty }
        let isLatin = parts.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value < 0x250 } }
        return parts.joined(separator: isLatin ? " " : "")
    }

    /// As we write it.
    package var segment: HL7Segment {
        let identifiers = [(recordNumber, "MR"), (residentID, "NNCHN"), (passport, "PPN")]
            .compactMap { value, type in value.map { [[$0], [], [], [], [type]] } }
        return HL7Segment(
            "PID",
            [
                "1", "", HL7Field(identifiers), "", HL7Field(name), "",
                HL7Field(birthDate.map { String($0.text.prefix(8)) } ?? ""), HL7Field(sex),
            ])
    }
}

/// Registration data as the HIS sends them (ADT^A01, A04, A05, A08, A28, A31).
package struct RegistrationContent: Sendable, Equatable {
    package static let events: Set<String> = ["A01", "A04", "A05", "A08", "A28", "A31"]

    package var patient: PatientContent
    /// PV1-44: when the patient was admitted.
    package var admittedAt: HL7Time?
    /// PV1-3.1: the ward or department.
    package var department: String

    package init(_ message: HL7Message) throws(HL7Fault) {
        guard message.type.code == "ADT" else { throw .messageType }
        guard Self.events.contains(message.type.event) else { throw .event }
        let patient = try PatientContent(message)
        guard patient.recordNumber != nil else { throw .fieldMissing("PID", 3) }
        guard !patient.name.isEmpty else { throw .fieldMissing("PID", 5) }
        self.patient = patient
        let visit = message["PV1"]
        department = visit?[3].component(1) ?? ""
        let admitted = visit?[44].text ?? ""
        admittedAt = HL7Time(admitted)
        if !admitted.isEmpty, admittedAt == nil { throw .valueInvalid("PV1", 44) }
    }
}
