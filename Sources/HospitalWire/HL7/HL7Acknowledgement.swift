/// The answer to one message: accepted, or why not (HL7 v2.5 §2.9.2, MSA and ERR).
package struct HL7Acknowledgement: Sendable, Equatable {
    package enum Code: String, Sendable {
        case accept = "AA"
        case error = "AE"
        case reject = "AR"
    }

    package var code: Code
    /// MSH-10 of the message that is answered.
    package var controlID: String
    /// ERR-3 of table 0357, where the answer says one.
    package var errorCode: Int?
    /// What the other side says in words (MSA-3, ERR-8).
    package var text: String

    package init(code: Code, controlID: String, errorCode: Int? = nil, text: String = "") {
        self.code = code
        self.controlID = controlID
        self.errorCode = errorCode
        self.text = text
    }

    /// Reads an answer.
    package init(_ message: HL7Message) throws(HL7Fault) {
        guard message.type.code == "ACK" || message["MSA"] != nil else { throw .messageType }
        guard let answer = message["MSA"] else { throw .segmentMissing("MSA") }
        let code: Code? =
            switch answer[1].text {
            case "AA", "CA": .accept
            case "AE", "CE": .error
            case "AR", "CR": .reject
            default: nil
            }
        guard let code else { throw .valueUnknown("MSA", 1) }
        let error = message["ERR"]
        self.init(
            code: code, controlID: answer[2].text, errorCode: error.flatMap { Int($0[3].text) },
            text: [answer[3].text, error?[8].text ?? ""].filter { !$0.isEmpty }.joined(separator: "; "))
    }

    /// The answer to `message`, from its receiver.
    package static func answer(to message: HL7Message, _ fault: HL7Fault?, at time: HL7Time) -> HL7Message {
        let asked = message.header
        let name = message.controlID
        let code: Code = fault.map { $0.isRejection ? .reject : .error } ?? .accept
        let header = HL7Header(
            sendingApplication: asked[5].text, sendingFacility: asked[6].text,
            receivingApplication: asked[3].text, receivingFacility: asked[4].text, at: time, type: "ACK",
            event: message.type.event, structure: "ACK",
            controlID: String(("A" + name).prefix(HL7Header.controlIDLimit)))
        var segments = [
            header.segment,
            HL7Segment("MSA", [HL7Field(code.rawValue), HL7Field(name), HL7Field(fault?.text ?? "")]),
        ]
        if let fault {
            let place = fault.location
            segments.append(
                HL7Segment(
                    "ERR",
                    [
                        "",
                        HL7Field(components: place.map { [$0.segment, "1", String($0.field)] } ?? []),
                        HL7Field(components: [String(fault.code), fault.text, "HL70357"]), "E",
                    ]))
        }
        return HL7Message(segments: segments)
    }

    /// The answer to bytes that are no message: there is nobody to name.
    package static func answer(toUnreadable fault: HL7Fault, at time: HL7Time) -> HL7Message {
        let empty = HL7Message(segments: [HL7Segment("MSH", [])])
        return answer(to: empty, fault, at: time)
    }
}
