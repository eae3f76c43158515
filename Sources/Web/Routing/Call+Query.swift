import ConsultationCore

extension Call {
    /// A day in the query; nil when it is absent or empty.
    func queryDay(_ name: String) throws(Problem) -> CivilDate? {
        guard let text = query(name), !text.isEmpty else { return nil }
        guard let day = CivilDate(text) else { throw wrongQuery(name, .invalid(ofKind: "YYYY-MM-DD")) }
        return day
    }

    /// How many a page holds at most.
    func queryLimit() throws(Problem) -> Int {
        guard let text = query("limit") else { return 50 }
        guard let number = Int(text), Limits.pageSize.contains(number) else {
            throw wrongQuery(
                "limit", .outOfRange(Int64(Limits.pageSize.lowerBound)...Int64(Limits.pageSize.upperBound)))
        }
        return number
    }
}
