/// What the hospital's cashier booked (DFT^P03), line by line.
package struct FeeContent: Sendable, Equatable {
    package struct Line: Sendable, Equatable {
        /// FT1-2: the cashier's number of the transaction.
        package var number: String
        /// FT1-23: the number of the application, or our case's.
        package var order: String
        package var at: HL7Time
        /// FT1-6: `CG` charged, `CD` or `CO` taken back.
        package var kind: String
        package var item: CodedValue
        /// FT1-11, in 分.
        package var amount: Int64
        /// FT1-15, in 分: what the insurance pays.
        package var insurance: Int64
    }

    package var patient: PatientContent
    package var lines: [Line]

    package init(_ message: HL7Message) throws(HL7Fault) {
        guard message.type.code == "DFT" else { throw .messageType }
        guard message.type.event == "P03" else { throw .event }
        patient = try PatientContent(message)
        var lines: [Line] = []
        for segment in message.segments where segment.name == "FT1" {
            guard !segment[2].text.isEmpty else { throw .fieldMissing("FT1", 2) }
            guard let at = HL7Time(segment[4].text) else { throw .valueInvalid("FT1", 4) }
            guard ["CG", "CD", "CO"].contains(segment[6].text) else { throw .valueUnknown("FT1", 6) }
            guard let amount = Self.fen(segment[11]), amount >= 0 else { throw .valueInvalid("FT1", 11) }
            let insurance = segment[15].isEmpty ? 0 : Self.fen(segment[15])
            guard let insurance, (0...amount).contains(insurance) else { throw .valueInvalid("FT1", 15) }
            lines.append(
                Line(
                    number: segment[2].text, order: segment[23].text, at: at, kind: segment[6].text,
                    item: CodedValue(segment[7]), amount: amount, insurance: insurance))
        }
        guard !lines.isEmpty else { throw .segmentMissing("FT1") }
        self.lines = lines
    }

    /// An amount with at most two decimals in CNY, exactly; nil for anything else.
    static func fen(_ field: HL7Field) -> Int64? {
        let currency = field.values.first?.first.flatMap { $0.count > 1 ? $0[1] : nil } ?? ""
        guard currency.isEmpty || currency == "CNY" else { return nil }
        let parts = field.component(1).split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (1...12).contains(parts[0].utf8.count),
            parts.allSatisfy({ part in part.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let yuan = Int64(parts[0])
        else { return nil }
        guard parts.count == 2 else { return yuan * 100 }
        guard (1...2).contains(parts[1].utf8.count), let digits = Int64(parts[1]) else { return nil }
        return yuan * 100 + (parts[1].utf8.count == 1 ? digits * 10 : digits)
    }
}
