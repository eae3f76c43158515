/// Results of a laboratory or another examination (ORU^R01).
package struct ResultContent: Sendable, Equatable {
    package struct Observation: Sendable, Equatable {
        package var item: CodedValue
        /// OBX-2: `NM`, `ST`, `TX`, `FT`, `CE`, `SN`, `ED`, …
        package var valueType: String
        /// Repetitions in lines; a structured number as `> 100`.
        package var value: String
        package var units: String
        package var range: String
        /// OBX-8 of table 0078: `H`, `L`, `HH`, `LL`, `N`, `A`, …
        package var flags: [String]
        /// OBX-11: `F` final, `C` corrected, `P` preliminary.
        package var status: String
        package var at: HL7Time?
        /// OBX-18: the device.
        package var device: String
    }

    package struct Report: Sendable, Equatable {
        /// OBR-2 or ORC-2: the number of the application.
        package var placerNumber: String
        /// OBR-3: the laboratory's own number.
        package var fillerNumber: String
        package var service: CodedValue
        /// OBR-7: when the specimen was taken.
        package var observedAt: HL7Time?
        /// OBR-22: when the report was made.
        package var reportedAt: HL7Time?
        /// OBR-32, else OBX-16: who answers for it.
        package var author: String
        /// OBR-25.
        package var status: String
        package var observations: [Observation]
        package var notes: [String]

        /// Nothing preliminary.
        package var isFinal: Bool { ["F", "C"].contains(status) || (status.isEmpty && allFinal) }
        private var allFinal: Bool {
            !observations.isEmpty && observations.allSatisfy { ["F", "C"].contains($0.status) }
        }
    }

    package var patient: PatientContent
    package var reports: [Report]

    package init(_ message: HL7Message) throws(HL7Fault) {
        guard message.type.code == "ORU" else { throw .messageType }
        guard message.type.event == "R01" else { throw .event }
        patient = try PatientContent(message)
        var reports: [Report] = []
        var common: HL7Segment?
        for segment in message.segments {
            switch segment.name {
            case "ORC": common = segment
            case "OBR":
                reports.append(try Self.report(segment, common))
                common = nil
            case "OBX":
                guard let last = reports.indices.last else { throw .segmentMissing("OBR") }
                try reports[last].add(segment)
            case "NTE":
                guard let last = reports.indices.last else { continue }
                reports[last].notes += segment[3].repetitions.map(\.text)
            default: continue
            }
        }
        guard !reports.isEmpty else { throw .segmentMissing("OBR") }
        self.reports = reports
    }

    private static func report(_ order: HL7Segment, _ common: HL7Segment?) throws(HL7Fault) -> Report {
        let placer = [order[2].text, common?[2].text ?? ""].first { !$0.isEmpty } ?? ""
        let service = CodedValue(order[4])
        guard !service.isEmpty else { throw .fieldMissing("OBR", 4) }
        return Report(
            placerNumber: placer, fillerNumber: order[3].text, service: service,
            observedAt: try time(order[7], "OBR", 7), reportedAt: try time(order[22], "OBR", 22),
            author: personName(order[32]), status: order[25].text, observations: [], notes: [])
    }

    fileprivate static func time(
        _ field: HL7Field, _ segment: String, _ number: Int
    ) throws(HL7Fault) -> HL7Time? {
        if field.text.isEmpty { return nil }
        guard let time = HL7Time(field.text) else { throw .valueInvalid(segment, number) }
        return time
    }

    /// XCN has the number first; NDL (OBR-32) holds the person in the first component's subcomponents.
    static func personName(_ field: HL7Field) -> String {
        guard let first = field.values.first else { return "" }
        let parts = first.first.map { $0.count > 1 ? Array($0.dropFirst().prefix(2)) : [] } ?? []
        if !parts.isEmpty { return PatientContent.name(HL7Field(components: parts)) }
        let named = PatientContent.name(HL7Field(components: [field.component(2), field.component(3)]))
        return named.isEmpty ? field.component(1) : named
    }
}

extension ResultContent.Report {
    fileprivate mutating func add(_ segment: HL7Segment) throws(HL7Fault) {
        let item = CodedValue(segment[3])
        guard !item.isEmpty else { throw .fieldMissing("OBX", 3) }
        let type = segment[2].text
        guard !type.isEmpty || segment[5].isEmpty else { throw .fieldMissing("OBX", 2) }
        let status = segment[11].text
        guard !status.isEmpty else { throw .fieldMissing("OBX", 11) }
        // Deleted and wrong ones are not results.
        guard !["D", "W", "X"].contains(status) else { return }
        let at = try ResultContent.time(segment[14], "OBX", 14)
        observations.append(
            .init(
                item: item, valueType: type, value: Self.value(segment[5], type),
                units: Self.units(segment[6]),
                range: segment[7].text, flags: segment[8].repetitions.map(\.text).filter { !$0.isEmpty },
                status: status, at: at, device: segment[18].text))
        if author.isEmpty { author = ResultContent.personName(segment[16]) }
    }

    private static func units(_ field: HL7Field) -> String {
        field.component(1).isEmpty ? field.component(2) : field.component(1)
    }

    private static func value(_ field: HL7Field, _ type: String) -> String {
        field.repetitions.map { one in
            switch type {
            case "CE", "CWE", "CNE": CodedValue(one).shown
            // Comparator, number, separator, number (§2.A.70).
            case "SN": (1...4).map { one.component($0) }.filter { !$0.isEmpty }.joined(separator: " ")
            // A document inside is named, not shown.
            case "ED", "RP":
                [one.component(2), one.component(3)].filter { !$0.isEmpty }.joined(separator: "/")
            default: one.text
            }
        }.joined(separator: "\n")
    }
}
