/// Turns the short names of legal texts into the titles people know.
package enum ArticleNames {
    private static let titles: [(short: String, title: String, numbered: Bool)] = [
        ("NHC-TM", "《远程医疗服务管理规范（试行）》", false),
        ("NHC-IH", "《互联网医院管理办法（试行）》", true),
        ("NHC-ID", "《互联网诊疗管理办法（试行）》", true),
        ("NHC-SUP", "《互联网诊疗监管细则》（征求意见稿）", true),
        ("JL", "《吉林省远程医疗服务管理办法（试行）》", true),
        ("GX", "《广西壮族自治区互联网医院管理办法》（征求意见稿）", true),
        ("SC", "《四川省互联网诊疗管理规范（试行）》", true),
    ]

    /// `NHC-TM 三(二)` becomes 《远程医疗服务管理规范（试行）》三（二）; `JL 22` becomes …第二十二条.
    /// An article list is separated by `; `. Unknown texts stay as they are.
    package static func quoted(_ article: String) -> String {
        article.split(separator: ";").map { one(String($0)) }.joined(separator: "；")
    }

    private static func one(_ text: String) -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        guard let short = words.first, let entry = titles.first(where: { $0.short == short }) else {
            return text.trimmed
        }
        let place = words.dropFirst().joined(separator: " ")
        return entry.title + position(place, numbered: entry.numbered)
    }

    private static func position(_ place: String, numbered: Bool) -> String {
        let digits = place.prefix { $0.isNumber && $0.isASCII }
        guard numbered, let number = Int(digits), (1...99).contains(number) else { return parts(place) }
        return "第" + chinese(number) + "条" + parts(String(place.dropFirst(digits.count)))
    }

    /// `¶3` is the third paragraph, `(4)` the fourth item; `(二)` stands in the text itself.
    private static func parts(_ rest: String) -> String {
        var result = ""
        var number = ""
        var inParagraph = false
        func take() {
            guard !number.isEmpty || inParagraph else { return }
            let value = Int(number).map { (1...99).contains($0) ? chinese($0) : number } ?? number
            result += inParagraph ? "第" + value + "款" : value
            (number, inParagraph) = ("", false)
        }
        var inParentheses = false
        for character in rest {
            if character.isASCII, character.isNumber, inParagraph || inParentheses {
                number.append(character)
                continue
            }
            take()
            switch character {
            case "¶": inParagraph = true
            case "(": (result, inParentheses) = (result + "（", true)
            case ")": (result, inParentheses) = (result + "）", false)
            default: result.append(character)
            }
        }
        take()
        return result
    }

    /// Numbers from 1 to 99 in Chinese, as articles are cited.
    private static func chinese(_ number: Int) -> String {
        let digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
        let (tens, ones) = (number / 10, number % 10)
        if tens == 0 { return digits[ones] }
        return (tens == 1 ? "" : digits[tens]) + "十" + digits[ones]
    }
}

extension String {
    var trimmed: String {
        var slice = self[...]
        while let first = slice.first, first.isWhitespace { slice.removeFirst() }
        while let last = slice.last, last.isWhitespace { slice.removeLast() }
        return String(slice)
    }
}
