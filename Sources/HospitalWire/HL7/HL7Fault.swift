/// Why a message is not taken, with the code that goes back in ERR-3 (HL7 table 0357).
package enum HL7Fault: Error, Sendable, Equatable {
    /// Not a message at all: no MSH, no delimiters, not UTF-8, a segment without a name.
    case unreadable(segment: Int)
    case segmentMissing(String)
    case fieldMissing(String, Int)
    case valueInvalid(String, Int)
    case valueUnknown(String, Int)
    case messageType
    case event
    case processing
    case version
    case characterSet
    case tooLong
    /// No patient, case or order of this name here.
    case keyUnknown
    case duplicate
    case internalError

    package var code: Int {
        switch self {
        case .unreadable, .segmentMissing: 100
        case .fieldMissing: 101
        case .valueInvalid, .characterSet, .tooLong: 102
        case .valueUnknown: 103
        case .messageType: 200
        case .event: 201
        case .processing: 202
        case .version: 203
        case .keyUnknown: 204
        case .duplicate: 205
        case .internalError: 207
        }
    }

    /// The words of table 0357.
    package var text: String {
        switch code {
        case 100: "Segment sequence error"
        case 101: "Required field missing"
        case 102: "Data type error"
        case 103: "Table value not found"
        case 200: "Unsupported message type"
        case 201: "Unsupported event code"
        case 202: "Unsupported processing id"
        case 203: "Unsupported version id"
        case 204: "Unknown key identifier"
        case 205: "Duplicate key identifier"
        default: "Application internal error"
        }
    }

    /// Where the mistake is (ERL, ERR-2): segment and field; never a value, which could be a patient's.
    package var location: (segment: String, field: Int)? {
        switch self {
        case .segmentMissing(let name): (name, 0)
        case .fieldMissing(let name, let field), .valueInvalid(let name, let field),
            .valueUnknown(let name, let field):
            (name, field)
        case .messageType, .event: ("MSH", 9)
        case .processing: ("MSH", 11)
        case .version: ("MSH", 12)
        case .characterSet: ("MSH", 18)
        case .unreadable, .tooLong, .keyUnknown, .duplicate, .internalError: nil
        }
    }

    /// The sender's mistake (AR): sending the same again will not help. Otherwise (AE) it may.
    package var isRejection: Bool {
        switch self {
        case .messageType, .event, .processing, .version, .unreadable, .characterSet, .tooLong: true
        default: false
        }
    }
}
