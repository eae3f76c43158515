package import Storage

/// A caller's own name for one act, for rooms that do not see the storage.
package typealias ActName = IdempotencyKey

extension ActName {
    /// - Parameter requestHash: SHA-256 of the whole request, in hexadecimal.
    package static func named(_ key: String, requestHash: String) -> ActName {
        ActName(key: key, bodyHash: requestHash)
    }
}
