/// A consistent view of the store. It lives only inside the closure that received it.
package struct ReadTransaction {
    let sql: SQLConnection
    let blobs: BlobStore
    let cache: DocumentCache
    /// False within a write that may still be taken back: what is read there is not remembered by its version.
    let isSettled: Bool
}

/// The one place where anything changes. Everything done through it commits together or not at all.
package struct WriteTransaction {
    let sql: SQLConnection
    let blobs: BlobStore
    let cache: DocumentCache

    /// The same moment, seen through the reading half.
    package var reading: ReadTransaction {
        ReadTransaction(sql: sql, blobs: blobs, cache: cache, isSettled: false)
    }
}
