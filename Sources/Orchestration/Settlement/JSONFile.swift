import ConsultationCore
import Foundation
import Storage

/// JSON for machines: amounts in whole 分, one line an element, written piece by piece.
enum JSONFile {
    fileprivate struct Line: Encodable {
        let entry, kind, period, number, consultationId, at: String
        let endedAt, reportedAt, receiptedAt: String?
        let serviceKind, itemCode, itemName, invitingInstitution, invitingCode: String
        let invitedInstitution, invitedCode, specialist: String
        let priceFen, feeFen, invitingShareFen, invitedShareFen: Int64
        let ratio, rule, ruleVersion, receipt, state: String
        let payee: Payee
    }

    fileprivate struct Payee: Encodable { let institution, accountMasked: String }
    private struct Totals: Encodable { let feeFen, invitingFen, invitedFen: Int64 }
    private struct LedgerProof: Encodable {
        let balanced: Bool
        let differenceFen: Int64
    }

    static func write(
        _ head: SettlementHead, _ scope: InstitutionScope, _ sums: LineSums, _ difference: Money,
        to path: String
    ) throws -> Digest {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        func text(_ value: some Encodable) throws -> String {
            String(decoding: try encoder.encode(value), as: UTF8.self)
        }
        var sink = try FileSink(path: path)
        try sink.write(
            "{\"period\":\(try text(head.period)),\"institution\":\(try text(head.institution.name)),")
        if !head.parties.isEmpty { try sink.write("\"parties\":\(try text(head.parties.map(\.printed))),") }
        try sink.write("\"lines\":[")
        var isFirst = true
        try scope.walkLines(head.selection) { entry in
            try sink.write((isFirst ? "\n" : ",\n") + (try text(Line(entry))))
            isFirst = false
            return true
        }
        let totals = Totals(
            feeFen: sums.fee.fen, invitingFen: sums.inviting.fen, invitedFen: sums.invited.fen)
        let proof = LedgerProof(balanced: difference == .zero, differenceFen: difference.fen)
        try sink.write("\n],\"totals\":\(try text(totals)),\"ledger\":\(try text(proof))}\n")
        return try sink.finish()
    }
}

extension JSONFile.Line {
    fileprivate init(_ entry: SettlementEntry) {
        let line = entry.line
        self.init(
            entry: line.entry, kind: line.kind.rawValue, period: line.period, number: line.number,
            consultationId: line.consultation.text, at: SettlementExport.timestamp(line.at),
            endedAt: line.endedAt.map(SettlementExport.timestamp),
            reportedAt: line.reportedAt.map(SettlementExport.timestamp),
            receiptedAt: entry.receiptedAt.map(SettlementExport.timestamp), serviceKind: line.serviceKind,
            itemCode: line.itemCode, itemName: line.itemName, invitingInstitution: line.invitingName,
            invitingCode: line.invitingCode, invitedInstitution: line.invitedName,
            invitedCode: line.invitedCode, specialist: line.specialist, priceFen: line.price.fen,
            feeFen: line.fee.fen, invitingShareFen: line.invitingShare.fen,
            invitedShareFen: line.invitedShare.fen, ratio: "\(line.invitingParts):\(line.invitedParts)",
            rule: line.rule, ruleVersion: line.ruleVersion, receipt: entry.receipt,
            state: SettlementExport.stateName(entry),
            payee: .init(institution: line.payeeName, accountMasked: line.payeeMasked))
    }
}
