/// Whether the name of an internet hospital follows its pattern (NHC-IH 12, GX 15). It warns and never refuses: the
/// authority that issued the licence decides.
package enum InternetHospitalName {
    package enum Warning: String, Codable, Sendable, CaseIterable {
        /// It does not end in 互联网医院.
        case ending
        /// 本机构名称 is not in front.
        case institutionMissing
        /// 合作方识别名称 or 申请设置方识别名称 is missing.
        case founderMissing
        /// GX 15: the place's name comes first.
        case placeMissing
    }

    package static let ending = "互联网医院"
    /// Words that end the name of a place.
    private static let places = ["自治区", "自治县", "省", "市", "县", "区", "州", "盟", "旗"]

    /// Patterns: second name 「本机构名称+互联网医院」; joint 「本机构名称+合作方识别名称+互联网医院」; stand-alone
    /// 「申请设置方识别名称+互联网医院」, in Guangxi with the place's name before it.
    package static func warnings(
        _ details: InternetHospitalDetails, of institution: Institution
    ) -> [Warning] {
        var found: [Warning] = []
        let name = details.name.filter { !$0.isWhitespace }
        guard name.hasSuffix(ending) else { return [.ending] }
        var middle = String(name.dropLast(ending.count))
        if details.kind != .standalone {
            let own = institution.name.filter { !$0.isWhitespace }
            if middle.hasPrefix(own) {
                middle.removeFirst(own.count)
            } else {
                found.append(.institutionMissing)
            }
        } else if institution.jurisdiction == .guangxi,
            !places.contains(where: { place in middle.dropFirst().contains(place) })
        {
            found.append(.placeMissing)
        }
        if details.kind != .secondName, middle.isEmpty { found.append(.founderMissing) }
        return found
    }
}
