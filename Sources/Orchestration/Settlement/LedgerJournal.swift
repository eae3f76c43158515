package import ConsultationCore
import Foundation
package import Storage

/// The books of institutions as a Beancount journal: one account a nature and institution, one transaction an entry,
/// and a balance assertion for each account, so that an outside program adds everything again.
package enum LedgerJournal {
    /// - Parameter institutions: whose books; the period is from the beginning of time until `end`.
    package static func write(
        _ institutions: [Institution], until end: CivilDate, in transaction: ReadTransaction, to path: String
    ) throws -> Int {
        var sink = try FileSink(path: path)
        try sink.write("option \"title\" \"Huizhen\"\noption \"operating_currency\" \"CNY\"\n")
        var transactions = 0
        for institution in institutions {
            var balances: [String: Int64] = [:]
            var current: LedgerEntryID?
            var body = ""
            try transaction.walkPostings(
                of: institution.id, from: WallTime(milliseconds: .min), to: end.start
            ) { posting in
                if posting.entry != current {
                    try sink.write(body)
                    current = posting.entry
                    transactions += 1
                    body = "\(CivilDate(posting.at)) * \(quoted(posting.entry.text))\n"
                }
                let account = name(posting.line.account, of: institution)
                // An account is opened before the transaction that uses it first.
                if balances[account] == nil { try sink.write("1970-01-02 open \(account) CNY\n") }
                body += "  \(account)  \(SettlementExport.yuan(posting.line.amount)) CNY\n"
                balances[account, default: 0] += posting.line.amount.fen
            }
            try sink.write(body)
            for (account, fen) in balances.sorted(by: { $0.key < $1.key }) {
                try sink.write("\(end) balance \(account)  \(SettlementExport.yuan(Money(fen: fen))) CNY\n")
            }
        }
        _ = try sink.finish()
        return transactions
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline } + "\""
    }

    private static func name(_ kind: String, of institution: Institution) -> String {
        func plain(_ text: String) -> String {
            text.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        }
        let holder = "H\(plain(institution.code))-\(plain(institution.id.text))"
        guard let kind = LedgerAccount.Kind(rawValue: kind) else { return "Equity:Unknown:\(holder)" }
        return switch kind {
        case .patientReceivable: "Assets:PatientReceivable:\(holder)"
        case .serviceIncome: "Income:Service:\(holder)"
        case .payableToPartner: "Liabilities:PayableToPartner:\(holder)"
        case .receivableFromPartner: "Assets:ReceivableFromPartner:\(holder)"
        case .bank: "Assets:Bank:\(holder)"
        case .paymentInTransit: "Assets:PaymentInTransit:\(holder)"
        case .platformFeeExpense: "Expenses:PlatformFee:\(holder)"
        case .platformFeePayable: "Liabilities:PlatformFee:\(holder)"
        case .platformFeeReceivable: "Assets:PlatformFee:\(holder)"
        case .platformFeeIncome: "Income:PlatformFee:\(holder)"
        }
    }
}
