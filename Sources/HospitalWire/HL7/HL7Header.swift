/// Who sends what to whom: what an MSH is written from (HL7 v2.5 §2.15.9).
package struct HL7Header: Sendable, Equatable {
    package var sendingApplication: String
    package var sendingFacility: String
    package var receivingApplication: String
    package var receivingFacility: String
    package var at: HL7Time
    /// For example `MDM`, `T02`, `MDM_T02`.
    package var type: String
    package var event: String
    package var structure: String
    package var controlID: String

    package static let version = "2.5"
    /// HL7 table 0211.
    package static let characterSet = "UNICODE UTF-8"
    /// MSH-10 of v2.5 holds so many characters.
    package static let controlIDLimit = 20

    package init(
        sendingApplication: String, sendingFacility: String, receivingApplication: String,
        receivingFacility: String, at: HL7Time, type: String, event: String, structure: String,
        controlID: String
    ) {
        self.sendingApplication = sendingApplication
        self.sendingFacility = sendingFacility
        self.receivingApplication = receivingApplication
        self.receivingFacility = receivingFacility
        self.at = at
        self.type = type
        self.event = event
        self.structure = structure
        self.controlID = controlID
    }

    package var segment: HL7Segment {
        HL7Segment(
            "MSH",
            [
                "|", "^~\\&", HL7Field(sendingApplication), HL7Field(sendingFacility),
                HL7Field(receivingApplication), HL7Field(receivingFacility), HL7Field(at.text), "",
                HL7Field(components: [type, event, structure]), HL7Field(controlID), "P",
                HL7Field(Self.version), "", "", "AL", "NE", "CHN", HL7Field(Self.characterSet),
            ])
    }
}

extension HL7Message {
    /// What every message must say of itself before its content is looked at: a name, a version 2.3 to 2.8, real
    /// data (`P`; not training or debugging), UTF-8.
    package func checkHeader() throws(HL7Fault) {
        guard !header[9].isEmpty else { throw .fieldMissing("MSH", 9) }
        guard !controlID.isEmpty else { throw .fieldMissing("MSH", 10) }
        guard controlID.utf8.count <= 199 else { throw .valueInvalid("MSH", 10) }
        guard header[11].text == "P" else { throw .processing }
        guard ["2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.8"].contains(header[12].text) else {
            throw .version
        }
        let sets = header[18].repetitions.map(\.text).filter { !$0.isEmpty }
        guard sets.allSatisfy({ ["UNICODE UTF-8", "UTF-8", "UTF8", "ASCII", "UNICODE"].contains($0) }) else {
            throw .characterSet
        }
    }
}
