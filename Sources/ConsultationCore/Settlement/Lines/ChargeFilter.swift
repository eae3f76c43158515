/// Which charges a list shows.
package enum ChargeFilter: String, Sendable, CaseIterable {
    case all, withoutReceipt, withRefund
}
