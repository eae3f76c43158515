import Foundation
import SortedJSON

/// JSON as it is kept in a column: sorted keys, so that equal values give equal text and the journal's hash over
/// the stored text can be computed again by anyone.
package enum StoredJSON {
    package static func encode(_ value: some Encodable) throws -> String {
        try SortedJSON.text(value)
    }

    package static func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
