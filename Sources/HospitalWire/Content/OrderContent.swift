/// That an examination was ordered for a patient (ORM^O01, OMG^O19, OML^O21), so that its result finds the case.
package struct OrderContent: Sendable, Equatable {
    package struct Order: Sendable, Equatable {
        /// ORC-1: `NW` new, `CA` cancelled, `SC` changed.
        package var control: String
        /// ORC-2 or OBR-2: the number of the application (申请单号).
        package var number: String
        /// ORC-4: the number of our case, where the hospital writes it.
        package var group: String
        package var service: CodedValue
    }

    package static let types: Set<String> = ["ORM", "OMG", "OML"]

    package var patient: PatientContent
    package var orders: [Order]

    package init(_ message: HL7Message) throws(HL7Fault) {
        guard Self.types.contains(message.type.code) else { throw .messageType }
        guard ["O01", "O19", "O21"].contains(message.type.event) else { throw .event }
        patient = try PatientContent(message)
        var orders: [Order] = []
        for group in message.groups(startingWith: "ORC") {
            let head = group[0]
            let detail = group.first { $0.name == "OBR" }
            let number = [head[2].text, detail?[2].text ?? ""].first { !$0.isEmpty }
            guard let number else { throw .fieldMissing("ORC", 2) }
            guard ["NW", "CA", "SC", "XO", "OC"].contains(head[1].text) else {
                throw .valueUnknown("ORC", 1)
            }
            orders.append(
                Order(
                    control: head[1].text, number: number, group: head[4].text,
                    service: CodedValue(detail?[4] ?? HL7Field())))
        }
        guard !orders.isEmpty else { throw .segmentMissing("ORC") }
        self.orders = orders
    }
}
